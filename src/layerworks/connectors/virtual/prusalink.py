"""PrusaLink's side of one virtual machine. Written from its published interface and what its firmware answers.

Its habits are those that hurt: requests beyond a few at a time are turned away, nothing is told by itself, a job that
ended stays until somebody at the printer acknowledges it, a folder tells no sizes, and files have short names too.
Everything here runs on the server's loop; the simulated printer is touched nowhere else.
"""

import asyncio
import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiohttp import web

from layerworks.connectors._secret import Secret
from layerworks.connectors.simulated.printer import SimulatedPrinter
from layerworks.connectors.virtual.faults import Faults
from layerworks.connectors.virtual.sockets import abort
from layerworks.fleet.commands import Cancel, Command, Pause, Remove, Resume, Start, Upload
from layerworks.fleet.observations import Run

REALM = "Printer API"
_STATES = {
    "running": "PRINTING",
    "paused": "PAUSED",
    "completed": "FINISHED",
    "cancelled": "STOPPED",
    "failed": "ERROR",
}


class VirtualPrusaLink:
    """One machine on the server. clock: the printer's own. key: also the password of the user `maker`.

    digest_only: keys are not taken. connections: requests it serves at one time; most_at_once: those there were.
    """

    def __init__(
        self,
        printer: SimulatedPrinter,
        clock: Callable[[], datetime],
        key: Secret,
        faults: Faults | None = None,
        digest_only: bool = False,
    ) -> None:
        self.printer = printer
        self.faults = faults or Faults()
        self.digest_only = digest_only
        self.connections = 3
        self.most_at_once = 0
        self._clock, self._key = clock, key
        self._under_way: list[web.Request] = []
        self._nonces: list[str] = []
        self._lies: list[str] = []
        self._job = 40
        self._run: tuple[str, datetime] | None = None
        self._has_job = False
        self._released = asyncio.Event()

    async def push(self) -> None:
        """PrusaLink tells nothing by itself; a printer that is off breaks its connections."""
        self.printer.tick(self._clock())
        self._see()
        if not self.printer.reachable(self._clock()):
            await self.cut()

    async def beat(self) -> None:
        """PrusaLink has no beat."""

    async def cut(self) -> None:
        """Break every connection, as a pulled cable does."""
        self._released.set()
        self._released = asyncio.Event()
        for request in tuple(self._under_way):
            abort(request)

    async def say(self, text: str) -> None:
        """Answer the next question for the status with something of one's own making."""
        self._lies.append(text)

    async def restart(self) -> None:
        """Switch it off and on: the job is forgotten, its number is not."""
        self.printer.switch_off_and_on(self._clock())
        await self.cut()

    def acknowledge(self) -> None:
        """Acknowledge the end of a job at the printer's screen."""
        self._has_job = False

    def start(self, file: str) -> str:
        """Start a file at the screen; return why not, or nothing."""
        return self.printer.receive(Start(file), self._clock())

    def _see(self) -> Run | None:
        """Return the run of the job, if there is one."""
        run = self.printer.look(self._clock()).run
        key = (run.file, run.started_at) if run else None
        if key is not None and key != self._run:
            self._job += 1
            self._has_job = True
        if key is None:
            self._has_job = False
        self._run = key
        return run if self._has_job else None

    async def serve(self, request: web.Request, path: str) -> web.StreamResponse:
        """Answer a request. path: below the machine's own address."""
        if self.faults.refuse or not self.printer.reachable(self._clock()):
            abort(request)
            return web.Response(status=503)
        if len(self._under_way) >= self.connections:
            abort(request)
            return web.Response(status=503)
        self._under_way.append(request)
        self.most_at_once = max(self.most_at_once, len(self._under_way))
        try:
            return await self._serve(request, path)
        finally:
            self._under_way.remove(request)

    async def _serve(self, request: web.Request, path: str) -> web.Response:
        name = f"{request.method} {path.removeprefix('api/v1/').partition('/')[0]}"
        mute = self.faults.deaf or self.faults.silent or self.printer.silent(self._clock())
        if mute or self.faults.strikes(self.faults.swallow, name):
            await self._released.wait()
            return web.Response(status=503)
        if self.faults.strikes(self.faults.cut_before, name):
            abort(request)
            return web.Response(status=500)
        await asyncio.sleep(self.faults.slow_s)
        answer = await self._answer(request, path)
        if self.faults.strikes(self.faults.cut_after, name):
            abort(request)
        return answer

    async def _answer(self, request: web.Request, path: str) -> web.Response:
        if not self._let_in(request):
            return self._ask_for_digest()
        run = self._see()
        match request.method, path.split("/"):
            case "GET", ["api", "version"]:
                told = {"api": "2.0.0", "text": "PrusaLink", "hostname": "virtual-mk4"}
                return web.json_response({**told, "capabilities": {"upload-by-put": True}})
            case "GET", ["api", "v1", "storage"]:
                place = {"path": "/usb/", "name": "usb", "type": "USB", "read_only": False, "available": True}
                return web.json_response({"storage_list": [place]})
            case "GET", ["api", "v1", "status"]:
                return web.Response(text=self._lies.pop(0)) if self._lies else web.json_response(self._status(run))
            case "GET", ["api", "v1", "job"]:
                return web.json_response(self._job_told(run)) if run else web.Response(status=204)
            case "PUT" | "DELETE", ["api", "v1", "job", number, *verb]:
                return self._job_command(run, number, verb)
            case "GET", ["api", "v1", "files", "usb"]:
                return web.json_response({"type": "FOLDER", "name": "usb", "children": self._children()})
            case method, ["api", "v1", "files", "usb", file]:
                return await self._file(request, method, file, run)
            case _:
                return web.json_response({"title": "Not Found"}, status=404)

    def _status(self, run: Run | None) -> dict[str, Any]:
        seen = self.printer.look(self._clock())
        warm = {t.heater: t for t in seen.temperatures}
        state = _STATES[run.phase] if run else "ERROR" if seen.device == "error" else "IDLE"
        told: dict[str, Any] = {
            "printer": {
                "state": state,
                "temp_nozzle": round(warm["nozzle"].actual_c, 1),
                "target_nozzle": warm["nozzle"].target_c,
                "temp_bed": round(warm["bed"].actual_c, 1),
                "target_bed": warm["bed"].target_c,
                "axis_z": run.position.z_mm if run else 0.0,
                "flow": 100,
                "speed": 100,
                "fan_hotend": 4500 if warm["nozzle"].actual_c > 50.0 else 0,
                "fan_print": 0,
            }
        }
        if run:
            size = next((f.size for f in seen.files if f.name == run.file), 0)
            share = run.position.byte_offset / size if size else 0.0
            told["job"] = {"id": self._job, "progress": round(100.0 * share, 2), "time_printing": int(run.printed_s)}
        return told

    def _job_told(self, run: Run) -> dict[str, Any]:
        size = next((f.size for f in self.printer.look(self._clock()).files if f.name == run.file), 0)
        file = {"name": _short(run.file), "display_name": run.file, "path": "/usb", "size": size}
        return {"id": self._job, "state": _STATES[run.phase], "time_printing": int(run.printed_s), "file": file}

    def _job_command(self, run: Run | None, number: str, verb: list[str]) -> web.Response:
        if number != str(self._job):
            return web.json_response({"title": "Not Found"}, status=404)
        phase = run.phase if run else ""
        if verb == ["pause"] and phase == "running" and run:
            return self._obey(Pause(run.file))
        if verb == ["resume"] and phase == "paused" and run:
            return self._obey(Resume(run.file))
        if not verb and phase in ("running", "paused") and run:
            return self._obey(Cancel(run.file))
        return _conflict()

    def _children(self) -> list[dict[str, Any]]:
        files = self.printer.look(self._clock()).files
        return [{"name": _short(f.name), "display_name": f.name, "type": "PRINT_FILE", "m_timestamp": 1} for f in files]

    async def _file(self, request: web.Request, method: str, file: str, run: Run | None) -> web.Response:
        stored = next((f for f in self.printer.look(self._clock()).files if f.name == file), None)
        busy = run is not None and run.phase in ("running", "paused")
        if method == "PUT":
            text = await request.read()
            if request.headers.get("Overwrite") != "?1" and stored is not None:
                return _conflict()
            return self._obey(Upload(file, text, hashlib.sha256(text).hexdigest()), 201)
        if stored is None:
            return web.json_response({"title": "Not Found"}, status=404)
        if method == "GET":
            told = {"name": _short(file), "display_name": file, "size": stored.size, "type": "PRINT_FILE"}
            return web.json_response(told)
        if method == "DELETE":
            return self._obey(Remove(file))
        if method == "POST" and not busy:
            return self._obey(Start(file))
        return _conflict()

    def _obey(self, command: Command, done: int = 204) -> web.Response:
        return _conflict() if self.printer.receive(command, self._clock()) else web.Response(status=done)

    # Being let in, the old way: MD5, no quality of protection

    def _let_in(self, request: web.Request) -> bool:
        if not self.digest_only and request.headers.get("X-Api-Key") == self._key.reveal():
            return True
        said = dict(re.findall(r'(\w+)="([^"]*)"', request.headers.get("Authorization", "")))
        if said.get("nonce") not in self._nonces[-20:]:
            return False
        who = _md5(f"maker:{REALM}:{self._key.reveal()}")
        what = _md5(f"{request.method}:{said.get('uri', '')}")
        return said.get("response") == _md5(f"{who}:{said['nonce']}:{what}")

    def _ask_for_digest(self) -> web.Response:
        self._nonces.append(_md5(f"{len(self._nonces)}/{self._clock()}"))
        asked = f'Digest realm="{REALM}", nonce="{self._nonces[-1]}", stale="false"'
        return web.Response(status=401, headers={"WWW-Authenticate": asked})


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _short(file: str) -> str:
    return f"{file[:6].upper()}~1.GCO"


def _conflict() -> web.Response:
    return web.json_response({"title": "Conflict"}, status=409)
