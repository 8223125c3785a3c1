"""OctoPrint's side of one virtual machine: push socket, requests, the upload. Written from its documentation.

Its habits are those that hurt: what is selected is forgotten with the process and with every disconnection, a second
pause and a resume in mid-pause succeed, a start with nothing to print does too, and the record of a print is written
only when it has ended. Everything here runs on the server's loop; the simulated printer is touched nowhere else.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiohttp import WSMsgType, web

from layerworks.connectors._secret import Secret
from layerworks.connectors.simulated.printer import SimulatedPrinter
from layerworks.connectors.virtual.faults import Faults
from layerworks.connectors.virtual.octoprint_prints import OctoPrintPrints
from layerworks.connectors.virtual.sockets import abort, send
from layerworks.fleet.commands import Cancel, Command, Pause, Remove, Resume, SetTemperature, Start, StopAll, Upload

VERSION = "1.11.8"
_HEATERS = {"nozzle": "tool0", "bed": "bed", "chamber": "chamber"}


class Listener:
    """One push socket. let_in: it has proved who it is."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self.socket = socket
        self.let_in = False


class VirtualOctoPrint:
    """One machine on the server. printer_clock: the printer's; clock: OctoPrint's own, which need not be the same.

    key: None lets everybody in.
    """

    def __init__(
        self,
        printer: SimulatedPrinter,
        printer_clock: Callable[[], datetime],
        clock: Callable[[], datetime],
        key: Secret | None = None,
        faults: Faults | None = None,
    ) -> None:
        self.printer = printer
        self.faults = faults or Faults()
        self.listeners: set[Listener] = set()
        self.prints = OctoPrintPrints()
        self._printer_clock, self._clock, self._key = printer_clock, clock, key
        self._files: dict[str, tuple[int, str]] = {}  # what the printer does not need to know of: witnesses
        self._sessions: set[str] = set()
        self._boot = printer.boot(printer_clock())
        self._connected = True
        self._cut = asyncio.Event()
        self.error = ""

    # What goes out

    async def push(self) -> None:
        """Tell every listener everything: called twice a second."""
        now = self._printer_clock()
        self.printer.tick(now)
        if not self.printer.reachable(now):
            await self.cut()
            return
        for event in self._see():
            await self._tell({"event": event})
        await self._tell({"current": self._current()})

    async def beat(self) -> None:
        """OctoPrint says nothing when there is nothing to say."""

    async def cut(self) -> None:
        """Break every connection, as a pulled cable does."""
        self._cut.set()
        self._cut = asyncio.Event()
        for listener in tuple(self.listeners):
            abort(listener.socket)

    async def say(self, text: str) -> None:
        """Send something of one's own making to everybody."""
        for listener in tuple(self.listeners):
            await send(listener.socket, text)

    async def restart(self) -> None:
        """Kill the process and start it again: what was printed is no more, nothing of it was written down."""
        self.printer.switch_off_and_on(self._printer_clock())
        self._boot = self.printer.boot(self._printer_clock())
        self.prints.forget()
        self._sessions.clear()
        self.error = ""
        await self.cut()

    def start(self, file: str) -> str:
        """Select a file and print it, as somebody does in the browser; return why not, or nothing."""
        answer = self._selected(file, True)
        return "" if answer.status == 204 else str(answer.status)

    def connect(self) -> None:
        """Connect to the printer again."""
        self.printer.put_right(self._printer_clock())
        self._boot = self.printer.boot(self._printer_clock())
        self._connected, self.error = True, ""

    async def _tell(self, message: dict[str, Any]) -> None:
        if self._mute():
            return
        for listener in tuple(self.listeners):
            if listener.let_in:
                await send(listener.socket, json.dumps(message))

    def _see(self) -> list[dict[str, Any]]:
        """Look at the printer as OctoPrint does over its cable; return the events of what has happened."""
        now = self._printer_clock()
        boot = self.printer.boot(now)
        seen = self.printer.look(now)
        halted = seen.device == "error"
        if self._connected and (boot != self._boot or halted):
            self._connected = False
            run = seen.run
            self.error = (run.why if run and halted else "") or "Closing serial port due to emergency stop M112."
            if boot != self._boot:
                self.error = "SerialException: the printer has gone"
            return self.prints.drop(self.error, self._clock().timestamp())
        return self.prints.see(seen.run, self._clock().timestamp()) if self._connected else []

    def _current(self) -> dict[str, Any]:
        self._see()
        seen, prints = self.printer.look(self._printer_clock()), self.prints
        run = seen.run if prints.active else None
        file, now_s = prints.selected or None, self._clock().timestamp()
        size = next((f["size"] for f in self._listed() if f["path"] == file), None)
        filepos = run.position.byte_offset if run else size if prints.printed_s is not None else None
        readings = {_HEATERS[t.heater]: {"actual": t.actual_c, "target": t.target_c} for t in seen.temperatures}
        return {
            "state": {"text": self._text(), "flags": self._flags(), "error": self.error},
            "job": {"file": {"name": file, "path": file, "origin": "local" if file else None, "size": size}},
            "currentZ": run.position.z_mm if run else None,
            "progress": {"completion": None, "filepos": filepos, "printTime": prints.print_time(now_s)},
            "serverTime": now_s,
            "temps": [{"time": int(now_s), **readings}] if self._connected else [],
            "markings": prints.markings[-20:],
            "logs": [],
        }

    def _flags(self) -> dict[str, bool]:
        phase = self.prints.phase
        return {
            "operational": self._connected,
            "printing": phase == "running",
            "paused": phase == "paused",
            "ready": self._connected and phase == "",
            "closedOrError": not self._connected,
        }

    def _text(self) -> str:
        if not self._connected:
            return "Offline after error"
        return {"running": "Printing", "paused": "Paused"}.get(self.prints.phase, "Operational")

    # What comes in

    async def serve(self, request: web.Request, path: str) -> web.StreamResponse:
        """Answer a request. path: below the machine's own address."""
        if self.faults.refuse or not self.printer.reachable(self._printer_clock()):
            abort(request)
            return web.Response(status=503)
        if path == "sockjs/websocket":
            return await self._socket(request)
        name = f"{request.method} {path.partition('/local/')[0]}"
        body: dict[str, Any] = {}
        if "json" in request.content_type:
            body = await request.json() or {}
            name += f" {body.get('command', '')}".rstrip()
        if path == "api/files/local" and request.method == "POST":
            name = "upload"
        if self.faults.deaf or self.faults.silent or self.faults.strikes(self.faults.swallow, name):
            await self._cut.wait()
            return web.Response(status=503)
        if self.faults.strikes(self.faults.cut_before, name):
            abort(request)
            return web.Response(status=500)
        await asyncio.sleep(self.faults.slow_s)
        answer = await self._answer(request, path, body)
        if self.faults.strikes(self.faults.cut_after, name):
            abort(request)
        return answer

    async def _answer(self, request: web.Request, path: str, body: dict[str, Any]) -> web.Response:
        if path == "plugin/appkeys/probe":
            return web.Response(status=204)
        let_in = self._key is None or request.headers.get("X-Api-Key") == self._key.reveal()
        if path == "api/login":
            return self._login(let_in)
        if not let_in:
            return _error(403, "You don't have the permission to access the requested resource.")
        self._see()
        match request.method, path.split("/"):
            case "GET", ["api", "version"]:
                return web.json_response({"api": "0.1", "server": VERSION, "text": f"OctoPrint {VERSION}"})
            case "GET", ["api", "job"]:
                return web.json_response({"job": self._current()["job"], "state": self._text()})
            case "GET", ["api", "printer"]:
                told = {"state": {"text": self._text(), "flags": self._flags()}}
                return web.json_response(told) if self._connected else _error(409, "Printer is not operational")
            case "GET", ["api", "files", "local"]:
                return web.json_response({"files": self._listed(), "free": 1, "total": 1})
            case "POST", ["api", "files", "local"]:
                return await self._upload(request)
            case "POST", ["api", "files", "local", file]:
                return self._selected(file, bool(body.get("print")))
            case "DELETE", ["api", "files", "local", file]:
                return self._delete(file)
            case "POST", ["api", "job"]:
                return self._job(str(body["command"]), str(body.get("action", "toggle")))
            case "POST", ["api", "printer", part]:
                return self._printer_command(part, body)
            case _:
                return _error(404, "Not found")

    def _login(self, let_in: bool) -> web.Response:
        if not let_in:
            return web.json_response({"name": None, "groups": ["guests"]})
        session = hashlib.sha256(f"{len(self._sessions)}/{self._clock()}".encode()).hexdigest()
        self._sessions.add(session)
        return web.json_response({"name": "operator", "session": session})

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(autoping=False, max_msg_size=0)
        await socket.prepare(request)
        listener = Listener(socket)
        self.listeners.add(listener)
        await send(socket, json.dumps({"connected": {"version": VERSION, "permissions": []}}))
        try:
            async for message in socket:
                if message.type == WSMsgType.PING and not self.faults.deaf:
                    await socket.pong(message.data)
                elif message.type == WSMsgType.TEXT and not self._mute():
                    await self._heard(listener, json.loads(message.data))
        finally:
            self.listeners.discard(listener)
        return socket

    async def _heard(self, listener: Listener, message: dict[str, Any]) -> None:
        if "auth" in message:
            listener.let_in = message["auth"].partition(":")[2] in self._sessions
            told = {"history": self._current()} if listener.let_in else {"reauthRequired": {"reason": "stale"}}
            await send(listener.socket, json.dumps(told))

    def _listed(self) -> list[dict[str, Any]]:
        stored = {f.name: (f.size, "") for f in self.printer.look(self._printer_clock()).files}
        return [
            {"name": name, "path": name, "origin": "local", "size": size, **self.prints.record(name)}
            for name, (size, _) in {**stored, **self._files}.items()
        ]

    async def _upload(self, request: web.Request) -> web.Response:
        name, text = "", b""
        async for part in await request.multipart():
            if part.name == "file":  # pyright: ignore
                name, text = part.filename or "", bytes(await part.read())  # pyright: ignore
        if name == self.prints.selected and self.prints.active:
            return _error(409, "Trying to overwrite file that is currently being printed")
        digest = hashlib.sha256(text).hexdigest()
        if name.startswith("layerworks-"):
            self._files[name] = len(text), digest
        else:
            self._obey(Upload(name, text, digest))
        await self._tell({"event": {"type": "FileAdded", "payload": {"path": name}}})
        files = {"local": {"name": name, "path": name, "origin": "local"}}
        return web.json_response({"done": True, "files": files, "effectivePrint": False}, status=201)

    def _selected(self, file: str, start: bool) -> web.Response:
        if not any(f["path"] == file for f in self._listed()):
            return _error(404, "File not found")
        if not self._connected or self.prints.active:
            return _error(409, "Printer is already printing or not operational")
        self.prints.selected = file
        if start and file not in self._files:
            self._obey(Start(file))
        return web.Response(status=204)

    def _delete(self, file: str) -> web.Response:
        if not any(f["path"] == file for f in self._listed()):
            return _error(404, "File not found")
        if file == self.prints.selected and self.prints.active:
            return _error(409, "Trying to delete a file that is currently in use")
        if self._files.pop(file, None) is None:
            self._obey(Remove(file))
        self.prints.deleted(file)
        return web.Response(status=204)

    def _job(self, command: str, action: str) -> web.Response:
        file, phase = self.prints.selected, self.prints.phase
        if command == "start":
            return web.Response(status=204)
        if not file or not phase:
            return _error(409, "Printer is neither printing nor paused")
        if command == "cancel":
            self._obey(Cancel(file))
        elif phase == "running" and action in ("pause", "toggle"):
            self._obey(Pause(file))
        elif phase == "paused" and action in ("resume", "toggle"):
            self._obey(Resume(file))
        self._see()
        return web.Response(status=204)

    def _printer_command(self, part: str, body: dict[str, Any]) -> web.Response:
        if not self._connected:
            return _error(409, "Printer is not operational")
        if part == "command":
            if body["command"] == "M112":
                self._obey(StopAll())
        else:
            targets = body["targets"] if part == "tool" else {part: body["target"]}
            for name, target_c in targets.items():
                heater = next(ours for ours, theirs in _HEATERS.items() if theirs == name)
                self._obey(SetTemperature(heater, float(target_c)))
        return web.Response(status=204)

    def _obey(self, command: Command) -> str:
        return self.printer.receive(command, self._printer_clock())

    def _mute(self) -> bool:
        return self.faults.silent or self.faults.deaf or self.printer.silent(self._printer_clock())


def _error(status: int, message: str) -> web.Response:
    return web.json_response({"error": message}, status=status)
