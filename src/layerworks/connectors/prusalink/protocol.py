"""A conversation with PrusaLink: answers in, observations and requests out. No I/O and no clock of its own.

The printer has two or three connections in all and no push: one request is under way at a time, a status every few
seconds, and none while a file is sent. A connection goes: storage → files → status, with its job → the Snapshot.
"""

from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote

from layerworks.connectors.account import Account
from layerworks.connectors.prusalink.frames import File, JobInfo, Status, StatusPrinter, Storages, read, why_not
from layerworks.connectors.prusalink.measuring import measured
from layerworks.connectors.prusalink.runs import Runs
from layerworks.connectors.talk import Ask, HangUp, Reply, Request, Store
from layerworks.digest import digest_bytes
from layerworks.fleet.commands import Cancel, Command, Pause, Remove, Resume, Start, Upload
from layerworks.fleet.identity import attempt_of
from layerworks.fleet.observations import (
    Answered,
    Device,
    Observation,
    PrinterState,
    StoredFile,
    Temperature,
    Verdict,
)

REFRESH_S = 300.0  # the files are listed anew this often
READY = ("IDLE", "READY", "FINISHED", "STOPPED")
MOST_GARBAGE = 5
_Then = Callable[[int, bytes, datetime], None]


class Conversation:
    """One connection's worth of talk. runs: the machine's memory of jobs, kept from one connection to the next."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        self._account = Account()
        self._number = 0
        self._todo: deque[tuple[str, str, _Then]] = deque()
        self._then: _Then | None = None
        self._out: list[Observation] = []
        self._requests: list[Request] = []
        self._storage = ""
        self._files: dict[str, StoredFile] = {}
        self._printer = StatusPrinter()
        self._info: JobInfo | None = None
        self._storing: Upload | None = None
        self._waiting_uploads: deque[Upload] = deque()
        self._starting = ""
        self._fresh_at = datetime.min.replace(tzinfo=UTC)
        self._garbage = 0

    def begin(self, now: datetime) -> Reply:
        """The line stands."""
        self._fresh_at = now
        self._runs.heard(now)
        self._ask("GET", "/api/v1/storage", self._have_storage)
        return self._reply()

    def hear(self, message: str | bytes, now: datetime) -> Reply:
        """PrusaLink says nothing by itself."""
        return self._reply()

    def answered(self, number: int, status: int, body: bytes, now: datetime) -> Reply:
        """Take in an answer."""
        then, self._then = self._then, None
        if status == 0:
            self._requests.append(HangUp("no answer"))
        elif status == 401:
            self._requests.append(HangUp("not let in: wrong key", "key"))
        elif then is not None:
            self._runs.heard(now)
            then(status, body, now)
        return self._reply()

    def ask(self, command: Command, now: datetime) -> Reply:
        """Ask for something. What touches a print looks at the printer first and acts only on what it sees then."""
        match command:
            case Upload(file, text, digest):
                if digest_bytes(text) != digest:
                    self._answer(command, "refused", "the text is not what its digest says", now)
                elif file not in {u.file for u in (self._storing, *self._waiting_uploads) if u is not None}:
                    self._waiting_uploads.append(command)
            case Remove(file) if self._storing is not None and self._storing.file == file:
                self._answer(command, "refused", "the file is being sent", now)
            case Remove(file):
                self._soon("DELETE", self._path(file), lambda s, b, at: self._removed(command, s, b, at))
            case Start() | Pause() | Resume() | Cancel() if self._account.told is None:
                self._answer(command, "refused", "the printer is not known yet", now)
            case Start() if self._starting:
                self._answer(command, "refused", "a start is under way", now)
            case Start() | Pause() | Resume() | Cancel():
                self._starting = command.file if isinstance(command, Start) else self._starting
                self._look(lambda at: self._act(command, at))
            case _:
                self._answer(command, "refused", "not asked of this printer", now)
        return self._reply()

    def stored(self, upload: Upload, status: int, body: bytes, now: datetime) -> Reply:
        """Take in the answer to an upload."""
        if status in (200, 201):
            self._soon("GET", self._path(upload.file), lambda s, b, at: self._kept(upload, s, b, at))
        elif 400 <= status < 500 and status not in (401, 408, 429):
            self._answer(upload, "refused", why_not(status, body), now)
        else:  # the snapshot of the next connection tells whether it is there
            self._requests.append(HangUp("the upload broke off"))
        self._storing = None
        return self._reply()

    def tick(self, now: datetime) -> Reply:
        """Let time pass: look again, unless something is under way."""
        if self._storage and self._then is None and not self._todo and self._storing is None:
            if (now - self._fresh_at).total_seconds() >= REFRESH_S:
                self._fresh_at = now
                self._ask("GET", f"/api/v1/files/{self._storage}", self._have_files)
            self._look(lambda at: None)
        return self._reply()

    def beat(self, now: datetime) -> None:
        """A file is on its way: the line is alive."""
        self._account.beat(now)

    def readings(self) -> tuple[Observation, ...]:
        """Return progress and temperatures."""
        return self._account.readings()

    def _reply(self) -> Reply:
        """Return what there is to say, and the next request if none is under way."""
        if self._then is None and self._storing is None:
            if self._todo:
                method, path, self._then = self._todo.popleft()
                self._number += 1
                self._requests.append(Ask(self._number, method, path))
            elif self._waiting_uploads and self._storage:
                self._storing = self._waiting_uploads.popleft()
                self._requests.append(Store(self._storing))
        reply = tuple(self._out), tuple(self._requests)
        self._out.clear()
        self._requests.clear()
        return reply

    def _ask(self, method: str, path: str, then: _Then) -> None:
        self._todo.append((method, path, then))

    def _soon(self, method: str, path: str, then: _Then) -> None:
        self._todo.appendleft((method, path, then))

    def _path(self, file: str) -> str:
        return f"/api/v1/files/{self._storage}/{quote(file)}"

    def upload_path(self, upload: Upload) -> str:
        """Return where a file is sent."""
        return self._path(upload.file)

    def _answer(self, command: Command, verdict: Verdict, why: str, now: datetime) -> None:
        self._out.append(Answered(now, command, verdict, why))

    def _not_understood(self, what: str) -> None:
        self._garbage += 1
        if self._account.told is None or self._garbage >= MOST_GARBAGE:
            self._requests.append(HangUp(f"not understood: {what}"))

    # What is told

    def _have_storage(self, status: int, body: bytes, now: datetime) -> None:
        places = (read(body, Storages) or Storages()).storage_list
        place = next((p for p in places if p.available and not p.read_only), None)
        if place is None:
            self._requests.append(HangUp("the printer has no place for files; put a USB drive into it"))
            return
        self._storage = place.path.strip("/")
        self._ask("GET", f"/api/v1/files/{self._storage}", self._have_files)
        self._look(lambda at: None)

    def _have_files(self, status: int, body: bytes, now: datetime) -> None:
        folder = read(body, File)
        if status != 200 or folder is None:
            self._not_understood("the files")
            return
        ours = [file for file in folder.children if attempt_of(file.shown)]
        sizes = {f.shown: f.size or self._size_of(f.shown) for f in ours}
        self._files = {name: StoredFile(name, size) for name, size in sizes.items() if size}
        for file in ours:
            if file.shown not in self._files:  # a printer's own server tells no sizes in a folder
                self._soon("GET", self._path(file.shown), self._have_file)

    def _size_of(self, file: str) -> int:
        return self._files[file].size if file in self._files else 0

    def _have_file(self, status: int, body: bytes, now: datetime) -> None:
        file = read(body, File)
        if status == 200 and file is not None and file.size is not None:
            self._files[file.shown] = StoredFile(file.shown, file.size)

    def _look(self, then: Callable[[datetime], None]) -> None:
        """Read the status and, if it is another job than before, the job; then tell, then go on.

        What makes no sense is asked again, until there was too much of it.
        """

        def have_status(status: int, body: bytes, now: datetime) -> None:
            told = read(body, Status) if status == 200 else None
            if told is None:
                self._not_understood("the status")
                self._look(then)
                return
            self._garbage = 0
            self._printer = told.printer
            job = told.job

            def have_job(status: int, body: bytes, now: datetime) -> None:
                info = read(body, JobInfo) if status == 200 else None
                if info is not None and job is not None and info.id == job.id:
                    self._info = info
                    self._runs.job(job, info, told.printer, now)
                    settle(now)
                    return
                if status != 204:
                    self._not_understood("the job")
                self._look(then)  # it has just ended or begun

            def settle(now: datetime) -> None:
                self._out.extend(self._account.see(self._state(), now))
                self._account.measure(measured(told.printer), now)
                then(now)

            if job is None:
                self._runs.none(now)
                settle(now)
            elif self._info is not None and self._info.id == job.id and told.printer.state not in ("BUSY", ""):
                self._runs.job(job, self._info, told.printer, now)
                settle(now)
            else:
                self._soon("GET", "/api/v1/job", have_job)

        self._ask("GET", "/api/v1/status", have_status)

    def _state(self) -> PrinterState:
        return PrinterState(
            device=self._device(),
            boot=self._runs.boot,
            run=self._runs.known.run if self._runs.known else None,
            files=tuple(self._files.values()),
            temperatures=self._temperatures(),
            booted_at=self._runs.booted_at,
        )

    def _device(self) -> Device:
        state, known = self._printer.state, self._runs.known
        if state in READY:
            return "idle"
        if known is None or not known.active:
            return "heating" if state == "BUSY" else "error"  # busy with itself: no start now
        if known.run.phase == "paused":
            return "paused"
        return "heating" if any(t.target_c - t.actual_c > 3.0 for t in self._temperatures()) else "printing"

    def _temperatures(self) -> tuple[Temperature, ...]:
        told = self._printer
        pairs = (("nozzle", told.temp_nozzle, told.target_nozzle), ("bed", told.temp_bed, told.target_bed))
        return tuple(Temperature(name, actual, target or 0.0) for name, actual, target in pairs if actual is not None)

    # What is asked

    def _act(self, command: Command, now: datetime) -> None:
        known = self._runs.known
        busy = known if known is not None and known.active else None
        match command:
            case Start(file) if busy is None and self._printer.state in READY:
                self._soon("POST", self._path(file), lambda s, b, at: self._obeyed(command, s, b, at))
                return
            case Start():
                why = f"{busy.run.file} is being printed" if busy else f"the printer is {self._printer.state}"
            case Pause(file) | Resume(file) | Cancel(file) if busy is not None and file == busy.run.file:
                job = f"/api/v1/job/{busy.key}"
                paused = busy.run.phase == "paused"
                if isinstance(command, Pause) and paused:
                    why = "paused already"
                elif isinstance(command, Resume) and not paused:
                    why = "not paused"
                else:
                    verb = "pause" if isinstance(command, Pause) else "resume"
                    method, path = ("DELETE", job) if isinstance(command, Cancel) else ("PUT", f"{job}/{verb}")
                    self._soon(method, path, lambda s, b, at: self._obeyed(command, s, b, at))
                    return
            case _:
                why = "this file is not being printed"
        self._settle_start(command)
        self._answer(command, "refused", why, now)

    def _settle_start(self, command: Command) -> None:
        if isinstance(command, Start) and self._starting == command.file:
            self._starting = ""

    def _obeyed(self, command: Command, status: int, body: bytes, now: datetime) -> None:
        self._settle_start(command)
        if status in (200, 202, 204):
            self._answer(command, "accepted", "", now)
            self._look(lambda at: None)
        elif status in (400, 403, 404, 409):
            self._answer(command, "refused", why_not(status, body), now)

    def _kept(self, upload: Upload, status: int, body: bytes, now: datetime) -> None:
        self._have_file(status, body, now)
        kept = self._files.get(upload.file)
        if kept is not None and kept.size == len(upload.text):
            self._answer(upload, "accepted", "", now)
        else:
            self._files.pop(upload.file, None)
            self._answer(upload, "refused", "what was stored is not what was sent", now)
        self._look(lambda at: None)

    def _removed(self, command: Remove, status: int, body: bytes, now: datetime) -> None:
        if status in (200, 204, 404):
            self._settle_start(Start(command.file))  # it finds no file any more
            self._look(lambda at: self._forgotten(command, at))
        elif status in (403, 409):
            self._answer(command, "refused", why_not(status, body), now)

    def _forgotten(self, command: Remove, now: datetime) -> None:
        """Tell that a file is gone after a look: a start that was under way is then seen, or can find no file."""
        self._files.pop(command.file, None)
        self._answer(command, "accepted", "", now)
        self._out.extend(self._account.see(self._state(), now))
