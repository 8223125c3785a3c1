"""Thousands of machines that print, in one process, for `bench.fleet`: what Moonraker sends, made once and sent to all.

`python -m bench.fleet_server [SECONDS]` writes its port and serves until its input ends; a machine tells a difference
every so many seconds, a quarter if nothing is said. A line `cut S` breaks every connection and takes none
for S seconds; `told` answers how many connections it took since, how many in the busiest second, and how many at most
were in their opening at a time, from the upgrade to the subscription.
It listens to several loopback addresses, so that no address runs out of ports. The status is that of a simulated
printer seen through a virtual Klipper; x of its nozzle is the monotonic time at which a difference was sent, so that
whoever shows it also shows how old it is. HTTP (RFC 9112) and websockets (RFC 6455) are spoken by hand, and a frame is
handed to the system past the loop, since a server in Python must not be what limits the measurement.
"""

import asyncio
import base64
import hashlib
import json
import os
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import uvloop

from connectors.even_program import even_job, even_player
from layerworks.connectors.simulated import Mishaps, RamMemory, SimulatedPrinter
from layerworks.connectors.virtual.klipper import VirtualKlipper, chosen, difference
from layerworks.fleet import Start, Upload

EVERY_S = 0.25
ADDRESSES = tuple(f"127.0.0.{last}" for last in range(1, 9))
FILE = "piece-1.t1.gcode"
SLOTS = 25  # machines speak in turns within each quarter of a second
MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
INFO = b'{"result": {"klippy_state": "ready", "moonraker_version": "v0.11.0"}}'
PROC_STAT = {
    "moonraker_stats": {"time": 1795582049.2, "cpu_usage": 2.66, "memory": 55072, "mem_units": "kB"},
    "cpu_temp": 45.622,
    "network": {
        name: {
            "rx_bytes": 2500099, "tx_bytes": 2500099, "rx_packets": 13521, "tx_packets": 13521, "rx_errs": 0,
            "tx_errs": 0, "rx_drop": 0, "tx_drop": 0, "bandwidth": 2511.1,
        }
        for name in ("lo", "eth0", "wlan0")
    },
    "system_cpu_usage": {"cpu": 2.53, "cpu0": 3.03, "cpu1": 5.1, "cpu2": 1.02, "cpu3": 1},
    "system_memory": {"total": 3906268, "available": 3500000, "used": 406268},
    "websocket_connections": 1,
}  # fmt: skip


class _Printing:
    """A machine in the middle of a print, as status and as differences."""

    def __init__(self) -> None:
        self._now = datetime.now(UTC)
        job, printer = even_job(36000.0), SimulatedPrinter("m", RamMemory(), even_player, Mishaps(), self._now)
        printer.receive(Upload(FILE, job.text, job.digest), self._now)
        printer.receive(Start(FILE), self._now)
        self._klipper = VirtualKlipper(printer, lambda: self._now)
        self._pass(600.0)

    def _pass(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)

    def objects(self) -> list[str]:
        return list(self._klipper.status())

    def status(self, wanted: dict[str, list[str] | None]) -> dict[str, Any]:
        return {"eventtime": self._klipper.event_s(), "status": chosen(self._klipper.status(), wanted)}

    def next_difference(self, wanted: dict[str, list[str] | None], after_s: float) -> dict[str, Any]:
        before = self._klipper.status()
        self._pass(after_s)
        changed = chosen(difference(before, self._klipper.status()), wanted)
        tick = round(self._klipper.event_s() * 4) % 2  # real sensors are never quite still
        changed["extruder"] = {"temperature": 210.0 + 0.01 * tick}
        changed["heater_bed"] = {"temperature": 60.0 + 0.01 * tick}
        y_mm = 100.0 + 10.0 * tick
        changed["gcode_move"] = {"gcode_position": [round(time.monotonic(), 4), y_mm, 3.2, 1200.5]}
        return {name: fields for name, fields in changed.items() if fields}

    def event_s(self) -> float:
        return self._klipper.event_s()


