"""A job in the queue, as its journal tells it. Pure.

Its events stand under a subject of its own, `job:` and its id, so that attempts and machines may be named alike.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal

from layerworks.workshop.attempt import PrintAttempt
from layerworks.workshop.equipment import MaterialUsed
from layerworks.workshop.events import Ended, Outcome, Reason
from layerworks.workshop.journal import Entry
from layerworks.workshop.waiting import Needs, WaitingJob

JobState = Literal["waiting", "held", "running", "done", "withdrawn"]
HeldFor = Literal[
    "asked",  # a person wants it so
    "cancelled",  # its print was cancelled; a person says whether it is still wanted
    "failed_too_often",
    "program_missing",  # its program is not where programs are kept
    "lost",  # how its print ended is not known, so printing again might print twice
]


@dataclass(frozen=True, slots=True)
class Queued:
    """A job came into the queue. digest, size: of its program; parts, predicted_s: as in `Job`; needs: see `Needs`.

    origin: the program that sent it, empty where none said so. timeline: digest of the program's timeline, likewise.
    needed_mm: filament that the program feeds, by number of the tool; empty where nobody knows.
    """

    digest: str
    size: int
    parts: tuple[str, ...]
    predicted_s: float
    machine_type: str
    material: str
    nozzle_mm: float
    mass_g: float
    urgency: int = 0
    due_at: datetime | None = None
    only_on: tuple[str, ...] = ()
    origin: str = ""
    timeline: str = ""
    needed_mm: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranked:
    """Its place in the queue was changed."""

    urgency: int
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Locked:
    """It may run on these machines only; none: on any capable one."""

    only_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """It is kept back until a person releases it."""

    reason: HeldFor


@dataclass(frozen=True, slots=True)
class Released:
    """It may run."""


@dataclass(frozen=True, slots=True)
class Given:
    """A machine has it. attempt: the id."""

    attempt: str
    machine: str


@dataclass(frozen=True, slots=True)
class Returned:
    """Its attempt ended without a good print, and it waits again."""

    attempt: str
    outcome: Outcome
    reason: Reason


@dataclass(frozen=True, slots=True)
class Done:
    """Its attempt ended with a good print."""

    attempt: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """It is not wanted any more."""


JobEvent = Queued | Ranked | Locked | Held | Released | Given | Returned | Done | Withdrawn
WHAT: dict[str, type[JobEvent]] = {
    "job.queued": Queued,
    "job.ranked": Ranked,
    "job.locked": Locked,
    "job.held": Held,
    "job.released": Released,
    "job.given": Given,
    "job.returned": Returned,
    "job.done": Done,
    "job.withdrawn": Withdrawn,
}
_NAME = {kind: name for name, kind in WHAT.items()}


@dataclass(frozen=True, slots=True)
class QueuedJob:
    """A job after the events so far. attempts: ids in order, the last one going on while the state is running.

    machine: of the last attempt. place: events so far, as in `PrintAttempt`. origin, timeline, needed_mm: see `Queued`.
    asked_by: who put it into the queue.
    """

    job: str
    digest: str
    size: int
    parts: tuple[str, ...]
    predicted_s: float
    needs: Needs
    queued_at: datetime
    state: JobState = "waiting"
    urgency: int = 0
    due_at: datetime | None = None
    only_on: frozenset[str] = frozenset()
    held_for: HeldFor | None = None
    attempts: tuple[str, ...] = ()
    machine: str = ""
    place: int = 1
    origin: str = ""
    timeline: str = ""
    needed_mm: tuple[float, ...] = ()
    asked_by: str = ""

    @property
    def g_per_mm(self) -> float | None:
        """Mass of a millimetre of its filament; None where nobody knows."""
        all_mm = sum(self.needed_mm)
        return self.needs.mass_g / all_mm if all_mm > 0.0 else None

    @property
    def open(self) -> bool:
        """Whether something is still to become of it."""
        return self.state not in ("done", "withdrawn")

    @property
    def waiting(self) -> WaitingJob:
        """The job as dispatch sees it."""
        held = self.state == "held"
        return WaitingJob(
            self.job, self.needs, self.queued_at, self.urgency, self.due_at, self.only_on, held, self.asked_by
        )


def subject_of(job: str) -> str:
    """Return the subject that a job's events are written down under."""
    return f"job:{job}"


def job_of(subject: str) -> str:
    """Return the job that a subject is of."""
    return subject.removeprefix("job:")


