"""A conversation with OctoPrint: messages in, observations and requests out. No I/O and no clock of its own.

A connection goes: subscribe, prove who we are → the state is pushed, the files are listed → something is selected
(`witness.py`) → the Snapshot. From then on the whole state comes twice a second. Seen with OctoPrint 1.11.8, 2.0.0rc7.
"""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urljoin

import msgspec

from layerworks.connectors.account import Account
from layerworks.connectors.clocks import shift_of
from layerworks.connectors.octoprint import telling
from layerworks.connectors.octoprint.asking import Plan, plan_of
from layerworks.connectors.octoprint.frames import (
    Current,
    Event,
    Job,
    JobAnswer,
    JobFile,
    Listed,
    Listing,
    Login,
    PrinterAnswer,
    Settings,
    Uploaded,
    frame_of,
    read,
    why_not,
)
from layerworks.connectors.octoprint.planting import FILES, Planting, path_of, select
from layerworks.connectors.octoprint.runs import Runs
from layerworks.connectors.octoprint.wire import Wire
from layerworks.connectors.octoprint.witness import laid_down_at, newest_witness
from layerworks.connectors.talk import Reply
from layerworks.digest import digest_bytes
from layerworks.fleet.commands import Command, Remove, Start, StopAll, Upload
from layerworks.fleet.equipped import Equipped
from layerworks.fleet.identity import attempt_of
from layerworks.fleet.observations import Observation, PrinterState, StoredFile, Temperature

REFRESH_S = 600.0  # the files are listed anew this often, whatever the events said
OPENING_S = 20.0
RECORD_S = 3.0  # how long the record of a print's end may take to be written
MOST_GARBAGE = 5
ENDS = ("PrintDone", "PrintCancelled", "PrintFailed")
LISTED_ANEW_AT = ("FileAdded", "FileRemoved", "UpdatedFiles", "MetadataStatisticsUpdated", *ENDS)
EVENTS = (*LISTED_ANEW_AT, "Error", "EStop", "PrintStarted")


