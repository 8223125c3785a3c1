"""A conversation with Moonraker: messages in, observations and requests out. No I/O and no clock of its own.

A connection goes: who we are → is Klipper there → its clocks, jobs, files and objects → subscribe to everything at
once: the Snapshot. From then on differences are merged. Seen with Moonraker 0.11.0.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import msgspec

from layerworks.connectors.moonraker import frames, numbers
from layerworks.connectors.moonraker.asking import Plan, plan_of, surely_not_done
from layerworks.connectors.moonraker.picture import Picture, Row
from layerworks.connectors.moonraker.runs import Runs
from layerworks.connectors.moonraker.status import shape_of
from layerworks.connectors.moonraker.wire import Then, Wire
from layerworks.connectors.talk import Reply
from layerworks.fleet.commands import CancelObject, Command, Remove, Start, StopAll, Upload
from layerworks.fleet.equipped import Equipped
from layerworks.fleet.identity import attempt_of
from layerworks.fleet.observations import Observation, StoredFile

REFRESH_S = 600.0  # everything is read anew this often, whatever the differences said
STARTING_S = 20.0  # how long Klipper may take to come up before we call again later
ASK_AGAIN_S = 2.0
MOST_MISSES = 6  # questions to the history, a second apart: on a busy computer it is written seconds after a start
MOST_GARBAGE = 5  # messages in a row that are none
NEEDED = ("webhooks", "print_stats", "virtual_sdcard")
_NEWEST = {"limit": 1, "order": "desc"}
_STATE = {"objects": {"webhooks": None, "print_stats": ["state", "filename", "total_duration", "message"]}}


class Conversation:
    """One connection's worth of talk. Every method returns what was observed and what is to be sent.

    site: where the machine's web pages are, which addresses of cameras are relative to.
    """

    def __init__(self, client: str, version: str, site: str = "") -> None:
        self._who = {"client_name": client, "version": version, "type": "bot", "url": "https://layerworks.invalid"}
        self._site = site
        self._wire = Wire()
        self._runs = Runs()
        self._files: dict[str, StoredFile] = {}
        self._storing: set[str] = set()
        self._picture: Picture | None = None
        self._begun_at = self._asked_at = self._fresh_at = datetime.min.replace(tzinfo=UTC)
        self._introduced = False
        self._misses = 0  # times the history was asked in vain which run this is
        self._starting = ""  # the file of a start that was not answered yet
        self._owed = 0  # answers without which there is no snapshot yet
        self._garbage = 0

    def begin(self, now: datetime) -> Reply:
        """The link stands: introduce ourselves."""
        self._begun_at = self._asked_at = self._fresh_at = now
        self._wire.call("server.connection.identify", self._who, lambda frame, now: None)
        self._wire.call("server.info", {}, self._informed)
        return self._wire.reply()

    def hear(self, message: str | bytes, now: datetime) -> Reply:
        """Take in one message. One that is none is passed over; everything is then read anew."""
        try:
            frame = frames.frame_of(message)
            if frame.method:
                self._notified(frame, now)
            elif frame.error is not None and frames.not_let_in(frame.error):
                self._wire.hang_up("not let in: wrong key")
            else:
                self._wire.answered(frame, now)
            self._garbage = 0
            if self._picture is not None and self._picture.told is not None:
                self._picture.settle()
        except msgspec.MsgspecError as error:
            self._garbage += 1
            if self._garbage >= MOST_GARBAGE:
                self._wire.hang_up(f"not understood: {error}")
            else:
                self._refresh(now)
        return self._wire.reply()

    def follow(self, message: bytes, now_s: float) -> tuple[Row, ...]:
        """Take in a message that brings numbers alone; return what is known now: layout, when it was read, values.

        Nothing for any other message: it is to be heard.
        """
        picture = self._picture
        if picture is None or picture.told is None:
            return ()
        try:
            if numbers.is_update(message):
                told = picture.shape.numbers.read(message)
                row = picture.follow(told, now_s) if told is not None else None
                return (row,) if row is not None else ()
            if numbers.is_sample(message):
                return picture.follow_host(numbers.host_of(message), now_s)
        except msgspec.MsgspecError:
            pass
        return ()

    @property
    def calm(self) -> bool:
        """Whether nothing is waited for: the machine tells its readings, and that is all."""
        return self._picture is not None and self._picture.told is not None and not (self._wire.waits or self._storing)

    def ask(self, command: Command, now: datetime) -> Reply:
        """Ask for something. What touches a print looks at the printer first and acts only on what it sees then."""
        match command:
            case Upload(file):
                if file not in self._storing:  # asked again while it is sent: the one answer is for both
                    self._storing.add(file)
                    self._wire.store(command)
            case Remove(file) if file in self._storing:
                self._wire.answer(command, "refused", "the file is being sent", now)
            case Remove(file):
                path = {"path": f"gcodes/{file}"}
                self._wire.call("server.files.delete_file", path, lambda f, at: self._removed(command, f, at))
            case StopAll():
                self._wire.call("printer.emergency_stop", {}, lambda f, at: self._obeyed(command, f, at))
            case _ if self._picture is None:
                self._wire.answer(command, "refused", "the printer is not known yet", now)
            case Start() if self._starting:
                self._wire.answer(command, "refused", "a start is under way", now)
            case _:
                self._starting = command.file if isinstance(command, Start) else self._starting
                self._look(lambda failed, at: self._act(command, failed, at))
        return self._wire.reply()

    def stored(self, upload: Upload, status: int, body: bytes, now: datetime) -> Reply:
        """Take in the answer to an upload. status: of HTTP, 0 when there was no answer: then nothing is certain."""
        self._storing.discard(upload.file)
        if status == 201:
            item = frames.item_of(body)
            if item.path == upload.file:
                self._files[upload.file] = StoredFile(upload.file, item.size)
            self._wire.answer(upload, "accepted", "", now)
            self._tell(now)
        elif 400 <= status < 500 and status not in (408, 429):
            self._wire.answer(upload, "refused", frames.refusal_of(body) or f"HTTP {status}", now)
        else:  # the snapshot of the next connection tells whether it is there
            self._wire.hang_up("the upload broke off")
        return self._wire.reply()

    def answered(self, number: int, status: int, body: bytes, now: datetime) -> Reply:
        """Nothing is asked over HTTP here, so nothing follows."""
        return self._wire.reply()

    def beat(self, now: datetime) -> None:
        """The machine was heard, though it said nothing."""
        if self._picture is not None:
            self._picture.beat(now)

    def tick(self, now: datetime) -> Reply:
        """Let time pass: call every second or so."""
        if self._picture is not None and self._picture.told is not None:
            if (now - self._fresh_at).total_seconds() >= REFRESH_S:
                self._refresh(now)
            self._find_again()
        elif (now - self._begun_at).total_seconds() >= STARTING_S:
            self._wire.hang_up("Klipper is not running")
        elif not self._introduced and (now - self._asked_at).total_seconds() >= ASK_AGAIN_S:
            self._asked_at = now
            self._wire.call("server.info", {}, self._informed)
        else:
            self._find_again()
        return self._wire.reply()

    def readings(self) -> tuple[Observation, ...]:
        """Return progress and temperatures, the newest of each, if there are new ones since last asked."""
        return self._picture.readings() if self._picture else ()

    # The opening. An answer that is missing makes the picture poorer; only what we cannot do without ends the call.

    def _informed(self, frame: frames.Frame, now: datetime) -> None:
        info = frames.answer(frame, frames.ServerInfo) or frames.ServerInfo()
        if info.klippy_state in ("ready", "shutdown", "error") and not self._introduced:
            self._introduced = True
            self._need("machine.proc_stats", {}, self._clocked)
            self._need("server.history.list", _NEWEST, self._remembered)
            self._need("printer.info", {}, self._processed)
            self._need("server.files.list", {"root": "gcodes"}, self._listed)
            self._need("printer.objects.list", {}, self._shaped)

    def _need(self, method: str, params: dict[str, Any], then: Then) -> None:
        """Call, and tell nothing before the answer is there: Moonraker answers in any order."""

        def answered(frame: frames.Frame, now: datetime) -> None:
            self._owed -= 1
            then(frame, now)
            self._tell(now)

        self._owed += 1
        self._wire.call(method, params, answered)

    def _clocked(self, frame: frames.Frame, now: datetime) -> None:
        stats = frames.answer(frame, frames.ProcStats)
        if stats is not None and stats.moonraker_stats:
            self._runs.set_clock(stats.moonraker_stats[-1].time, now)

    def _remembered(self, frame: frames.Frame, now: datetime) -> None:
        history = frames.answer(frame, frames.JobList)
        if history is not None and history.jobs:
            self._runs.hear(history.jobs[0])

    def _processed(self, frame: frames.Frame, now: datetime) -> None:
        info = frames.answer(frame, frames.KlippyInfo)
        self._runs.process = str(info.process_id or "") if info else ""

    def _listed(self, frame: frames.Frame, now: datetime) -> None:
        listed: tuple[frames.Listed, ...] = frames.answer(frame, tuple[frames.Listed, ...]) or ()
        self._files.clear()
        self._files.update({f.path: StoredFile(f.path, f.size) for f in listed if _ours(f.path)})

    def _shaped(self, frame: frames.Frame, now: datetime) -> None:
        objects = frames.answer(frame, frames.ObjectList)
        missing = [name for name in NEEDED if name not in objects.objects] if objects else list(NEEDED)
        if objects is None or missing:
            self._wire.hang_up(frame.error.message if frame.error else f"Klipper lacks {', '.join(missing)}")
            return
        self._picture = Picture(shape_of(objects.objects), self._runs, self._files)
        self._refresh(now)

    def _refresh(self, now: datetime) -> None:
        """Read everything anew; a new subscription takes the place of the old one."""
        if self._picture is not None:
            self._fresh_at = now
            self._wire.call("printer.objects.subscribe", {"objects": self._picture.shape.wanted}, self._subscribed)

    def _subscribed(self, frame: frames.Frame, now: datetime) -> None:
        if frame.error is not None or self._picture is None:
            self._wire.hang_up(frame.error.message if frame.error else "")
            return
        self._picture.start_afresh()
        self._picture.merge(*self._picture.shape.whole(frame.result), now)
        self._tell(now)

    # What is heard

    def _notified(self, frame: frames.Frame, now: datetime) -> None:
        picture = self._picture
        match frame.method:
            case "notify_status_update":
                if (
                    picture is not None
                    and picture.told is not None
                    and picture.merge(*picture.shape.difference(frame.params), now)
                ):
                    self._tell(now)
            case "notify_proc_stat_update" if picture is not None:  # every second: the line is alive
                picture.beat(now)
                picture.host = numbers.host_row(frames.parameter(frame, frames.HostStats))
            case "notify_history_changed":
                self._runs.hear(frames.parameter(frame, frames.JobChange).job)
                self._tell(now)
            case "notify_filelist_changed":
                self._files_changed(frames.parameter(frame, frames.FileChange))
            case "notify_klippy_ready" if not self._introduced:
                self._wire.call("server.info", {}, self._informed)
            case "notify_klippy_ready":  # comes a moment after server.info says so
                self._refresh(now)
            case "notify_klippy_disconnected" if self._introduced:
                self._wire.hang_up("Klipper has gone")
            case "notify_klippy_shutdown" if picture is not None and picture.told is not None:
                self._look(lambda failed, at: None)
            case _:
                pass

    def _tell(self, now: datetime) -> None:
        """Tell what has happened, as soon as it is known which run it is about."""
        picture = self._picture
        if picture is None or not picture.heard or (picture.told is None and self._owed):
            return
        if picture.run_known():
            self._misses = 0
            first = picture.told is None
            self._wire.out.extend(picture.tell(now))
            if first:
                self._wire.call("server.webcams.list", {}, self._watched)
        elif self._misses == 0:
            self._find_run()

    def _watched(self, frame: frames.Frame, now: datetime) -> None:
        """Tell where the camera streams; servers without any, or too old to know of them, tell nothing."""
        found = frames.answer(frame, frames.Webcams) or frames.Webcams()
        streams = [cam.stream_url for cam in found.webcams if cam.enabled and cam.stream_url]
        if streams:
            self._wire.out.append(Equipped(now, camera=urljoin(self._site, streams[0])))

    def _find_run(self) -> None:
        self._misses += 1
        self._wire.call("server.history.list", _NEWEST, self._found)

    def _find_again(self) -> None:
        """Moonraker writes a job down a moment after Klipper began it: ask for a few seconds, then suppose."""
        if self._misses:
            self._find_run()

    def _found(self, frame: frames.Frame, now: datetime) -> None:
        self._remembered(frame, now)
        if self._picture is not None and self._misses > MOST_MISSES and not self._picture.run_known():
            self._picture.suppose_run(now)
        self._tell(now)

    def _files_changed(self, change: frames.FileChange) -> None:
        if change.item.root != "gcodes":
            return
        file, gone = change.item.path, change.source_item.path
        if change.action == "root_update":
            self._need("server.files.list", {"root": "gcodes"}, self._listed)
        elif change.action in ("create_file", "modify_file", "move_file") and _ours(file):
            kept = StoredFile(file, change.item.size)
            self._look(lambda failed, at: self._files.update({file: kept}))
        if change.action in ("delete_file", "move_file") and (gone or file) in self._files:
            self._look(lambda failed, at: self._drop(gone or file, failed))

    def _drop(self, file: str, failed: str) -> None:
        if not failed:
            self._files.pop(file, None)
            self._settle_start(Start(file))  # it finds no file any more

    # What is asked

    def _look(self, then: Callable[[str, datetime], None]) -> None:
        """Read the state of the print now, then go on. The absence of a file is told only after such a look: a start
        that was under way is then either seen or can find no file.
        """

        def looked(frame: frames.Frame, now: datetime) -> None:
            failed, picture = frame.error.message if frame.error else "", self._picture
            if picture is not None and not failed:
                try:
                    picture.merge(*picture.shape.whole(frame.result), now)
                except msgspec.MsgspecError as error:
                    failed = str(error)
            then(failed, now)
            self._tell(now)

        self._wire.call("printer.objects.query", _STATE, looked)

    def _act(self, command: Command, failed: str, now: datetime) -> None:
        picture = self._picture
        assert picture is not None
        plan = failed or plan_of(command, picture.status, picture.shape)
        if isinstance(plan, Plan):
            if isinstance(command, CancelObject):
                picture.parts[command.part.upper()] = command.part
            self._wire.call(plan.method, plan.params, lambda f, at: self._obeyed(command, f, at))
            return
        self._settle_start(command)
        self._wire.answer(command, "refused", plan, now)

    def _settle_start(self, command: Command) -> None:
        if isinstance(command, Start) and self._starting == command.file:
            self._starting = ""

    def _obeyed(self, command: Command, frame: frames.Frame, now: datetime) -> None:
        self._settle_start(command)
        if frame.error is None:
            self._wire.answer(command, "accepted", "", now)
        elif surely_not_done(command, frame.error):
            self._wire.answer(command, "refused", frame.error.message, now)

    def _removed(self, command: Remove, frame: frames.Frame, now: datetime) -> None:
        if frame.error is None or frames.no_such_file(frame.error):
            self._look(lambda failed, at: self._forgotten(command, failed, at))
        elif frame.error.code in (400, 403):
            self._wire.answer(command, "refused", frame.error.message, now)

    def _forgotten(self, command: Remove, failed: str, now: datetime) -> None:
        self._drop(command.file, failed)
        if not failed:
            self._wire.answer(command, "accepted", "", now)


def _ours(path: str) -> bool:
    """Tell whether a file is one of ours: others may be thousands, and nobody asks about them."""
    return "/" not in path and attempt_of(path) is not None
