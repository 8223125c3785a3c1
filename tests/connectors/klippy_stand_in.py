"""Stands in for Klipper behind a real Moonraker: a simulated printer on the unix socket that Klipper serves.

Written from Klipper's documentation of its API server: JSON messages, each ended by 0x03.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from layerworks.connectors._background import Background
from layerworks.connectors.simulated import SimulatedPrinter
from layerworks.connectors.virtual.klipper import PROCESS, VirtualKlipper, chosen, difference
from layerworks.fleet import Upload

END = b"\x03"
ENDPOINTS = [
    "info",
    "emergency_stop",
    "register_remote_method",
    "list_endpoints",
    "gcode/help",
    "gcode/script",
    "gcode/restart",
    "gcode/firmware_restart",
    "gcode/subscribe_output",
    "objects/list",
    "objects/query",
    "objects/subscribe",
    "query_endstops/status",
    "pause_resume/cancel",
    "pause_resume/pause",
    "pause_resume/resume",
]


class KlippyStandIn:
    """Serves one printer on a socket; another can be put in its place."""

    def __init__(self, socket: Path, files: Path, printer: SimulatedPrinter, clock: Callable[[], datetime]) -> None:
        self._socket, self._files, self._clock = socket, files, clock
        self.klipper = VirtualKlipper(printer, clock, self._bring)
        self._writers: set[asyncio.StreamWriter] = set()
        self._subscription: tuple[asyncio.StreamWriter, dict, dict] | None = None
        self._told: dict[str, dict[str, Any]] = {}
        self._boot = printer.boot(clock())
        self._background = Background("klippy")
        self.do(self._begin)

    def do(self, work: Callable[[], Any]) -> Any:
        """Do something on the printer's loop: the only place where it may be touched."""

        async def done() -> Any:
            result = work()
            return await result if asyncio.iscoroutine(result) else result

        return asyncio.run_coroutine_threadsafe(done(), self._background.loop).result(30.0)

    def close(self) -> None:
        self._background.stop(self._stop)

    async def _begin(self) -> None:
        self._server = await asyncio.start_unix_server(self._connected, str(self._socket), limit=2**24)
        self._background.keep(self._go_on())

    async def _stop(self) -> None:
        self._hang_up()
        self._server.close()

    def _hang_up(self) -> None:
        self._subscription = None
        for writer in tuple(self._writers):
            writer.close()

    async def _go_on(self) -> None:
        while True:
            await asyncio.sleep(0.03)
            boot = self.klipper.printer.boot(self._clock())
            if boot != self._boot:
                self._boot = boot
                self._hang_up()
            self._push()

    def _push(self) -> None:
        before, self._told = self._told, self.klipper.status()
        if self._subscription is not None:
            writer, wanted, template = self._subscription
            changed = {k: v for k, v in chosen(difference(before, self._told), wanted).items() if v}
            if changed:
                params = {"eventtime": self.klipper.event_s(), "status": changed}
                _write(writer, {**template, "params": params})

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._background.keep(self._serve(reader, writer))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            while True:
                call = json.loads((await reader.readuntil(END))[:-1])
                try:
                    answer = {"result": self._answer(writer, call["method"], call.get("params", {}))}
                except ValueError as error:
                    answer = {"error": {"error": "CommandError", "message": str(error)}}
                _write(writer, {"id": call["id"], **answer})
        except (asyncio.IncompleteReadError, OSError):
            return
        finally:
            self._writers.discard(writer)
            writer.close()

    def _answer(self, writer: asyncio.StreamWriter, method: str, params: dict) -> Any:
        klipper = self.klipper
        match method:
            case "info":
                return self._info()
            case "list_endpoints":
                return {"endpoints": ENDPOINTS}
            case "objects/list":
                return {"objects": [*klipper.status(), "configfile"]}
            case "objects/query":
                return self._status(params["objects"])
            case "objects/subscribe":
                self._subscription = writer, params["objects"], params.get("response_template", {})
                self._told = klipper.status()
                return self._status(params["objects"])
            case "gcode/script":
                for line in params["script"].splitlines():
                    if error := klipper.script(line):
                        raise ValueError(error)
            case "pause_resume/pause":
                klipper.pause()
            case "pause_resume/resume":
                klipper.resume()
            case "pause_resume/cancel":
                klipper.cancel()
            case "emergency_stop":
                klipper.stop()
        return {}

    def _status(self, wanted: dict) -> dict:
        status = chosen(self.klipper.status(), wanted)
        if "configfile" in wanted:
            status["configfile"] = {"config": {"virtual_sdcard": {"path": str(self._files)}}}
        return {"eventtime": self.klipper.event_s(), "status": status}

    def _info(self) -> dict:
        state, message = self.klipper.state()
        told = {"hostname": "stand-in", "klipper_path": "/nowhere", "python_path": "/nowhere", "process_id": PROCESS}
        more = {"log_file": "", "config_file": "", "software_version": "v0.13.0-stand-in", "cpu_info": ""}
        return {"state": state, "state_message": message, **told, **more}

    def _bring(self, file: str) -> None:
        """Hand the printer the file as Moonraker stored it."""
        path = self._files / file
        if path.is_file() and not self.klipper.printer.look(self._clock()).has(file):
            text = path.read_bytes()
            self.klipper.printer.receive(Upload(file, text, hashlib.sha256(text).hexdigest()), self._clock())


def _write(writer: asyncio.StreamWriter, message: dict) -> None:
    if not writer.is_closing():
        writer.write(json.dumps(message).encode() + END)
