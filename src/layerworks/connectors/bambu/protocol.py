"""A conversation with a printer of Bambu's on its own network: reports in, observations and requests out. No I/O.

Two lines: messages over MQTT, and a file server that is asked one thing at a time. A connection goes: the whole state
and the listing of the card, in any order → the Snapshot. The printer answers a command by its number, and tells what
came of it by its state alone. Commands about a print name none on the wire, so the state is read anew before each.
"""

from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec

from layerworks.connectors.account import Account
from layerworks.connectors.bambu import asking
from layerworks.connectors.bambu.complaints import UNSIGNED, of_error
from layerworks.connectors.bambu.frames import Picture, Said, Status, read, said_of
from layerworks.connectors.bambu.listing import Listed, listed
from layerworks.connectors.bambu.memory import Memory
from layerworks.connectors.bambu.models import Model
from layerworks.connectors.bambu.names import number_of, title_of, tools_told
from layerworks.connectors.bambu.picture import FREE, camera, device_of, measured, printer_state, spools
from layerworks.connectors.bambu.runs import NO_PARTS
from layerworks.connectors.talk import Ask, HangUp, Reply, Request, Store
from layerworks.digest import digest_bytes
from layerworks.fleet.commands import (
    Cancel,
    CancelObject,
    Command,
    Pause,
    Remove,
    Resume,
    SetTemperature,
    Start,
    Upload,
)
from layerworks.fleet.equipped import Equipped
from layerworks.fleet.observations import Answered, Measured, Observation, PrinterState, StoredFile, Verdict
from layerworks.fleet.readings import Reading

LIST_AGAIN_S = 300.0
WHOLE_AGAIN_S = 300.0  # small models are busy for a while with telling everything
ANSWER_S = 20.0
QUIET_S = 60.0  # every printer was seen to report more often than this
MOST_GARBAGE = 5
_Then = Callable[[int, bytes, datetime], None]
_FileWork = Upload | tuple[str, str, _Then]  # a file to send; or what to ask of the file server


