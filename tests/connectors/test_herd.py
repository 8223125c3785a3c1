"""Lines read in turns: nothing is lost, and an end is seen."""

import asyncio
import socket as sockets
import threading

from layerworks.connectors.bell import Bell
from layerworks.connectors.herd import SLICE, Herd
from layerworks.connectors.network import Network
from layerworks.connectors.websocket import Websocket
from layerworks.fleet.readings import Channel, Quantity
from layerworks.fleet.tape import Layout

LAYOUT = Layout((Channel("nozzle", Quantity.ACTUAL_C),))
GREETING = b"HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: x\r\n\r\n"


class Sheep:
    def __init__(self) -> None:
        self.read = 0

    def read_now(self) -> None:
        self.read += 1


def test_all_have_their_turn_and_who_leaves_has_none():
    async def play() -> None:
        rounds = asyncio.Event()
        herd = Herd(asyncio.get_running_loop(), lambda: rounds.set() if flock[-1].read > 1 else None)
        flock = [Sheep() for _ in range(SLICE + 5)]
        for sheep in flock:
            herd.join(sheep)
        herd.leave(flock[0])
        await rounds.wait()
        assert flock[0].read == 0
        assert all(sheep.read for sheep in flock[1:])
        for sheep in flock:
            herd.leave(sheep)

    asyncio.run(play())


def test_a_websocket_that_grazes_hears_all_and_its_end():
    async def play() -> None:
        loop, heard = asyncio.get_running_loop(), list[bytes]()
        herd = Herd(loop, lambda: None)
        ours, theirs = sockets.socketpair()
        line, socket = await loop.create_connection(lambda: Websocket(heard.append, 1000), sock=ours)
        socket.data_received(GREETING)
        socket.graze(herd)
        assert not line.is_reading()
        theirs.sendall(b"\x81\x01a\x81\x01b")
        while len(heard) < 2:
            await asyncio.sleep(0.0)
        socket.attend()
        assert line.is_reading()
        assert socket not in herd
        theirs.sendall(b"\x81\x01c")
        while len(heard) < 3:
            await asyncio.sleep(0.0)
        socket.graze(herd)
        theirs.sendall(b"\x81\x01d")
        socket.catch_up()
        assert heard[-1] == b"d"
        theirs.close()
        await socket.ended
        assert socket not in herd
        assert heard == [b"a", b"b", b"c", b"d"]

    asyncio.run(play())


def test_readings_of_a_line_that_is_not_read_in_turns_are_let_go_too():
    network, woken = Network(), threading.Event()
    try:
        network.bell.listen(woken.set)
        number = network.tape.number_of("m")
        network.links.call(network.tape.write, number, LAYOUT, 1.0, [20.0])
        network.links.call(network.cut_soon)
        assert woken.wait(10.0)
        assert [strip.value.tolist() for strip in network.tape.take()] == [[20.0]]
    finally:
        network.close()


def test_a_bell_wakes_once_until_somebody_looks():
    woken: list[int] = []
    bell = Bell()
    bell.ring("early")
    bell.listen(lambda: woken.append(1))
    bell.ring("a")
    bell.ring("a")
    assert len(woken) == 1
    assert bell.rung() == {"early", "a"}
    assert bell.rung() == set()
    bell.ring()
    assert (len(woken), bell.rung()) == (2, set())
