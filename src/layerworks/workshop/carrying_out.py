"""Carrying out an attempt: the loop between journal, printer and clock. It may be killed anywhere and begun again.

Nothing is known here that is not in the journal or at the printer. After a kill the history is read, the connection's
first snapshot says what the printer did meanwhile, and the loop goes on from there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from layerworks.errors import Conflict
from layerworks.fleet.clock import Clock
from layerworks.fleet.commands import Command
from layerworks.fleet.connector import Connector
from layerworks.fleet.observations import Observation
from layerworks.fleet.watch import Watch, closed, hear, opened, sent
from layerworks.words import say
from layerworks.workshop.attempt import PrintAttempt, begin, evolve, recall
from layerworks.workshop.bed import Bed, bed_of
from layerworks.workshop.events import BedTurned, Reserved, WorkshopEvent, entry_of, event_of
from layerworks.workshop.job import Job, attempt_id
from layerworks.workshop.journal import Entry, Journal
from layerworks.workshop.observing import observe
from layerworks.workshop.patience import PatienceSettings
from layerworks.workshop.steps import Close, Note, Open, Send, Situation, Wait, next_step

Attend = Callable[[PrintAttempt, datetime], Command | None]


def nobody(attempt: PrintAttempt, now: datetime) -> None:
    """Attend to nothing: the print is on its own."""


def _quietly(attempt: PrintAttempt, seen: Observation) -> None: ...


@dataclass(frozen=True, slots=True)
class Station:
    """What surrounds an attempt. who: written into the journal.

    attend: asked each turn what a person wants of the print now. tell: hears every observation, for screens and
    telemetry, after what follows from it was written down.
    """

    connector: Connector
    journal: Journal
    who: str
    patience: PatienceSettings = field(default_factory=PatienceSettings)
    attend: Attend = nobody
    tell: Callable[[PrintAttempt, Observation], None] = _quietly


def carry_out(job: Job, station: Station, clock: Clock, number: int = 1) -> PrintAttempt:
    """Make the given attempt (1, 2, …) at a job and return it when it has ended; go on with it if it was begun before.

    Raises Conflict when the machine is not free, its bed is not clear, or another process carries this attempt out.
    """
    attempt = find_attempt(station.journal, attempt_id(job, number)) or reserve(job, station, clock.now(), number)
    watch = Watch()
    while attempt.end is None:
        attempt, watch, wait_s = turn(attempt, job, watch, station, clock.now())
        if wait_s > 0:
            clock.wait(wait_s)
    station.connector.close()
    return attempt


def reserve(job: Job, station: Station, now: datetime, number: int = 1, *also: Entry) -> PrintAttempt:
    """Give an attempt its machine. also: what is written down with it, all or none.

    Raises Conflict when the machine is not free or its bed is not clear.
    """
    machine, attempt = station.connector.machine, attempt_id(job, number)
    bed = bed_of(station.journal, machine)
    if bed.state != "clear":
        raise Conflict(
            say(f"workshop.bed_{bed.state}", machine=machine), say("workshop.clear_the_bed", machine=machine)
        )
    event = Reserved(job.id, machine, job.digest, len(job.text), job.predicted_s)
    station.journal.append(entry_of(event, attempt, now, station.who, "asked", place=1), *also)
    return begin(attempt, event, now)


def find_attempt(journal: Journal, attempt: str) -> PrintAttempt | None:
    """Return an attempt as its history tells it, or None when there is none."""
    told = ((event_of(entry), entry.time) for entry in journal.about(attempt))
    return recall(attempt, ((event, at) for event, at in told if not isinstance(event, BedTurned)))


def turn(
    attempt: PrintAttempt, job: Job, watch: Watch, station: Station, now: datetime
) -> tuple[PrintAttempt, Watch, float]:
    """Take in what was observed, then take one step. Returns the attempt, the watch, and how many seconds to wait.

    What follows from a fact is written down before anything else is done; what is about to be done, before it is done.
    """
    for seen in station.connector.observations():
        watch = hear(watch, seen)
        before = attempt
        attempt, events = observe(attempt, seen)
        _keep(station, before, events, seen.at, "observed")
        station.tell(attempt, seen)
    if attempt.end is not None:
        return attempt, watch, 0.0
    bed = bed_of(station.journal, attempt.machine) if attempt.state in ("reserved", "stored") else Bed()
    wish = station.attend(attempt, now)
    match next_step(Situation(attempt, job, watch, bed, wish, now, station.patience)):
        case Wait(seconds):
            return attempt, watch, seconds
        case Open():
            station.connector.open()
            return attempt, opened(watch, now), 0.0
        case Close():
            station.connector.close()
            return attempt, closed(watch, now), 0.0
        case Note(events, command):
            _keep(station, attempt, events, now, "decided")
            for event in events:
                attempt = attempt if isinstance(event, BedTurned) else evolve(attempt, event, now)
        case Send(command):
            pass
    if command is None:
        return attempt, watch, 0.0
    station.connector.send(command)
    return attempt, sent(watch, command, now), 0.0


def _keep(station: Station, attempt: PrintAttempt, events: tuple[WorkshopEvent, ...], at: datetime, why: str) -> None:
    """Append what happened to an attempt and to its machine's bed, all or none."""
    entries: list[Entry] = []
    place = attempt.place
    for event in events:
        if isinstance(event, BedTurned):
            entries.append(entry_of(event, event.machine, at, station.who, why))
        else:
            place += 1
            entries.append(entry_of(event, attempt.id, at, station.who, why, place))
    if entries:
        station.journal.append(*entries)
