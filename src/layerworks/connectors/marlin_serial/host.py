"""A printer that is its board and the program that streams to it: what it is, and what it does with commands. Pure.

Files and runs are kept by whoever runs this (`agent.py`); a board has no memory of them.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from layerworks.connectors.complaints import fault_of
from layerworks.connectors.marlin_serial.lines import Heard, bare, heard
from layerworks.connectors.marlin_serial.sender import Sender
from layerworks.fleet.commands import Cancel, Command, Pause, Remove, Resume, SetTemperature, Start, StopAll, Upload
from layerworks.fleet.observations import (
    Device,
    FaultKind,
    Position,
    PrinterState,
    Run,
    RunPhase,
    StoredFile,
    Temperature,
)
from layerworks.fleet.readings import Channel, Quantity, Reading

WARM_WITHIN_C = 3.0
HELLO = ("M115", "M27", "M155 S2")
HELLO_WITHIN_S = 10.0
OFF = ("M104 S0", "M140 S0", "M107")


@dataclass(slots=True)
class Program:
    """A program being streamed. at: offset of what comes next; z_mm: last height sent."""

    text: bytes
    at: int = 0
    z_mm: float = 0.0

    def next_line(self) -> tuple[str, int] | None:
        """Return the next command and the offset after it, None at the end."""
        while self.at < len(self.text):
            end = self.text.find(b"\n", self.at)
            end = len(self.text) if end < 0 else end + 1
            line, self.at = bare(self.text[self.at : end].decode("ascii", "replace")), end
            if line:
                return line, end
        return None


class Host:
    """One board. read: the text of a stored file. begun: writes a start down, and tells why it could not.

    files, run, boot, booted_at: what was known from before.
    """

    def __init__(
        self,
        read: Callable[[str], bytes],
        begun: Callable[[str, datetime], str],
        files: tuple[StoredFile, ...] = (),
        run: Run | None = None,
        boot: str = "1",
        booted_at: datetime | None = None,
    ) -> None:
        self.files = {file.name: file for file in files}
        self.run, self.boot, self.booted_at = run, boot, booted_at
        self.out: list[str] = []
        self.firmware = ""
        self._read, self._begun = read, begun
        self._sender = Sender()
        self._program: Program | None = None
        self._queue: deque[str] = deque()
        self._heats: dict[str, tuple[float, float]] = {}
        self._powers: dict[str, float] = {}
        self._ready = self._halted = self._sd = False
        self._greeted_s = 0.0

    @property
    def active(self) -> bool:
        """Whether a print goes on or is paused."""
        return self.run is not None and self.run.phase in ("running", "paused")

    def connect(self, now: datetime) -> None:
        """The port is open: count anew, ask who it is. Nothing of this disturbs a board that prints from its card."""
        self._greet(now)

    def hear(self, line: str, now: datetime) -> None:
        """Take in a line of the board."""
        said = heard(line)
        self._heats.update(said.heats)
        self._powers.update(said.powers)
        self.firmware = said.firmware or self.firmware
        self._sd = self._sd if said.sd is None else said.sd
        if said.started:
            self._reset(now)
            return
        for sent in self._sender.hear(said, now.timestamp()):
            self._ready = True
            if sent.end is not None and self.run is not None:
                z_mm = self._program.z_mm if self._program else 0.0
                position = Position(sent.end, -1, 0.0, 0.0, z_mm)
                self.run = replace(self.run, position=position)
        if said.error:
            self._complain(said, now)
        if said.action:
            self._act(said.action)
        self.go_on(now)

    def lost(self, why: str, now: datetime) -> None:
        """The port is gone, and with it what was streamed."""
        self._ready = False
        self._sender.drop()
        self._end("failed", now, why, "other")

    def go_on(self, now: datetime) -> None:
        """Send what may be sent. Call after everything, and every half second."""
        now_s = now.timestamp()
        if self._sender.stuck and not self._halted:
            self._halted = True
            self._end("failed", now, "the board takes no lines", "other")
        if self._halted:
            return
        if not self._ready and now_s - self._greeted_s > HELLO_WITHIN_S:
            self._greet(now)
        self.out.extend(self._sender.due(now_s))
        while self._ready and self._queue and self._sender.room_for(self._queue[0], now_s):
            self.out.append(self._sender.send(self._queue.popleft(), now_s))
        self._stream(now)

    def obey(self, command: Command, now: datetime) -> str:
        """Do what is asked; return why not, or nothing."""
        refusal = self._obey(command, now)
        self.go_on(now)
        return refusal

    def state(self, now: datetime) -> PrinterState:
        """Return how things are."""
        run = self.run
        if run is not None and self.active:
            run = replace(run, printed_s=(now - run.started_at).total_seconds())
        return PrinterState(
            device=self._device(),
            boot=self.boot,
            run=run,
            files=tuple(self.files.values()),
            temperatures=self._temperatures(),
            booted_at=self.booted_at,
        )

    def measured(self) -> tuple[Reading, ...]:
        """Return the power of the heaters, if it was told since last asked."""
        powers, self._powers = self._powers, {}
        return tuple(Reading(Channel(heater, Quantity.POWER_SHARE), share) for heater, share in powers.items())

    def _greet(self, now: datetime) -> None:
        self._ready = False
        self._greeted_s = now.timestamp()
        self._queue = deque(HELLO)
        self.out.append(self._sender.begin(now.timestamp()))

    def _reset(self, now: datetime) -> None:
        """The board has started anew: it knows nothing, heats nothing, and does not know where it is."""
        self.boot, self.booted_at = str(int(self.boot) + 1), now
        self._halted = self._sd = False
        self._end("failed", now, "the board was restarted", "other")
        self._greet(now)

    def _complain(self, said: Heard, now: datetime) -> None:
        if said.halted:
            self._halted = True
            self._sender.drop()
            self._end("failed", now, said.error, fault_of(said.error))

    def _act(self, action: str) -> None:
        verb = action.partition(" ")[0]
        if self.run is None or not self.active:
            return
        if verb in ("pause", "paused", "out_of_filament"):
            fault: FaultKind | None = "runout" if verb == "out_of_filament" or "runout" in action else None
            self.run = replace(self.run, phase="paused", why=action, fault=fault)
        elif verb in ("resume", "resumed"):
            self.run = replace(self.run, phase="running", why="", fault=None)

    def _stream(self, now: datetime) -> None:
        run, program = self.run, self._program
        while run is not None and program is not None and run.phase == "running" and self._ready and not self._queue:
            at = program.at
            found = program.next_line()
            if found is None:
                if self._sender.idle:
                    self.run = replace(run, position=replace(run.position, byte_offset=len(program.text)))
                    self._end("completed", now)
                return
            line, end = found
            if not self._sender.room_for(line, now.timestamp()):
                program.at = at
                return
            if line.startswith(("G0 ", "G1 ")):
                program.z_mm = next((float(w[1:]) for w in line.split() if w[0] == "Z" and len(w) > 1), program.z_mm)
            self.out.append(self._sender.send(line, now.timestamp(), end))

    def _end(self, phase: RunPhase, now: datetime, why: str = "", fault: FaultKind | None = None) -> None:
        if self.run is not None and self.active:
            printed_s = (now - self.run.started_at).total_seconds()
            self.run = replace(self.run, phase=phase, ended_at=now, printed_s=printed_s, why=why, fault=fault)
        self._program = None

    def _obey(self, command: Command, now: datetime) -> str:
        run = self.run
        busy = run.file if run is not None and self.active else None
        match command:
            case Upload(file=file) | Remove(file=file) if file == busy:
                return "the file is being printed"
            case Upload(file, text, digest):
                self.files[file] = StoredFile(file, len(text), digest)
            case Remove(file):
                self.files.pop(file, None)
            case StopAll():
                self.out.append("M112")  # without a number: boards look for it before they look at anything else
                self._halted = True
                self._sender.drop()
                self._end("failed", now, "emergency stop", "stopped")
            case SetTemperature(heater, target_c):
                line = _heat(heater, target_c) if heater in self._heats else None
                if line is None or self._halted:
                    return f"there is no heater {heater} that could be set"
                self._queue.append(line)
            case Start(file):
                return self._start(file, busy, now)
            case Pause(file) | Resume(file) | Cancel(file) if run is None or file != busy:
                return "this file is not being printed"
            case Pause() if run is not None and run.phase == "running":
                self.run = replace(run, phase="paused")
            case Resume() if run is not None and run.phase == "paused":
                self.run = replace(run, phase="running", why="", fault=None)
            case Cancel():
                self._end("cancelled", now)
                self._queue.extend(OFF)
            case Pause():
                return "paused already"
            case Resume():
                return "not paused"
            case _:
                return "not asked of this printer"
        return ""

    def _start(self, file: str, busy: str | None, now: datetime) -> str:
        if busy is not None:
            return f"{busy} is being printed"
        if self._device() != "idle":
            return "the board is not ready"
        if file not in self.files:
            return "there is no such file"
        if why := self._begun(file, now):
            return why
        self._program = Program(self._read(file))
        self.run = Run(file, "running", Position(0, -1, 0.0, 0.0, 0.0), 0.0, 0.0, now)
        return ""

    def _device(self) -> Device:
        if self._halted or not self._ready:
            return "error"
        if self._sd:
            return "printing"
        if self.run is None or not self.active:
            return "idle"
        if self.run.phase == "paused":
            return "paused"
        return "heating" if any(t.target_c - t.actual_c > WARM_WITHIN_C for t in self._temperatures()) else "printing"

    def _temperatures(self) -> tuple[Temperature, ...]:
        return tuple(Temperature(name, actual, target) for name, (actual, target) in self._heats.items())


def _heat(heater: str, target_c: float) -> str | None:
    if heater in ("bed", "chamber"):
        return f"{'M140' if heater == 'bed' else 'M141'} S{target_c:.0f}"
    tool = heater.removeprefix("nozzle") or "0"
    return f"M104 T{tool} S{target_c:.0f}" if tool.isdecimal() else None
