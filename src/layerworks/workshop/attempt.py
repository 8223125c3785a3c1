"""One execution of a job on one machine, as its journal tells it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from layerworks.fleet.identity import file_of
from layerworks.workshop import events as happened
from layerworks.workshop.events import AttemptEvent, Outcome, Reason

AttemptState = Literal["reserved", "stored", "starting", "running", "paused", "ended"]


@dataclass(frozen=True, slots=True)
class PrintAttempt:
    """An attempt after the events so far. It owns its machine until it has ended.

    digest, size: of the program. tries: starts tried, the present one included. mark: the printer's memory of runs
    before the start; refused: the printer said no to it.
    faults: (kind, detail) in order; standing: kinds seen since the print last went on.
    cancelling: outcome and reason to come once the print has ended. place: events so far.
    """

    id: str
    job: str
    machine: str
    digest: str
    size: int
    predicted_s: float
    reserved_at: datetime
    changed_at: datetime
    place: int = 1
    state: AttemptState = "reserved"
    tries: int = 1
    mark: str = ""
    refused: bool = False
    started_at: datetime | None = None
    faults: tuple[tuple[str, str], ...] = ()
    standing: frozenset[str] = frozenset()
    skipped: tuple[str, ...] = ()
    cancelling: tuple[Outcome, Reason] | None = None
    end: happened.Ended | None = None

    @property
    def file(self) -> str:
        """The file of the present try on the printer."""
        return file_of(self.id, self.tries)


def begin(attempt_id: str, event: happened.Reserved, at: datetime) -> PrintAttempt:
    """Return the attempt that a reservation makes."""
    return PrintAttempt(
        attempt_id, event.job, event.machine, event.digest, event.size, event.predicted_s, reserved_at=at, changed_at=at
    )


def evolve(attempt: PrintAttempt, event: AttemptEvent, at: datetime) -> PrintAttempt:
    """Return the attempt after one more event of its own."""
    after = replace(attempt, place=attempt.place + 1, changed_at=at)
    match event:
        case happened.Stored():
            return replace(after, state="stored")
        case happened.StartIntended():
            return replace(after, state="starting", mark=event.mark, refused=False)
        case happened.StartRefused():
            return replace(after, refused=True)
        case happened.Withdrawn():
            return replace(after, state="reserved", tries=attempt.tries + 1)
        case happened.Started():
            return replace(after, state="running", started_at=event.started_at)
        case happened.Paused():
            return replace(after, state="paused")
        case happened.Resumed():
            return replace(after, state="running", standing=frozenset())
        case happened.FaultSeen():
            return replace(
                after, faults=(*attempt.faults, (event.kind, event.detail)), standing=attempt.standing | {event.kind}
            )
        case happened.PartSkipped():
            return replace(after, skipped=(*attempt.skipped, event.part))
        case happened.CancelIntended():
            return replace(after, cancelling=(event.outcome, event.reason))
        case happened.Ended():
            return replace(after, state="ended", end=event)
        case happened.Reserved():
            raise ValueError(f"{attempt.id} is reserved already")


def recall(attempt_id: str, history: Iterable[tuple[AttemptEvent, datetime]]) -> PrintAttempt | None:
    """Return the attempt that a history tells of, or None for an empty one."""
    attempt: PrintAttempt | None = None
    for event, at in history:
        if attempt is None:
            if not isinstance(event, happened.Reserved):
                raise ValueError(f"the history of {attempt_id} does not begin with its reservation")
            attempt = begin(attempt_id, event, at)
        else:
            attempt = evolve(attempt, event, at)
    return attempt