class _Shop:
    """All connections, in slots. calls: by second; opening: in their opening now, opening_most: at a time."""

    def __init__(self, every_s: float) -> None:
        self.every_s = every_s
        self.printing = _Printing()
        self.slots: list[set[_Line]] = [set() for _ in range(SLOTS)]
        self.calls: Counter[int] = Counter()
        self.opening = self.opening_most = 0
        self._turn = 0
        self._wanted: dict[str, list[str] | None] = {}
        self._status = b"", -1.0
        self._answers = {
            method: json.dumps(result).encode()
            for method, result in {
                "server.info": {"klippy_state": "ready"},
                "printer.info": {"process_id": 4711},
                "printer.objects.list": {"objects": self.printing.objects()},
                "server.files.list": [{"path": FILE, "size": 1000}],
                "server.history.list": {
                    "jobs": [{"job_id": "1", "filename": FILE, "start_time": 1.0, "status": "in_progress"}]
                },
            }.items()
        }

    def seat(self) -> "set[_Line]":
        """Return the slot of the next machine."""
        self._turn += 1
        return self.slots[self._turn % SLOTS]

    def began(self) -> None:
        """One more is in its opening."""
        self.calls[int(time.monotonic())] += 1
        self.opening += 1
        self.opening_most = max(self.opening_most, self.opening)

    def answer(self, method: str, params: dict[str, Any]) -> bytes:
        """Return the result of a call in JSON."""
        if method != "printer.objects.subscribe":
            return self._answers.get(method, b"{}")
        now = time.monotonic()
        if now - self._status[1] > EVERY_S:  # the same for all who ask within one difference
            self._wanted = params["objects"]
            self._status = json.dumps(self.printing.status(self._wanted)).encode(), now
        return self._status[0]

    def forget(self) -> None:
        """Count from now on."""
        self.calls.clear()
        self.opening_most = 0

    def cut(self) -> None:
        """Break every connection."""
        for slot in self.slots:
            for line in tuple(slot):
                line.abort()

    async def speak(self) -> None:
        """Let every machine tell its differences and, once a second, about its computer."""
        turn, begun, seconds = 0, time.monotonic(), max(1, round(1.0 / self.every_s))
        while True:
            turn += 1
            await asyncio.sleep(max(0.0, begun + turn * self.every_s / SLOTS - time.monotonic()))
            lines = self.slots[turn % SLOTS]
            changed = self.printing.next_difference(self._wanted, self.every_s / SLOTS)
            if lines:
                frame = _call("notify_status_update", [changed, self.printing.event_s()])
                if turn // SLOTS % seconds == 0:
                    frame += _PROC_STAT
                for line in lines:
                    line.tell(frame)


