"""One job on a simulated printer, until a good print or no more tries."""

import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from layerworks.app.playing import player_of
from layerworks.app.preparing import PreparedPlate
from layerworks.app.progress import Tell
from layerworks.app.recipe import Recipe
from layerworks.app.shop import Shop
from layerworks.connectors.simulated import Mishaps, SimulatedConnector, SimulatedPrinter, SqliteMemory, VirtualClock
from layerworks.errors import Unreachable
from layerworks.fleet.observations import Observation, Progress
from layerworks.storage import SqlJournal
from layerworks.words import say
from layerworks.workshop import Job, PrintAttempt, Station, attempt_id, bed_of, carry_out, clear_bed, find_attempt
from layerworks.workshop.patience import PatienceSettings

LOOKS = 400  # at one print
LONGEST_POLL_S = 600.0  # well within the time after which a print that stands still is given up
MOST_ATTEMPTS = 3  # a print that failed three times has a cause that another try will not remove
WHO = "layerworks"
OPERATOR = "simulated operator"


@dataclass(frozen=True, slots=True)
class Printed:
    """What became of a job: all its attempts, the last one decides."""

    job: str
    machine: str
    attempts: tuple[PrintAttempt, ...]


def print_job(
    job: Job,
    run: PreparedPlate,
    recipe: Recipe,
    shop: Shop,
    journal: SqlJournal,
    placed_at: datetime,
    mishaps: Mishaps,
    tell: Tell,
) -> Printed:
    """Print a job, or go on with it, and return it when a print is good or the tries are used up.

    Each job has a printer of its own, kept in the shop's folder: it goes on while this program is not there.
    """
    machine = f"{recipe.machine.id}-sim-{job.id}"
    with _card(shop.printer(machine)) as memory:
        printer = SimulatedPrinter(machine, memory, player_of(recipe.machine.planner), mishaps, placed_at)
        times = (placed_at, journal.latest(), printer.ticked())
        clock = VirtualClock(max(time for time in times if time is not None))  # time never runs backwards

        def told(attempt: PrintAttempt, seen: Observation) -> None:
            if isinstance(seen, Progress) and job.predicted_s > 0.0:
                tell(say("app.printing", job=job.id), min(1.0, seen.run.printed_s / job.predicted_s))

        station = Station(SimulatedConnector(printer, clock), journal, WHO, patience_for(job), tell=told)
        attempts: list[PrintAttempt] = []
        for number in range(1, MOST_ATTEMPTS + 1):
            if find_attempt(journal, attempt_id(job, number)) is None and bed_of(journal, machine).state != "clear":
                printer.put_right(clock.now())
                clear_bed(journal, machine, clock.now(), OPERATOR, "ready for the next print")
            attempts.append(carry_out(job, station, clock, number))
            end = attempts[-1].end
            if end is not None and end.outcome == "completed":
                break
        return Printed(job.id, machine, tuple(attempts))


@contextmanager
def _card(path: Path) -> Generator[SqliteMemory]:
    """Open what a simulated printer keeps to itself. Raises Unreachable when the disk does not take it."""
    try:
        with closing(SqliteMemory(path)) as memory:
            yield memory
    except sqlite3.OperationalError as error:
        raise Unreachable(say("app.not_written", path=str(path), detail=str(error)), say("app.check_disk")) from error


def patience_for(job: Job) -> PatienceSettings:
    """Return how patiently a job is watched: closely when it is short, some hundred looks at it when it is long."""
    usual = PatienceSettings()
    return PatienceSettings(poll_s=min(max(usual.poll_s, job.predicted_s / LOOKS), LONGEST_POLL_S))
