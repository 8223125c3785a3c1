"""Connections of one network call in turn: what waits has not begun, and says so."""

import asyncio
import threading
from datetime import UTC, datetime

import pytest

from layerworks.connectors.conversing import Conversing
from layerworks.connectors.moonraker import Access
from layerworks.connectors.moonraker.connection import SILENT_S, Connection
from layerworks.connectors.moonraker.protocol import Conversation
from layerworks.connectors.network import Network
from layerworks.fleet import LinkLost, PrinterState, Snapshot, ToBeCalled, Upload

NOW = datetime(2026, 11, 25, tzinfo=UTC)
SNAPSHOT = Snapshot(NOW, PrinterState("idle", "1", None, ()))
PATIENCE_S = 20.0


class Scripted(Conversing):
    """Its machine answers when it is told to. dialled, ended: set when it was called, and when that is over."""

    def __init__(self, network: Network) -> None:
        super().__init__(Conversation("test", "1"), network, lambda: NOW)
        self.dialled, self.ended = threading.Event(), threading.Event()

    async def dial(self) -> None:
        self.dialled.set()

    async def listen(self) -> None:
        await asyncio.get_running_loop().create_future()

    async def say(self, message: str) -> None:
        """Nobody is there to hear it."""

    async def hang_up(self) -> None:
        self.ended.set()

    def answer(self) -> None:
        self.take(lambda now: ((SNAPSHOT,), ()))


def settle(network: Network) -> None:
    """Wait until everything that was handed over is done."""
    done = threading.Event()
    network.links.call(done.set)
    assert done.wait(PATIENCE_S)


def test_the_next_is_called_when_the_one_before_is_known_or_gone():
    network = Network(openings=1)
    first, second, third = (Scripted(network) for _ in range(3))
    try:
        for connection in (first, second, third):
            network.links.call(connection.start)
        settle(network)
        assert first.dialled.wait(PATIENCE_S)
        assert first.drain() == ()
        assert second.drain() == third.drain() == (ToBeCalled(NOW),)
        assert not second.dialled.is_set()
        network.links.call(first.answer)
        assert second.dialled.wait(PATIENCE_S)
        assert first.drain() == (SNAPSHOT,)
        assert not third.dialled.is_set()
        network.links.call(second.end)
        assert third.dialled.wait(PATIENCE_S)
        assert second.ended.wait(PATIENCE_S)
    finally:
        network.close()


def test_whoever_is_given_up_while_it_waits_is_never_called():
    network = Network(openings=1)
    first, second, third = (Scripted(network) for _ in range(3))
    try:
        for connection in (first, second, third):
            network.links.call(connection.start)
        network.links.call(second.end)
        assert first.dialled.wait(PATIENCE_S)
        network.links.call(first.answer)
        assert third.dialled.wait(PATIENCE_S)
        assert not second.dialled.is_set()
    finally:
        network.close()
    assert not second.dialled.is_set()


def test_a_conversation_that_fails_is_ended_and_all_others_are_swept():
    network = Network()
    broken, sound = Scripted(network), Scripted(network)
    swept = threading.Event()

    def fail(now):
        raise AssertionError

    def tick(now):
        swept.set()
        return (), ()

    broken.talk.tick, sound.talk.tick = fail, tick
    try:
        network.links.call(broken.start)
        assert broken.ended.wait(PATIENCE_S)
        swept.clear()
        network.links.call(sound.start)
        assert swept.wait(PATIENCE_S)
        assert [(type(seen), seen.detail) for seen in broken.drain()] == [(LinkLost, "not understood: AssertionError")]
    finally:
        network.close()


def test_an_upload_that_fails_in_an_unforeseen_way_is_told_as_one_that_broke_off():
    network = Network()
    connection = Scripted(network)

    async def send_file(upload: Upload) -> tuple[int, bytes]:
        raise ValueError

    connection.send_file = send_file  # type: ignore[method-assign]
    try:
        network.links.call(connection.start)
        assert connection.dialled.wait(PATIENCE_S)
        settle(network)
        network.links.call(connection.ask, Upload("a-1.t1.gcode", b"G28", "0"))
        assert connection.ended.wait(PATIENCE_S)
        assert [seen.detail for seen in connection.drain()] == ["the upload broke off"]
    finally:
        network.close()


class Unread:
    """A socket in which something may lie that was not read yet."""

    def __init__(self, connection: Connection, *, said: bool) -> None:
        self._connection, self._said = connection, said

    def catch_up(self) -> None:
        if self._said:
            self._connection.heard_s = self._connection.network.links.loop.time()

    def ping(self) -> None:
        """Nobody is there to hear it."""


@pytest.mark.parametrize("said", [True, False])
def test_a_hub_that_is_late_gives_nobody_up_whom_it_has_not_read(said: bool):
    network = Network()
    connection = Connection(Access("http://127.0.0.1:9"), network, lambda: NOW)
    try:
        connection._socket = Unread(connection, said=said)  # type: ignore[assignment]
        connection.heard_s = network.links.loop.time() - 2.0 * SILENT_S
        network.links.call(connection.look_after, 2.0 * SILENT_S)
        settle(network)
        assert connection.over is not said
    finally:
        network.close()
