"""The printer itself: it goes on whether or not anyone is connected, and outlives the process that simulates it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from layerworks.connectors.simulated.machine import Machine, at, restart, settle
from layerworks.connectors.simulated.memory import Memory, Told
from layerworks.connectors.simulated.mishaps import Mishap, Mishaps, mishaps_of_run
from layerworks.connectors.simulated.obeying import look, obey, utc
from layerworks.connectors.simulated.playing import Playable, Player
from layerworks.fleet.commands import Command, Start
from layerworks.fleet.observations import PrinterState

LOOK_AHEAD = 2.0  # chance strikes over this many times the length of a program, and one hour: pauses make prints longer


class SimulatedPrinter:
    """One printer with its memory and what will go wrong with it. player: turns a program into its motion.

    pace: 60 prints an hour's program in a minute, heating included.
    """

    def __init__(
        self, name: str, memory: Memory, player: Player, mishaps: Mishaps, now: datetime, pace: float = 1.0
    ) -> None:
        self.name = name
        self._memory = memory
        self._player = player
        self._mishaps = mishaps
        self._program: tuple[str, Playable] | None = None
        kept = memory.machine()
        self._machine = replace(kept, pace=pace) if kept else Machine(now.timestamp(), pace=pace)
        if kept is None:
            memory.keep(self._machine)

    def receive(self, command: Command, now: datetime) -> str:
        """Take a command that came through; return why it is refused, or nothing."""
        machine = at(self._settled(now), max(now.timestamp(), self._machine.at_s))
        taken = obey(machine, command, self._due(machine, command))
        refusal = taken if isinstance(taken, str) else ""
        self._memory.keep(machine if isinstance(taken, str) else taken, command, refusal)
        self._machine = machine if isinstance(taken, str) else taken
        return refusal

    def look(self, now: datetime) -> PrinterState:
        """Return what it tells of itself."""
        return look(self._settled(now), now.timestamp(), self._program_of(self._machine))

    def boot(self, now: datetime) -> str:
        """Return which boot it is in, as it tells."""
        return str(self._settled(now).boot)

    def reachable(self, now: datetime, since: datetime | None = None) -> bool:
        """Tell whether a connection can be made now, or one has held all the time since then."""
        machine, now_s = self._settled(now), now.timestamp()
        since_s = since.timestamp() if since else now_s
        dropped = any(kind == "drop" and start <= now_s and since_s < end for kind, start, end in machine.outages)
        return machine.condition != "off" and not dropped

    def silent(self, now: datetime) -> bool:
        """Tell whether nothing comes through although the connection stands."""
        now_s = now.timestamp()
        return any(k == "silence" and start <= now_s < end for k, start, end in self._settled(now).outages)

    def put_right(self, now: datetime) -> None:
        """Do what a person does at the machine: take the print off and, when it has halted, switch it off and on.

        Nothing happens while it prints.
        """
        machine = at(self._settled(now), max(now.timestamp(), self._machine.at_s))
        if machine.run is None or not machine.run.active:
            machine = restart(machine) if machine.condition == "error" else machine
            self._machine = replace(machine, bed_used=False)
            self._memory.keep(self._machine)

    def switch_off_and_on(self, now: datetime) -> None:
        """Do that at the machine, whatever it is doing."""
        self._machine = restart(at(self._settled(now), max(now.timestamp(), self._machine.at_s)))
        self._memory.keep(self._machine)

    def bed_used(self) -> bool:
        """Tell whether there is something on the bed, whatever the hub believes."""
        return self._machine.bed_used

    def told(self) -> Sequence[Told]:
        """Return the printer's own log of commands."""
        return self._memory.told()

    def tick(self, now: datetime) -> None:
        """Keep the time, for a clock that goes on from here after a kill."""
        self._memory.tick(now.timestamp())

    def ticked(self) -> datetime | None:
        """Return the last time kept."""
        ticked_s = self._memory.ticked_s()
        return None if ticked_s is None else utc(ticked_s)

    def _settled(self, now: datetime) -> Machine:
        self._machine = settle(self._machine, now.timestamp(), self._program_of(self._machine))
        return self._machine

    def _program_of(self, machine: Machine) -> Playable | None:
        return self._program_by(machine.run.digest) if machine.run else None

    def _program_by(self, digest: str) -> Playable:
        if self._program is None or self._program[0] != digest:
            self._program = digest, self._player(self._memory.text(digest))
        return self._program[1]

    def _due(self, machine: Machine, command: Command) -> tuple[Mishap, ...]:
        """Return the mishaps of the run that a command would start. They are kept with the run, so a changed plan
        of mishaps does not rewrite a print that goes on."""
        stored = (
            next((f for f in machine.files if f.name == command.file), None) if isinstance(command, Start) else None
        )
        if stored is None or stored.digest is None:
            return ()
        hours = LOOK_AHEAD * self._program_by(stored.digest).duration_s / 3600.0 + 1.0
        return mishaps_of_run(self._mishaps, self.name, machine.runs + 1, hours)