class Conversation:
    """One connection's worth of talk. runs: the machine's memory of runs, kept from one connection to the next.

    site: where the machine's web pages are, which addresses of cameras are relative to.
    """

    def __init__(self, login: Login, runs: Runs, site: str = "") -> None:
        self._site = site
        self._watched = False
        self._login = login
        self._runs = runs
        self._account = Account()
        self._wire = Wire()
        self._planting = Planting(self._wire, self, self._settle)
        self._current: Current | None = None
        self._heaters: tuple[Temperature, ...] = ()
        self._listed: tuple[Listed, ...] | None = None
        self._listing = self._list_again = False
        self._uploads: dict[str, Upload] = {}
        self._shift_s: float | None = None
        self._complaint = ""
        self._starting = ""
        self._doubt_at: datetime | None = None  # since when a run's end is not recorded
        self._begun_at = self._fresh_at = datetime.min.replace(tzinfo=UTC)
        self._garbage = 0

    def begin(self, now: datetime) -> Reply:
        """The line stands: say what we want before who we are, or everything would be sent first."""
        self._begun_at = self._fresh_at = now
        wanted = {"state": {"logs": False, "messages": False}, "events": list(EVENTS), "plugins": []}
        self._wire.say({"subscribe": wanted})
        self._wire.say({"auth": f"{self._login.name}:{self._login.session}"})
        self._list()
        return self._wire.reply()

    def hear(self, message: str | bytes, now: datetime) -> Reply:
        """Take in one message. One that is none is passed over: the next one tells everything anew."""
        try:
            frame = frame_of(message)
        except msgspec.MsgspecError as error:
            self._garbage += 1
            if self._garbage >= MOST_GARBAGE:
                self._wire.hang_up(f"not understood: {error}")
            return self._wire.reply()
        self._garbage = 0
        if frame.event is not None:
            self._happened(frame.event, now)
        if frame.reauth is not None:
            self._wire.request("POST", "/api/login", {"passive": True}, self._logged_in)
        if told := frame.current or frame.history:
            self._take(told, now)
            self._settle(now)
        return self._wire.reply()

    def answered(self, number: int, status: int, body: bytes, now: datetime) -> Reply:
        """Take in an answer."""
        self._wire.answered(number, status, body, now)
        return self._wire.reply()

    def ask(self, command: Command, now: datetime) -> Reply:
        """Ask for something. What touches a print looks at the printer first and acts only on what it sees then."""
        match command:
            case Upload(file, text, digest):
                if digest_bytes(text) != digest:
                    self._wire.answer(command, "refused", "the text is not what its digest says", now)
                elif file not in self._uploads:  # asked again while it is sent: the one answer is for both
                    self._uploads[file] = command
                    self._wire.store(command)
            case Remove(file) if file in self._uploads:
                self._wire.answer(command, "refused", "the file is being sent", now)
            case Remove():
                self._remove(command)
            case StopAll():
                stop = {"command": "M112"}
                self._wire.request(
                    "POST", "/api/printer/command", stop, lambda s, b, at: self._obeyed(command, s, b, at)
                )
            case _ if self._account.told is None:
                self._wire.answer(command, "refused", "the printer is not known yet", now)
            case Start() if self._starting:
                self._wire.answer(command, "refused", "a start is under way", now)
            case _:
                self._starting = command.file if isinstance(command, Start) else self._starting
                self._wire.request("GET", "/api/job", None, lambda s, b, at: self._looked(command, s, b, at))
        return self._wire.reply()

    def stored(self, upload: Upload, status: int, body: bytes, now: datetime) -> Reply:
        """Take in the answer to an upload."""
        if self._planting.going and upload.file not in self._uploads:
            self._planting.planted(upload.file, status)
        elif status == 201:
            kept = read(body, Uploaded).files.get("local", JobFile()).path
            self._list(lambda at: self._stored(upload, kept, at))
        else:
            self._uploads.pop(upload.file, None)
            if 400 <= status < 500 and status not in (408, 429):
                self._wire.answer(upload, "refused", why_not(status, body), now)
            else:  # the snapshot of the next connection tells whether it is there
                self._wire.hang_up("the upload broke off")
        return self._wire.reply()

    def tick(self, now: datetime) -> Reply:
        """Let time pass."""
        if self._account.told is None and (now - self._begun_at).total_seconds() >= OPENING_S:
            self._wire.hang_up("OctoPrint does not tell its state")
        elif self._doubt_at is not None or (now - self._fresh_at).total_seconds() >= REFRESH_S:
            self._fresh_at = now
            self._list()
        self._settle(now)
        return self._wire.reply()

    def beat(self, now: datetime) -> None:
        """The line is alive."""
        self._account.beat(now)

    def readings(self) -> tuple[Observation, ...]:
        """Return progress and temperatures."""
        return self._account.readings()

    # What is heard

    def _logged_in(self, status: int, body: bytes, now: datetime) -> None:
        login = read(body, Login)
        if status != 200 or login.session is None:
            self._wire.hang_up("not let in: wrong key", "key")
            return
        self._login = login
        self._wire.say({"auth": f"{login.name}:{login.session}"})

    def _happened(self, event: Event, now: datetime) -> None:
        payload = event.payload or {}
        if event.type == "Error":
            self._complaint = str(payload.get("error") or "")
        elif event.type == "EStop":
            self._complaint = "emergency stop"
        elif event.type == "PrintStarted":
            self._complaint = ""
        elif event.type in ENDS and payload.get("origin") != "sdcard":
            complaint = self._complaint or (self._current.state.error if self._current else "") or ""
            their_s = now.timestamp() - (self._shift_s or 0.0)
            self._runs.event(event.type, str(payload.get("path") or ""), complaint, their_s)
        if event.type in LISTED_ANEW_AT:
            self._list()

    def _take(self, told: Current, now: datetime) -> None:
        self._current = told
        if self._shift_s is None and told.server_time is not None:
            self._shift_s = shift_of(told.server_time, now)
        if told.temps:
            self._heaters = telling.temperatures(told.temps[-1])

    def _list(self, then: Callable[[datetime], None] | None = None) -> None:
        """List the files; one question at a time, and another after it if something happened meanwhile."""
        if self._listing and then is None:
            self._list_again = True
            return
        self._listing = True
        self._wire.request("GET", FILES, None, lambda s, b, at: self._have_list(s, b, then, at))

    def _have_list(self, status: int, body: bytes, then: Callable[[datetime], None] | None, now: datetime) -> None:
        self._listing = False
        try:
            listing = msgspec.json.decode(body, type=Listing) if status == 200 else None
        except msgspec.MsgspecError:
            listing = None
        if listing is None:
            self._wire.hang_up(f"the files are not told: {why_not(status, body)}")
            return
        self._listed = listing.files
        if self._list_again:
            self._list_again = False
            self._list()
        self._settle(now)
        if then is not None:
            then(now)

    # What is told

    def _settle(self, now: datetime) -> None:
        """Tell how things are, once it is certain."""
        current, listed = self._current, self._listed
        if current is None or listed is None or self._planting.going:
            return
        flags, file = current.state.flags, telling.file_name(current)
        if flags.active and file is not None:
            self._planting.remembers, self._doubt_at = True, None
            self._runs.going_on(file, current)
        elif flags.operational and file is None:
            self._planting.plant(now)
            return
        elif not flags.active:
            self._planting.remembers |= file is not None
            complaint = self._complaint or current.state.error or ""
            if self._runs.over(listed, complaint):
                self._doubt_at = None
            else:
                self._doubt_at = self._doubt_at or now
                if (now - self._doubt_at).total_seconds() < RECORD_S:
                    return
                self._runs.conclude(complaint)
                self._doubt_at = None
        waited_s = (now - self._begun_at).total_seconds()
        if self._account.told is None and flags.operational and not self._heaters and waited_s < RECORD_S:
            return  # what temperatures there are comes with the next message
        self._wire.out.extend(self._account.see(self._printer(current, listed), now))
        if not self._watched:
            self._watched = True
            self._wire.request("GET", "/api/settings", None, self._have_settings)

    def _have_settings(self, status: int, body: bytes, now: datetime) -> None:
        """Tell where the camera is; a user that may not know, or a server without one, tells nothing."""
        camera = telling.camera(read(body, Settings).webcam) if status == 200 else ""
        if camera:
            self._wire.out.append(Equipped(now, camera=urljoin(self._site, camera)))

    @property
    def listed(self) -> tuple[Listed, ...]:
        """The files, as listed last."""
        return self._listed or ()

    def selected(self, witness: str) -> None:
        """Take in that a file is selected, until the state is pushed again."""
        if self._current is not None:
            self._current = msgspec.structs.replace(self._current, job=Job(JobFile(witness, "local")))

    def list_anew(self, then: Callable[[datetime], None]) -> None:
        """List the files, then go on."""
        self._list(then)

    def _printer(self, current: Current, listed: tuple[Listed, ...]) -> PrinterState:
        files = {f.path: StoredFile(f.path, f.size or 0) for f in listed if _ours(f.path)}
        witness, known = newest_witness(f.path for f in listed), self._runs.known
        run = None
        if known is not None:
            run = telling.run_of(known, files, current.current_z or 0.0, self._shift_s or 0.0)
        return PrinterState(
            device=telling.device_of(current, self._heaters),
            boot=witness,
            run=run,
            files=tuple(files.values()),
            temperatures=self._heaters,
            booted_at=laid_down_at(witness),
        )

    # What is asked

    def _looked(self, command: Command, status: int, body: bytes, now: datetime) -> None:
        job = read(body, JobAnswer).job

        def act(status: int, body: bytes, now: datetime) -> None:
            if status not in (200, 409):
                self._settle_start(command)
                return
            flags = read(body, PrinterAnswer).state.flags  # 409: not operational
            busy = telling.file_name(Current(job=job)) or "" if flags.active else None
            plan = plan_of(command, flags, busy, tuple(t.heater for t in self._heaters))
            if isinstance(plan, Plan):
                self._wire.request("POST", plan.path, plan.json, lambda s, b, at: self._obeyed(command, s, b, at))
                return
            self._settle_start(command)
            self._wire.answer(command, "refused", plan, now)

        if status == 200:
            self._wire.request("GET", "/api/printer?exclude=temperature,sd", None, act)
        else:
            self._settle_start(command)

    def _settle_start(self, command: Command) -> None:
        if isinstance(command, Start) and self._starting == command.file:
            self._starting = ""

    def _obeyed(self, command: Command, status: int, body: bytes, now: datetime) -> None:
        self._settle_start(command)
        if status in (200, 202, 204):
            self._wire.answer(command, "accepted", "", now)
        elif status in (400, 403, 404, 409, 415):
            self._wire.answer(command, "refused", why_not(status, body), now)

    def _stored(self, upload: Upload, kept: str | None, now: datetime) -> None:
        self._uploads.pop(upload.file, None)
        found = next((f for f in self.listed if f.path == upload.file), None)
        sha1 = hashlib.sha1(upload.text, usedforsecurity=False).hexdigest()
        if kept is not None and kept != upload.file:
            self._wire.answer(upload, "refused", f"OctoPrint stored it as {kept}", now)
        elif found is None or found.size != len(upload.text) or found.hash not in (None, sha1):
            self._wire.answer(upload, "refused", "what was stored is not what was sent", now)
        else:
            self._wire.answer(upload, "accepted", "", now)

    def _remove(self, command: Remove) -> None:
        selected = telling.file_name(self._current) if self._current else None
        witness = newest_witness(f.path for f in self.listed)

        def delete(*_: object) -> None:
            self._wire.request("DELETE", path_of(command.file), None, lambda s, b, at: self._removed(command, s, b, at))

        if selected == command.file and witness:  # it would deselect it, and that is how a loss of memory looks
            select(self._wire, witness, delete)
        else:
            delete()

    def _removed(self, command: Remove, status: int, body: bytes, now: datetime) -> None:
        if status in (200, 204, 404):
            self._settle_start(Start(command.file))  # it finds no file any more
            # OctoPrint deletes no file that is being printed: no start of it has come before
            self._list(lambda at: self._wire.answer(command, "accepted", "", at))
        elif status in (403, 409):
            self._wire.answer(command, "refused", why_not(status, body), now)


def _ours(path: str) -> bool:
    """Tell whether a file is one of ours: others may be thousands, and nobody asks about them."""
    return "/" not in path and attempt_of(path) is not None
