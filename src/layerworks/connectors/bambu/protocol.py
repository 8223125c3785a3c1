"""A conversation with a printer of Bambu's on its own network: reports in, observations and requests out. No I/O.

Two lines: messages over MQTT, and a file server that is asked one thing at a time. A connection goes: the whole state
and the listing of the card, in any order → the Snapshot. The printer answers a command by its number, and tells what
came of it by its state alone. Commands about a print name none on the wire, so the state is read anew before each.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec

from layerworks.connectors.account import Account
from layerworks.connectors.bambu import asking
from layerworks.connectors.bambu.card import Card
from layerworks.connectors.bambu.complaints import UNSIGNED, of_error
from layerworks.connectors.bambu.frames import Picture, Said, Status, read, said_of
from layerworks.connectors.bambu.memory import Memory
from layerworks.connectors.bambu.models import Model
from layerworks.connectors.bambu.names import number_of, tools_told
from layerworks.connectors.bambu.picture import FREE, camera, device_of, measured, printer_state, spools
from layerworks.connectors.bambu.runs import NO_PARTS
from layerworks.connectors.talk import HangUp, Reply, Request
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
from layerworks.fleet.observations import Answered, Measured, Observation, PrinterState, Verdict
from layerworks.fleet.readings import Reading

LIST_AGAIN_S = 300.0
WHOLE_AGAIN_S = 300.0  # small models are busy for a while with telling everything
ANSWER_S = 20.0
QUIET_S = 60.0  # every printer was seen to report more often than this
MOST_GARBAGE = 5


class Conversation:
    """One connection's worth of talk. memory: of this printer, kept from one connection to the next."""

    def __init__(self, memory: Memory, model: Model) -> None:
        self._memory, self._model = memory, model
        self._runs = memory.runs
        self._account = Account()
        self._picture = Picture()
        self._status: Status | None = None
        self._number = 0
        self._asked: dict[str, Command] = {}
        self._looking: list[Callable[[datetime], None]] = []
        self._card = Card(self)
        self._starting = ""
        self._out: list[Observation] = []
        self._requests: list[Request] = []
        self._measured: Measured | None = None
        self._numbers: tuple[Reading, ...] = ()
        self._equipped: Equipped | None = None
        self._reported_at = self._whole_at = datetime.min.replace(tzinfo=UTC)
        self._looked_at: datetime | None = None
        self._garbage = 0

    def begin(self, now: datetime) -> Reply:
        """The line stands. Numbers go on from the time: other programs number their questions as well."""
        self._memory.begin(now)
        self._number = int(now.timestamp()) % 1_000_000 * 1000
        self._reported_at = now
        self._ask_whole(now)
        self._card.list_anew(now)
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
        then = self._card.answered()
        if status == 0:
            self._requests.append(HangUp("no answer from its file server"))
        elif status == 530:
            self._requests.append(HangUp("not let in: wrong key", "key"))
        elif then is not None:
            then(status, body, now)
        return self._reply()

    def stored(self, upload: Upload, status: int, body: bytes, now: datetime) -> Reply:
        """Take in what came of sending a file."""
        if not self._card.stored(upload, status, body, now):
            self._requests.append(HangUp("the upload broke off"))
        return self._reply()

    def ask(self, command: Command, now: datetime) -> Reply:
        """Ask for something. What touches a print looks at the printer first and acts only on what it sees then."""
        if why := self._memory.observe_only:
            self.answer(command, "refused", why, now)
            return self._reply()
        match command:
            case Upload():
                self._card.take(command, now)
            case Remove():
                self._card.remove(command, now)
            case _ if self._status is None:
                self.answer(command, "refused", "the printer is not known yet", now)
            case Start() if self._starting:
                self.answer(command, "refused", "a start is under way", now)
            case Start() | Pause() | Resume() | Cancel() | CancelObject():
                self._starting = command.file if isinstance(command, Start) else self._starting
                self.look(lambda at: self._act(command, at), now)
            case SetTemperature():
                self._send(command, asking.heat(self._next(), command), now)
            case _:
                self.answer(command, "refused", "not asked of this printer", now)
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
        elif self._card.listed is not None and self._card.listed_s(now) >= LIST_AGAIN_S:
            self._card.list_anew(now)
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
        self._requests.extend(self._card.next(self._next))
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

    def look(self, then: Callable[[datetime], None], now: datetime) -> None:
        """Have the state told anew, then go on."""
        if not self._looking:
            self._ask_whole(now)
        self._looking.append(then)

    def answer(self, command: Command, verdict: Verdict, why: str, now: datetime) -> None:
        """Tell what became of a command."""
        if isinstance(command, Start) and verdict == "refused" and self._starting == command.file:
            self._starting = ""
        if isinstance(command, Cancel) and verdict == "refused":
            self._runs.cancelling(False)
        self._out.append(Answered(now, command, verdict, why))

    def _send(self, command: Command, message: Request | None, now: datetime) -> None:
        if message is None:
            self.answer(command, "refused", "the printer has no such heater", now)
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
            self.answer(command, "refused", self._memory.observe_only, now)
        elif said.result.lower() == "success":
            self.answer(command, "accepted", "", now)
        else:
            self.answer(command, "refused", of_error(said.err_code).why or said.reason or said.result, now)

    def _tell(self, now: datetime) -> None:
        if self._status is not None and self._card.listed is not None:
            self._out.extend(self._account.see(self._state(self._status), now))

    def _state(self, status: Status) -> PrinterState:
        return printer_state(status, self._runs, self._card.files())

    def have_files(self, now: datetime) -> None:
        """Take in that the files were listed."""
        if self._card.listed is not None:
            self._memory.keep({title for title, _ in self._card.listed.whole.values()})
        self._tell(now)

    def printed(self) -> str | None:
        """Return the file that is being printed, if any."""
        known = self._runs.known
        return known.run.file if known is not None and known.active else None

    def gone(self, command: Remove, now: datetime) -> None:
        """Tell that a file is gone: a start that was under way finds it no more."""
        if self._starting == command.file:
            self._starting = ""
        self.answer(command, "accepted", "", now)
        self._tell(now)

    # Prints

    def _act(self, command: Start | Pause | Resume | Cancel | CancelObject, now: datetime) -> None:
        status, known = self._status, self._runs.known
        assert status is not None
        busy = known.run if known is not None and known.active else None
        title = self._card.whole(command.file)
        if isinstance(command, Start):
            if busy is not None:
                self.answer(command, "refused", f"{busy.file} is being printed", now)
            elif status.gcode_state not in FREE or device_of(status, self._runs) != "idle":
                self.answer(command, "refused", of_error(status.print_error).why or status.gcode_state, now)
            elif title is None:
                self.answer(command, "refused", "there is no such file", now)
            elif empty := asking.empty_places(status, tools := tools_told(title)):
                self.answer(command, "refused", f"no spool in place {empty[0] + 1} of the AMS", now)
            else:
                what = asking.Printing(command.file, title, self._memory.sums.get(title, ""), tools)
                self._send(command, asking.print_it(self._next(), what, self._model, status, now), now)
        elif busy is None or busy.file != command.file:
            self.answer(command, "refused", "this file is not being printed", now)
        elif isinstance(command, CancelObject):
            self._leave_out(command, status, now)
        elif isinstance(command, Pause) and busy.phase == "paused":
            self.answer(command, "refused", "paused already", now)
        elif isinstance(command, Resume) and busy.phase != "paused":
            self.answer(command, "refused", "not paused", now)
        else:
            if isinstance(command, Cancel):
                self._runs.cancelling(True)
            self._send(command, asking.about_print(self._next(), command), now)

    def _leave_out(self, command: CancelObject, status: Status, now: datetime) -> None:
        """Leave out a part by the number made from its name; names are known of what was sent since we began."""
        known = self._memory.parts.setdefault(status.subtask_name, {})
        number = number_of(command.part)
        if status.subtask_name in self._memory.sums and number not in known:
            self.answer(command, "refused", "the program has no such part", now)
            return
        self._memory.parts[status.subtask_name] = known | {number: command.part}
        self._send(command, asking.leave_out(self._next(), status.s_obj, number), now)
