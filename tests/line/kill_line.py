"""A small line that may be killed anywhere: journal, simulated printer, attempt, part record, all on the disk.

`python kill_line.py FOLDER TOUCHES` makes three pieces one after the other and writes a dot to stdout at each step that
touches the world. After so many of them it waits to be killed. Running it again goes on where it was killed.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from connectors.even_program import even_job, even_player
from layerworks.connectors.simulated import (
    Mishap,
    Mishaps,
    SimulatedConnector,
    SimulatedPrinter,
    SqliteMemory,
    VirtualClock,
)
from layerworks.fleet import Command, Observation, Resume
from layerworks.storage import SqlJournal, open_journal
from layerworks.workshop import (
    Entry,
    Making,
    PatienceSettings,
    PrintAttempt,
    Station,
    carry_out,
    clear_bed,
    find_attempt,
    keep_record,
    part_record,
)

T0 = datetime(2026, 11, 23, 8, tzinfo=UTC)
PATIENCE = PatienceSettings(poll_s=60.0, start_tries=10)  # every kill before a start takes one
PIECES = ("one", "two", "three")
Touch = Callable[[str], None]
MISHAPS = (
    Mishap("drop", 150.0, 200.0, run=1),
    Mishap("runout", 300.0, run=2),
    Mishap("silence", 200.0, 400.0, run=2),
    Mishap("power", 250.0, 30.0, run=3),
)


class TouchedJournal:
    """A journal that tells of its touching the disk, and of what it has acknowledged."""

    def __init__(self, journal: SqlJournal, touch: Touch, acknowledged: list[Entry]):
        self.journal, self.touch, self.acknowledged = journal, touch, acknowledged

    def append(self, *entries: Entry) -> None:
        self.touch("before append")
        self.journal.append(*entries)
        self.acknowledged.extend(entries)
        self.touch("after append")

    def about(self, subject: str):
        return self.journal.about(subject)


class TouchedMemory:
    """A printer's memory that tells of its touching the disk."""

    def __init__(self, memory: SqliteMemory, touch: Touch):
        self.memory, self.touch = memory, touch

    def keep(self, machine, command=None, refusal=""):
        self.touch("before keep")
        self.memory.keep(machine, command, refusal)
        self.touch("after keep")

    def tick(self, now_s: float):
        self.memory.tick(now_s)
        self.touch("after tick")

    def __getattr__(self, name: str):
        return getattr(self.memory, name)


class TouchedConnector:
    """A connector that tells of its touching the printer."""

    def __init__(self, connector: SimulatedConnector, touch: Touch):
        self.connector, self.touch = connector, touch
        self.machine, self.abilities = connector.machine, connector.abilities

    def open(self) -> None:
        self.touch("before open")
        self.connector.open()

    def observations(self) -> tuple[Observation, ...]:
        seen = self.connector.observations()
        self.touch("after observations")
        return seen

    def send(self, command: Command) -> None:
        self.touch("before send")
        self.connector.send(command)
        self.touch("after send")

    def close(self) -> None:
        self.touch("before close")
        self.connector.close()


@dataclass
class Line:
    """What stays of the world after a run, for the judge."""

    printer: SimulatedPrinter
    journal: SqlJournal
    memory: SqliteMemory

    def close(self) -> None:
        self.journal.close()
        self.memory.close()


def open_line(folder: Path, touch: Touch, away_s: float = 0.0, synced: bool = True) -> tuple[Line, VirtualClock]:
    """Open what is on the disk; the clock goes on where it was, plus the time nobody was there."""
    journal = open_journal(folder / "journal.sqlite", T0, synced=synced)
    memory = SqliteMemory(folder / "m1.sqlite", synced=synced)
    ticked_s = memory.ticked_s()
    known = [T0, journal.latest(), None if ticked_s is None else datetime.fromtimestamp(ticked_s, UTC)]
    clock = VirtualClock(max(t for t in known if t) + timedelta(seconds=away_s))
    printer = SimulatedPrinter("m1", TouchedMemory(memory, touch), even_player, Mishaps(MISHAPS), clock.now())
    return Line(printer, journal, memory), clock


def run_line(line: Line, clock: VirtualClock, touch: Touch, acknowledged: list[Entry]) -> None:
    """Make every piece, from wherever the last run was killed."""
    journal = TouchedJournal(line.journal, touch, acknowledged)
    connector = TouchedConnector(SimulatedConnector(line.printer, clock), touch)
    station = Station(connector, journal, "test", PATIENCE, attend=_load_material)
    for piece in PIECES:
        job = even_job(600.0, piece)
        if find_attempt(journal, f"{piece}-1") is None:
            line.printer.put_right(clock.now())
            clear_bed(journal, "m1", clock.now(), "test", "taken off")
        attempt = carry_out(job, station, clock)
        keep_record(journal, part_record(f"part-{piece}", piece, making(job.digest), attempt), clock.now(), "test")


def making(program: str) -> Making:
    return Making("m", "a", "b", "c", program, "e", "m1", "pla", "", {}, {})


def _load_material(attempt: PrintAttempt, now: datetime) -> Command | None:
    return Resume(attempt.file) if attempt.state == "paused" else None


def main() -> None:
    left = int(sys.argv[2])

    def touch(what: str) -> None:
        nonlocal left
        sys.stdout.write(".")
        sys.stdout.flush()
        left -= 1
        if left == 0:
            sys.stdin.read()

    line, clock = open_line(Path(sys.argv[1]), touch)
    run_line(line, clock, touch, [])
    line.close()
    sys.stdout.write("done")


if __name__ == "__main__":
    main()