class Conversation:
    """One connection's worth of talk. memory: of this printer, kept from one connection to the next."""

    def __init__(self, memory: Memory, model: Model) -> None:
        self._memory, self._model = memory, model
        self._runs = memory.runs
        self._account = Account()
        self._picture = Picture()
        self._status: Status | None = None
        self._listed: Listed | None = None
        self._number = 0
        self._asked: dict[str, Command] = {}
        self._looking: list[Callable[[datetime], None]] = []
        self._files: deque[_FileWork] = deque()
        self._then: _Then | None = None
        self._storing: Upload | None = None
        self._starting = ""
        self._out: list[Observation] = []
        self._requests: list[Request] = []
        self._measured: Measured | None = None
        self._numbers: tuple[Reading, ...] = ()
        self._equipped: Equipped | None = None
        self._reported_at = self._whole_at = self._listed_at = datetime.min.replace(tzinfo=UTC)
        self._looked_at: datetime | None = None
        self._garbage = 0

    def begin(self, now: datetime) -> Reply:
        """The line stands. Numbers go on from the time: other programs number their questions as well."""
        self._memory.begin(now)
        self._number = int(now.timestamp()) % 1_000_000 * 1000
        self._reported_at = now
        self._ask_whole(now)
        self._list(now)
        return self._reply()

    def hear(self, message: str | bytes, now: datetime) -> Reply:
        """Take in a report."""
        try:
            told = read(message)
            for kind in ("print", "info", "pushing"):
                if kind in told:
                    self._told(kind, told[kind], now)
            self._garbage = 0
        except msgspec.MsgspecError:
            self._garbage += 1
            if self._garbage >= MOST_GARBAGE:
                self._requests.append(HangUp("not understood"))
            elif (now - self._whole_at).total_seconds() >= WHOLE_AGAIN_S:
                self._ask_whole(now)
        return self._reply()

    def answered(self, number: int, status: int, body: bytes, now: datetime) -> Reply:
        """Take in an answer of the file server."""
        then, self._then = self._then, None
        if status == 0:
            self._requests.append(HangUp("no answer from its file server"))
        elif status == 530:
            self._requests.append(HangUp("not let in: wrong key", "key"))
        elif then is not None:
            then(status, body, now)
        return self._reply()

    def stored(self, upload: Upload, status: int, body: bytes, now: datetime) -> Reply:
        """Take in what came of sending a file. Whether it is whole, the listing says."""
        self._storing = None
        if 200 <= status < 300:
            self._files.appendleft(("LIST", "/", lambda s, b, at: self._kept(upload, s, b, at)))
        elif 500 <= status < 600 and status != 530:
            self._answer(upload, "refused", body.decode("utf-8", "replace") or f"FTP {status}", now)
        else:  # the snapshot of the next connection tells whether it is there
            self._requests.append(HangUp("the upload broke off"))
        return self._reply()

    def ask(self, command: Command, now: datetime) -> Reply:
        """Ask for something. What touches a print looks at the printer first and acts only on what it sees then."""
        if why := self._memory.observe_only:
            self._answer(command, "refused", why, now)
            return self._reply()
        match command:
            case Upload():
                self._take_file(command, now)
            case Remove(file) if self._storing is not None and self._storing.file == file:
                self._answer(command, "refused", "the file is being sent", now)
            case Remove(file) if file == self._printed():
                self._answer(command, "refused", "the file is being printed", now)
            case Remove():
                self._files.append(("LIST", "/", lambda s, b, at: self._remove(command, s, b, at)))
            case _ if self._status is None:
                self._answer(command, "refused", "the printer is not known yet", now)
            case Start() if self._starting:
                self._answer(command, "refused", "a start is under way", now)
            case Start() | Pause() | Resume() | Cancel() | CancelObject():
                self._starting = command.file if isinstance(command, Start) else self._starting
                self._look(lambda at: self._act(command, at), now)
            case SetTemperature():
                self._send(command, asking.heat(self._next(), command), now)
            case _:
                self._answer(command, "refused", "not asked of this printer", now)
        return self._reply()

    def tick(self, now: datetime) -> Reply:
        """Let time pass: a printer that answers pings may have stopped telling all the same."""
        quiet_s = (now - self._reported_at).total_seconds()
        late = self._looked_at is not None and (now - self._looked_at).total_seconds() > ANSWER_S
        if late or quiet_s > QUIET_S + ANSWER_S:
            self._requests.append(HangUp("silent"))
        elif quiet_s > QUIET_S and self._looked_at is None:
            self._looked_at = now
            self._requests.append(asking.get_version(self._next()))
        elif self._listed is not None and (now - self._listed_at).total_seconds() >= LIST_AGAIN_S:
            self._list(now)
        return self._reply()

    def beat(self, now: datetime) -> None:
        """The line answered a ping: everything is as told."""
        self._account.beat(now)
        if self._status is not None:
            self._runs.heard(now)

    def readings(self) -> tuple[Observation, ...]:
        """Return progress, temperatures and other numbers, the newest of each."""
        news, self._measured = self._measured, None
        return (*self._account.readings(), *((news,) if news is not None else ()))

    # Requests

    def _reply(self) -> Reply:
        """Return what there is to say, and the next question to the file server if none is under way."""
        if self._then is None and self._storing is None and self._files:
            work = self._files.popleft()
            if isinstance(work, Upload):
                self._storing = work
                self._requests.append(Store(work))
            else:
                method, path, self._then = work
                self._requests.append(Ask(self._next(), method, path))
        reply = tuple(self._out), tuple(self._requests)
        self._out.clear()
        self._requests.clear()
        return reply

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _ask_whole(self, now: datetime) -> None:
        self._whole_at = now
        self._looked_at = self._looked_at or now
        self._requests.append(asking.pushall(self._next()))

    def _list(self, now: datetime) -> None:
        self._listed_at = now
        self._files.append(("LIST", "/", self._have_list))

    def _look(self, then: Callable[[datetime], None], now: datetime) -> None:
        """Have the state told anew, then go on."""
        if not self._looking:
            self._ask_whole(now)
        self._looking.append(then)

    def _answer(self, command: Command, verdict: Verdict, why: str, now: datetime) -> None:
        if isinstance(command, Start) and verdict == "refused" and self._starting == command.file:
            self._starting = ""
        if isinstance(command, Cancel) and verdict == "refused":
            self._runs.cancelling(False)
        self._out.append(Answered(now, command, verdict, why))

    def _send(self, command: Command, message: Request | None, now: datetime) -> None:
        if message is None:
            self._answer(command, "refused", "the printer has no such heater", now)
            return
        self._asked[str(self._number)] = command
        self._requests.append(message)

    # What is told

    def _told(self, kind: str, told: Any, now: datetime) -> None:
        said = said_of(told)
        self._reported_at = now
        if kind == "info":
            self._looked_at = self._looked_at if self._looking or self._status is None else None
        if kind != "print":
            return
        if said.command == "push_status":
            self._have_status(told, now)
        elif said.sequence_id in self._asked and said.result:
            command = self._asked[said.sequence_id]
            if said.command == asking.command_word(command):
                del self._asked[said.sequence_id]
                self._have_answer(command, said, now)

    def _have_status(self, told: dict[str, Any], now: datetime) -> None:
        status = self._picture.lay_over(told)
        if not status.gcode_state:
            return  # a report of a few fields, before the whole
        self._status = status
        self._memory.see(status)
        self._runs.see(status, now, self._memory.parts.get(status.subtask_name, NO_PARTS))
        known = self._runs.known
        if known is not None and known.active and known.run.file == self._starting:
            self._starting = ""
        self._tell(now)
        if self._account.told is not None:
            numbers = measured(status)
            if numbers != self._numbers:
                self._numbers, self._measured = numbers, Measured(now, numbers)
            equipped = Equipped(self._equipped.at if self._equipped else now, spools(status), camera(status))
            if equipped != self._equipped:
                self._equipped = Equipped(now, equipped.spools, equipped.camera)
                self._out.append(self._equipped)
        if "gcode_state" in told:
            self._looked_at = None
            looking, self._looking = self._looking, []
            for then in looking:
                then(now)

    def _have_answer(self, command: Command, said: Said, now: datetime) -> None:
        if said.err_code in UNSIGNED or "verify failed" in said.reason.lower():
            self._memory.unsigned_at = now
            self._answer(command, "refused", self._memory.observe_only, now)
        elif said.result.lower() == "success":
            self._answer(command, "accepted", "", now)
        else:
            self._answer(command, "refused", of_error(said.err_code).why or said.reason or said.result, now)

    def _tell(self, now: datetime) -> None:
        if self._status is not None and self._listed is not None:
            self._out.extend(self._account.see(self._state(self._status), now))

    def _state(self, status: Status) -> PrinterState:
        return printer_state(status, self._runs, self._stored())

    def _stored(self) -> dict[str, StoredFile]:
        whole = self._listed.whole if self._listed is not None else {}
        return {file: stored for file, (_, stored) in whole.items()}

    def _printed(self) -> str | None:
        known = self._runs.known
        return known.run.file if known is not None and known.active else None

    # Files

    def _have_list(self, status: int, body: bytes, now: datetime) -> None:
        """Take in the listing; a printer without a card has none."""
        self._listed = listed(body.decode("utf-8", "replace") if 200 <= status < 300 else "")
        titles = {title for title, _ in self._listed.whole.values()}
        self._memory.keep(titles)
        self._tell(now)

    def _take_file(self, upload: Upload, now: datetime) -> None:
        waiting = (self._storing, *(w for w in self._files if isinstance(w, Upload)))
        if digest_bytes(upload.text) != upload.digest:
            self._answer(upload, "refused", "the text is not what its digest says", now)
        elif upload.file == self._printed():
            self._answer(upload, "refused", "the file is being printed", now)
        elif upload not in waiting:
            try:
                title_of(upload.file, len(upload.text), 0)
            except ValueError:
                self._answer(upload, "refused", "no name of an attempt", now)
                return
            for name in self._listed.names.get(upload.file, ()) if self._listed is not None else ():
                self._files.append(("DELE", f"/{name}", lambda s, b, at: None))
            self._files.append(upload)

    def _kept(self, upload: Upload, status: int, body: bytes, now: datetime) -> None:
        self._have_list(status, body, now)
        stored = self._stored().get(upload.file)
        whole = stored is not None and stored.size == len(upload.text)
        self._answer(
            upload, "accepted" if whole else "refused", "" if whole else "what was stored is not what was sent", now
        )

    def _remove(self, command: Remove, status: int, body: bytes, now: datetime) -> None:
        """Delete all containers of a file, then look: a start that was under way is then seen, or finds no file."""
        self._have_list(status, body, now)
        assert self._listed is not None
        names = self._listed.names.get(command.file, ())
        for name in names:
            self._files.append(("DELE", f"/{name}", lambda s, b, at: None))
        if not names:
            self._gone(command, now)
        else:
            self._files.append(("LIST", "/", lambda s, b, at: self._removed(command, s, b, at)))

    def _removed(self, command: Remove, status: int, body: bytes, now: datetime) -> None:
        self._have_list(status, body, now)
        if self._listed is not None and command.file in self._listed.names:
            self._answer(command, "refused", "the printer keeps the file", now)
        else:
            self._look(lambda at: self._gone(command, at), now)

    def _gone(self, command: Remove, now: datetime) -> None:
        if self._starting == command.file:
            self._starting = ""
        self._answer(command, "accepted", "", now)
        self._tell(now)

    # Prints

    def _act(self, command: Start | Pause | Resume | Cancel | CancelObject, now: datetime) -> None:
        status, known = self._status, self._runs.known
        assert status is not None
        busy = known.run if known is not None and known.active else None
        stored = self._listed.whole.get(command.file) if self._listed is not None else None
        if isinstance(command, Start):
            if busy is not None:
                self._answer(command, "refused", f"{busy.file} is being printed", now)
            elif status.gcode_state not in FREE or device_of(status, self._runs) != "idle":
                self._answer(command, "refused", of_error(status.print_error).why or status.gcode_state, now)
            elif stored is None:
                self._answer(command, "refused", "there is no such file", now)
            elif empty := asking.empty_places(status, tools := tools_told(stored[0])):
                self._answer(command, "refused", f"no spool in place {empty[0] + 1} of the AMS", now)
            else:
                what = asking.Printing(command.file, stored[0], self._memory.sums.get(stored[0], ""), tools)
                self._send(command, asking.print_it(self._next(), what, self._model, status, now), now)
        elif busy is None or busy.file != command.file:
            self._answer(command, "refused", "this file is not being printed", now)
        elif isinstance(command, CancelObject):
            self._leave_out(command, status, now)
        elif isinstance(command, Pause) and busy.phase == "paused":
            self._answer(command, "refused", "paused already", now)
        elif isinstance(command, Resume) and busy.phase != "paused":
            self._answer(command, "refused", "not paused", now)
        else:
            if isinstance(command, Cancel):
                self._runs.cancelling(True)
            self._send(command, asking.about_print(self._next(), command), now)

    def _leave_out(self, command: CancelObject, status: Status, now: datetime) -> None:
        """Leave out a part by the number made from its name; names are known of what was sent since we began."""
        known = self._memory.parts.setdefault(status.subtask_name, {})
        number = number_of(command.part)
        if status.subtask_name in self._memory.sums and number not in known:
            self._answer(command, "refused", "the program has no such part", now)
            return
        self._memory.parts[status.subtask_name] = known | {number: command.part}
        self._send(command, asking.leave_out(self._next(), status.s_obj, number), now)
