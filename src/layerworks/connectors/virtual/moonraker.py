"""Moonraker's side of one virtual machine: JSON-RPC calls, notifications, the upload. Written from its documentation.

Everything here runs on the server's loop; the simulated printer is touched nowhere else.
"""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from aiohttp import WSMsgType, web

from layerworks.connectors._secret import Secret
from layerworks.connectors.virtual.faults import Faults
from layerworks.connectors.virtual.history import History
from layerworks.connectors.virtual.klipper import PROCESS, Status, VirtualKlipper, chosen, difference
from layerworks.connectors.virtual.sockets import abort, send
from layerworks.fleet.commands import Remove, Upload

Params = dict[str, Any]
CAMERA = "/webcam/?action=stream"  # where Klipper's usual set-up has one; nothing is served there


class RpcFailure(Exception):
    """A call that ends with an error."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class Listener:
    """One websocket. let_in: with the right key; others are heard and refused. wanted: what it subscribed to."""

    def __init__(self, socket: web.WebSocketResponse, let_in: bool) -> None:
        self.socket = socket
        self.let_in = let_in
        self.wanted: dict[str, list[str] | None] = {}


class VirtualMoonraker:
    """One machine on the server. clock: Moonraker's own, which need not be Klipper's. key: None lets everybody in."""

    def __init__(
        self,
        klipper: VirtualKlipper,
        clock: Callable[[], datetime],
        key: Secret | None = None,
        faults: Faults | None = None,
    ) -> None:
        self.klipper = klipper
        self.faults = faults or Faults()
        self.listeners: set[Listener] = set()
        self._clock = clock
        self._key = key
        self._tokens: set[str] = set()
        self._history = History()
        self._told: Status = klipper.status()
        self._boot = klipper.printer.boot(klipper.now())
        self._calls: dict[str, Callable[[Params], Any]] = {
            "printer.info": lambda p: {"process_id": PROCESS, "state": klipper.state()[0]},
            "printer.objects.list": lambda p: {"objects": list(klipper.status())},
            "printer.objects.query": lambda p: self._status(p["objects"]),
            "printer.print.start": lambda p: self._script(f'SDCARD_PRINT_FILE FILENAME="{p["filename"]}"'),
            "printer.print.pause": lambda p: klipper.pause() or "ok",
            "printer.print.resume": lambda p: klipper.resume() or "ok",
            "printer.print.cancel": lambda p: klipper.cancel() or "ok",
            "printer.emergency_stop": lambda p: klipper.stop() or "ok",
            "printer.firmware_restart": lambda p: klipper.restart() or "ok",
            "printer.gcode.script": lambda p: self._script(p["script"]),
            "server.info": lambda p: {"klippy_connected": True, "klippy_state": klipper.state()[0]},
            "server.files.list": lambda p: [{"path": f.name, "size": f.size} for f in self._files()],
            "server.files.delete_file": self._delete,
            "server.webcams.list": lambda p: {"webcams": [{"name": "bed", "enabled": True, "stream_url": CAMERA}]},
            "server.history.list": lambda p: {"jobs": self._history.newest(p.get("limit", 50))},
            "machine.proc_stats": lambda p: {"moonraker_stats": [{"time": self._now_s()}]},
        }

    # What goes out

    async def push(self) -> None:
        """Tell every listener what changed since the last time: called four times a second."""
        printer, now = self.klipper.printer, self.klipper.now()
        printer.tick(now)
        boot = printer.boot(now)
        if not printer.reachable(now):
            await self.cut()
            return
        if boot != self._boot:
            self._boot = boot
            self._history.end("klippy_disconnect", self._now_s())
            self._told = self.klipper.status()
            self._history.see(self._told["print_stats"], self._now_s())
            await self._notify("notify_klippy_disconnected", [])
            return
        before, self._told = self._told, self.klipper.status()
        changes = difference(before, self._told)
        if not changes:
            return
        if changes.get("webhooks", {}).get("state") == "shutdown":
            self._history.end("klippy_shutdown", self._now_s())
            await self._notify("notify_klippy_shutdown", [])
        job = self._history.see(self._told["print_stats"], self._now_s())
        for listener in tuple(self.listeners):
            if wanted := chosen(changes, listener.wanted):
                kept = {name: fields for name, fields in wanted.items() if fields}
                await self._tell(listener, "notify_status_update", [kept, self.klipper.event_s()])
        if job is not None:
            await self._notify("notify_history_changed", [{"action": job[0], "job": job[1]}])

    async def beat(self) -> None:
        """Send what Moonraker sends every socket once a second."""
        await self._notify(
            "notify_proc_stat_update",
            [
                {
                    "moonraker_stats": {"time": self._now_s(), "cpu_usage": 2.5},
                    "system_cpu_usage": {"cpu": 12.5},
                    "system_memory": {"total": 1000000, "used": 250000},
                    "cpu_temp": 48.0,
                }
            ],
        )

    async def cut(self) -> None:
        """Break every connection, as a pulled cable does."""
        for listener in tuple(self.listeners):
            abort(listener.socket)

    async def say(self, text: str) -> None:
        """Send something of one's own making to everybody."""
        for listener in tuple(self.listeners):
            await send(listener.socket, text)

    async def _notify(self, method: str, params: list[Any]) -> None:
        for listener in tuple(self.listeners):
            await self._tell(listener, method, params)

    async def _tell(self, listener: Listener, method: str, params: list[Any]) -> None:
        if not self._mute():
            await send(listener.socket, json.dumps({"jsonrpc": "2.0", "method": method, "params": params}))

    def _mute(self) -> bool:
        return self.faults.silent or self.faults.deaf or self.klipper.printer.silent(self.klipper.now())

    # What comes in

    async def serve(self, request: web.Request, path: str) -> web.StreamResponse:
        """Answer a request. path: below the machine's own address."""
        match request.method, path:
            case "GET", "websocket":
                return await self.websocket(request)
            case "GET", "access/oneshot_token":
                return await self.token(request)
            case "GET", "server/info":
                return self._not_let_in(request) or web.json_response(
                    {"result": {"klippy_state": self.klipper.state()[0]}}
                )
            case "POST", "server/files/upload":
                return await self.upload(request)
            case _:
                return _http_error(404, "Not Found")

    async def websocket(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection."""
        refusal = self._not_let_in(request)
        if refusal is not None and refusal.status != 401:
            return refusal
        socket = web.WebSocketResponse(autoping=False, max_msg_size=0)
        await socket.prepare(request)
        listener = Listener(socket, refusal is None)
        self.listeners.add(listener)
        try:
            async for message in socket:
                if message.type == WSMsgType.PING and not self.faults.deaf:
                    await socket.pong(message.data)
                elif message.type == WSMsgType.TEXT and not self._mute():
                    await self._answer(listener, json.loads(message.data))
        finally:
            self.listeners.discard(listener)
        return socket

    async def token(self, request: web.Request) -> web.Response:
        """Serve a one-shot token."""
        if refusal := self._not_let_in(request):
            return refusal
        token = hashlib.sha256(f"{len(self._tokens)}/{self._now_s()}".encode()).hexdigest()[:32]
        self._tokens.add(token)
        return web.json_response({"result": token})

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """Take a file."""
        if refusal := self._not_let_in(request):
            return refusal
        name, text, checksum = "", b"", ""
        if self.faults.strikes(self.faults.cut_before, "upload"):
            abort(request)
            return web.Response(status=500)
        async for part in await request.multipart():
            if part.name == "file":  # pyright: ignore
                name, text = part.filename or "", bytes(await part.read())  # pyright: ignore
            elif part.name == "checksum":  # pyright: ignore
                checksum = (await part.text()).strip()  # pyright: ignore
        await asyncio.sleep(self.faults.slow_s)
        digest = hashlib.sha256(text).hexdigest()
        if checksum not in ("", digest):
            return _http_error(422, "File checksum mismatch")
        if self.klipper.printer.receive(Upload(name, text, digest), self.klipper.now()):
            return _http_error(403, "File currently in use")
        await self._file_changed("create_file", name, len(text))
        if self.faults.strikes(self.faults.cut_after, "upload"):
            abort(request)
        item = {"path": name, "root": "gcodes", "size": len(text), "permissions": "rw"}
        return web.json_response({"item": item, "print_started": False, "print_queued": False}, status=201)

    async def _answer(self, listener: Listener, call: dict[str, Any]) -> None:
        method, faults = call["method"], self.faults
        if faults.strikes(faults.swallow, method):
            return
        if faults.strikes(faults.cut_before, method):
            abort(listener.socket)
            return
        try:
            answer: dict[str, Any] = {"result": await self._do(listener, method, call.get("params") or {})}
        except RpcFailure as failure:
            answer = {"error": {"code": failure.code, "message": str(failure)}}
        if faults.strikes(faults.cut_after, method):
            abort(listener.socket)
            return
        await asyncio.sleep(faults.slow_s)
        await send(listener.socket, json.dumps({"jsonrpc": "2.0", **answer, "id": call["id"]}))

    async def _do(self, listener: Listener, method: str, params: Params) -> Any:
        if not listener.let_in:
            raise RpcFailure(-32602, "Unauthorized")
        if method == "server.connection.identify":
            return {"connection_id": id(listener)}
        if method == "printer.objects.subscribe":
            listener.wanted = params["objects"]
            return self._status(listener.wanted)
        if method not in self._calls:
            raise RpcFailure(-32601, "Method not found")
        result = self._calls[method](params)
        return await result if isinstance(result, Awaitable) else result

    def _status(self, wanted: dict[str, list[str] | None]) -> dict[str, Any]:
        return {"eventtime": self.klipper.event_s(), "status": chosen(self.klipper.status(), wanted)}

    def _script(self, line: str) -> str:
        if error := self.klipper.script(line):
            raise RpcFailure(400, error)
        return "ok"

    async def _delete(self, params: Params) -> dict[str, Any]:
        file = params["path"].removeprefix("gcodes/")
        if not self.klipper.printer.look(self.klipper.now()).has(file):
            raise RpcFailure(400, f"Invalid file path: gcodes/{file}")
        if self.klipper.printer.receive(Remove(file), self.klipper.now()):
            raise RpcFailure(403, "File is loaded, deletion not permitted")
        await self._file_changed("delete_file", file, 0)
        return {"item": {"path": file, "root": "gcodes"}, "action": "delete_file"}

    async def _file_changed(self, action: str, file: str, size: int) -> None:
        change = {"action": action, "item": {"path": file, "root": "gcodes", "size": size}}
        await self._notify("notify_filelist_changed", [change])

    def _files(self) -> Any:
        return self.klipper.printer.look(self.klipper.now()).files

    def _now_s(self) -> float:
        return self._clock().timestamp()

    def _not_let_in(self, request: web.Request) -> web.Response | None:
        if self.faults.refuse or not self.klipper.printer.reachable(self.klipper.now()):
            return _http_error(503, "no")
        token = request.query.get("token", "")
        if token in self._tokens:
            self._tokens.discard(token)
            return None
        right = self._key is None or request.headers.get("X-Api-Key") == self._key.reveal()
        return None if right else _http_error(401, "Unauthorized")


def _http_error(status: int, message: str) -> web.Response:
    return web.json_response({"error": {"code": status, "message": message}}, status=status)