class _Line(asyncio.Protocol):
    """One connection: a request of HTTP, or a websocket after one."""

    __slots__ = ("_buffer", "_line", "_number", "_opening", "_shop", "_slot", "_socket")

    def __init__(self, shop: _Shop) -> None:
        self._shop, self._slot = shop, shop.seat()
        self._buffer = b""
        self._socket = self._opening = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._line = cast("asyncio.Transport", transport)  # uvloop's own is no subclass
        self._number: int = self._line.get_extra_info("socket").fileno()

    def connection_lost(self, exc: Exception | None) -> None:
        self._slot.discard(self)
        self._opened()

    def abort(self) -> None:
        """Break the connection."""
        self._slot.discard(self)
        self._line.abort()

    def tell(self, frame: bytes) -> None:
        """Send a frame at once where the system takes it; a machine that is not listened to skips what is too much."""
        if self._line.get_write_buffer_size():
            return
        try:
            sent = os.write(self._number, frame)
        except BlockingIOError:
            return
        except OSError:
            self._line.abort()  # whoever walks through the slot goes on; it is left when the connection is gone
            return
        if sent < len(frame):
            self._line.write(frame[sent:])

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while self._socket and (found := _unmasked(self._buffer)):
            kind, text, self._buffer = found
            self._hear(kind, text)
        if not self._socket and b"\r\n\r\n" in self._buffer:
            head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            self._request(head)

    def _opened(self) -> None:
        self._shop.opening -= self._opening
        self._opening = False

    def _request(self, head: bytes) -> None:
        fields = {k.lower(): v.strip() for k, _, v in (line.partition(b":") for line in head.split(b"\r\n")[1:])}
        key = fields.get(b"sec-websocket-key")
        if key is None:
            status, body = (b"200 OK", INFO) if b"/server/info" in head else (b"404 Not Found", b"{}")
            self._line.write(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body))
            return
        self._shop.began()
        self._opening = self._socket = True
        proof = base64.b64encode(hashlib.sha1(key + MAGIC).digest())
        self._line.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: %s\r\n\r\n" % proof
        )

    def _hear(self, kind: int, text: bytes) -> None:
        if kind == 1:
            call = json.loads(text)
            result = self._shop.answer(call["method"], call["params"])
            self._line.write(_framed(b'{"jsonrpc": "2.0", "result": %s, "id": %d}' % (result, call["id"])))
            if call["method"] == "printer.objects.subscribe":
                self._slot.add(self)
                self._opened()
        elif kind == 8:
            self._line.close()
        elif kind == 9:
            self._line.write(_framed(text, 0x8A))


def _unmasked(data: bytes) -> tuple[int, bytes, bytes] | None:
    """Return kind and text of the first frame of a client and what comes after it; None while it is not whole."""
    if len(data) < 2:
        return None
    length, at = data[1] & 0x7F, 2
    if length >= 126:
        size = 2 if length == 126 else 8
        length, at = int.from_bytes(data[2 : 2 + size], "big"), 2 + size
    mask, end = data[at : at + 4], at + 4 + length
    if len(data) < end:
        return None
    pad = int.from_bytes((mask * (length // 4 + 1))[:length], "big")
    text = (int.from_bytes(data[at + 4 : end], "big") ^ pad).to_bytes(length, "big")
    return data[0] & 0x0F, text, data[end:]


def _call(method: str, params: list[Any]) -> bytes:
    return _framed(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}).encode())


def _framed(text: bytes, kind: int = 0x81) -> bytes:
    if len(text) < 126:
        return bytes([kind, len(text)]) + text
    if len(text) < 65536:
        return bytes([kind, 126]) + len(text).to_bytes(2, "big") + text
    return bytes([kind, 127]) + len(text).to_bytes(8, "big") + text


_PROC_STAT = _call("notify_proc_stat_update", [PROC_STAT])


async def _serve(every_s: float) -> None:
    loop, shop = asyncio.get_running_loop(), _Shop(every_s)

    async def listen(port: int) -> list[asyncio.Server]:
        servers: list[asyncio.Server] = []
        for address in ADDRESSES:
            servers.append(await loop.create_server(lambda: _Line(shop), address, port, backlog=4096))
            port = servers[0].sockets[0].getsockname()[1]
        return servers

    servers = await listen(0)
    port = servers[0].sockets[0].getsockname()[1]
    print(port, flush=True)
    speaking = loop.create_task(shop.speak())
    orders = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    while line := (await orders.readline()).decode().split():
        if line[0] == "cut":
            for server in servers:
                server.close()
            shop.cut()
            shop.forget()
            await asyncio.sleep(float(line[1]))
            servers = await listen(port)
        told = [shop.calls.total(), max(shop.calls.values(), default=0), shop.opening_most]
        print(json.dumps(told), flush=True)
    speaking.cancel()


if __name__ == "__main__":
    uvloop.run(_serve(float(sys.argv[1]) if sys.argv[1:] else EVERY_S))