def queued(job: str, event: Queued, at: datetime, who: str = "") -> QueuedJob:
    """Return the job that coming into the queue makes."""
    all_mm = sum(event.needed_mm)
    tools_g = tuple(event.mass_g * mm / all_mm for mm in event.needed_mm) if all_mm > 0.0 else ()
    needs = Needs(event.machine_type, event.material, event.nozzle_mm, event.mass_g, tools_g)
    return QueuedJob(
        job,
        event.digest,
        event.size,
        event.parts,
        event.predicted_s,
        needs,
        at,
        urgency=event.urgency,
        due_at=event.due_at,
        only_on=frozenset(event.only_on),
        origin=event.origin,
        timeline=event.timeline,
        needed_mm=event.needed_mm,
        asked_by=who,
    )


def moved_on(job: QueuedJob, event: JobEvent) -> QueuedJob:
    """Return the job after one more event of its own."""
    after = replace(job, place=job.place + 1)
    match event:
        case Ranked():
            return replace(after, urgency=event.urgency, due_at=event.due_at)
        case Locked():
            return replace(after, only_on=frozenset(event.only_on))
        case Held():
            return replace(after, state="held", held_for=event.reason)
        case Released():
            return replace(after, state="waiting", held_for=None)
        case Given():
            return replace(after, state="running", attempts=(*job.attempts, event.attempt), machine=event.machine)
        case Returned():
            return replace(after, state="waiting")
        case Done():
            return replace(after, state="done")
        case Withdrawn():
            return replace(after, state="withdrawn")
        case Queued():
            raise ValueError(f"{job.job} is in the queue already")


def recalled(job: str, history: Iterable[Entry]) -> QueuedJob | None:
    """Return the job that a history tells of, or None when it was never queued."""
    found: QueuedJob | None = None
    for entry in history:
        event = job_event_of(entry)
        if found is None:
            if not isinstance(event, Queued):
                raise ValueError(f"the history of {job} does not begin with its coming into the queue")
            found = queued(job, event, entry.time, entry.who)
        else:
            found = moved_on(found, event)
    return found


def used_by(job: QueuedJob, attempt: PrintAttempt) -> MaterialUsed:
    """Return what an attempt that has ended took: by what the printer fed, else by how far it came."""
    end = attempt.end
    if end is None:
        raise ValueError(f"{attempt.id} has not ended")
    mass_g, tools_g = job.needs.mass_g, job.needs.tools_g
    if end.filament_mm and job.g_per_mm is not None:
        share = end.filament_mm * job.g_per_mm / mass_g if mass_g > 0.0 else 0.0
    elif end.outcome == "completed":
        share = 1.0
    elif end.byte_offset:
        share = end.byte_offset / job.size
    else:
        share = (end.printed_s or 0.0) / job.predicted_s if job.predicted_s > 0.0 else 1.0
    share = min(share, 1.0)
    by_tool_g, printed_s = tuple(share * g for g in tools_g), end.printed_s or 0.0
    return MaterialUsed(attempt.id, share * mass_g, by_tool_g, job.needs.material, printed_s)


def after_attempt(job: QueuedJob, attempt: PrintAttempt, most_attempts: int) -> tuple[JobEvent, ...]:
    """Return what the end of an attempt means for its job.

    A good print ends it. A failed one is tried again, until it has failed too often. A cancelled one waits for a
    person; so does a lost one, since to try again might print the part twice.
    """
    end = attempt.end
    if end is None:
        raise ValueError(f"{attempt.id} has not ended")
    if end.outcome == "completed":
        return (Done(attempt.id),)
    back = Returned(attempt.id, end.outcome, end.reason)
    held = _held_after(end, len(job.attempts), most_attempts)
    return (back, Held(held)) if held else (back,)


def _held_after(end: Ended, attempts: int, most_attempts: int) -> HeldFor | None:
    if end.outcome == "lost":
        return "lost"
    if end.outcome == "cancelled":
        return "cancelled"
    if end.reason == "no_program":
        return "program_missing"
    return "failed_too_often" if attempts >= most_attempts else None


def job_entry(event: JobEvent, job: str, time: datetime, who: str, why: str, place: int | None = None) -> Entry:
    """Write an event down."""
    body = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in asdict(event).items()}
    return Entry(time, who, _NAME[type(event)], why, subject_of(job), body, place)


def job_event_of(entry: Entry) -> JobEvent:
    """Read an event back."""
    return WHAT[entry.what](**{k: _read(k, v) for k, v in entry.body.items()})


def _read(key: str, value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)  # pyright: ignore[reportUnknownVariableType]
    return datetime.fromisoformat(value) if key.endswith("_at") and value is not None else value
