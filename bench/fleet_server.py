"""Thousands of machines that print, in one process, for `bench.fleet`: what Moonraker sends, made once and sent to all.

`python -m bench.fleet_server` writes its port and serves until killed. The status is that of a simulated printer seen
through a virtual Klipper; the time a difference was sent stands in `filament_used`.
"""

import asyncio
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import uvloop
from aiohttp import WSMsgType, web

from connectors.even_program import even_job, even_player
from layerworks.connectors.simulated import Mishaps, RamMemory, SimulatedPrinter
from layerworks.connectors.virtual.klipper import VirtualKlipper, chosen, difference
from layerworks.fleet import Start, Upload

SLOTS = 10  # machines speak in turns within each quarter of a second
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
        printer.receive(Upload("piece-1.t1.gcode", job.text, job.digest), self._now)
        printer.receive(Start("piece-1.t1.gcode"), self._now)
        self._klipper = VirtualKlipper(printer, lambda: self._now)
        self._pass(600.0)

    def _pass(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)

    def objects(self) -> list[str]:
        return list(self._klipper.status())

    def status(self, wanted: dict[str, list[str] | None]) -> dict[str, Any]:
        return {"eventtime": self._klipper.event_s(), "status": chosen(self._klipper.status(), wanted)}

    def next_difference(self, wanted: dict[str, list[str] | None]) -> dict[str, Any]:
        before = self._klipper.status()
        self._pass(0.25)
        changed = chosen(difference(before, self._klipper.status()), wanted)
        tick = round(self._klipper.event_s() * 4) % 2  # real sensors are never quite still
        changed["extruder"] = {"temperature": 210.0 + 0.01 * tick}
        changed["heater_bed"] = {"temperature": 60.0 + 0.01 * tick}
        changed["print_stats"]["filament_used"] = time.time()
        return {name: fields for name, fields in changed.items() if fields}

    def event_s(self) -> float:
        return self._klipper.event_s()


class _Shop:
    """All connections, in slots."""

    def __init__(self) -> None:
        self._printing = _Printing()
        self._slots: list[set[asyncio.Transport]] = [set() for _ in range(SLOTS)]
        self._turn = 0
        self._wanted: dict[str, list[str] | None] = {}

    async def websocket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        line, slot = request.transport, self._slots[self._turn % SLOTS]
        assert line is not None
        self._turn += 1
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    call = json.loads(message.data)
                    result = self._answer(call["method"], call["params"])
                    await socket.send_str(json.dumps({"jsonrpc": "2.0", "result": result, "id": call["id"]}))
                    if call["method"] == "printer.objects.subscribe":
                        slot.add(line)
        finally:
            slot.discard(line)
        return socket

    def _answer(self, method: str, params: dict[str, Any]) -> Any:
        match method:
            case "server.info":
                return {"klippy_state": "ready"}
            case "printer.info":
                return {"process_id": 4711}
            case "printer.objects.list":
                return {"objects": self._printing.objects()}
            case "printer.objects.subscribe":
                self._wanted = params["objects"]
                return self._printing.status(self._wanted)
            case "server.files.list":
                return [{"path": "piece-1.t1.gcode", "size": 1000}]
            case "server.history.list":
                job = {"job_id": "1", "filename": "piece-1.t1.gcode", "start_time": 1.0, "status": "in_progress"}
                return {"jobs": [job]}
            case _:
                return {}

    async def speak(self) -> None:
        turn, begun = 0, time.monotonic()
        while True:
            turn += 1
            await asyncio.sleep(max(0.0, begun + turn * 0.25 / SLOTS - time.monotonic()))
            lines = self._slots[turn % SLOTS]
            if lines:
                changed = self._printing.next_difference(self._wanted)
                self._send(lines, "notify_status_update", [changed, self._printing.event_s()])
                if turn // SLOTS % 4 == 0:
                    self._send(lines, "notify_proc_stat_update", [PROC_STAT])

    def _send(self, lines: set[asyncio.Transport], method: str, params: list[Any]) -> None:
        text = json.dumps({"jsonrpc": "2.0", "method": method, "params": params}).encode()
        frame = b"\x81\x7e" + len(text).to_bytes(2, "big") + text  # RFC 6455, 5.2: final, text, 16 bits of length
        for line in lines:
            if not line.is_closing():
                line.write(frame)


async def _serve() -> None:
    shop = _Shop()
    app = web.Application()
    app.router.add_get("/{machine}/websocket", shop.websocket)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=4096).start()
    print(runner.addresses[0][1], flush=True)
    await shop.speak()


if __name__ == "__main__":
    uvloop.run(_serve())
