"""What can happen to an attempt and to a bed, and how that is written down."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from layerworks.workshop.journal import Entry

Outcome = Literal["completed", "failed", "cancelled", "lost"]
Reason = Literal[
    "printed",  # completed: the printer says so
    "asked",  # cancelled: a person wished it
    "at_machine",  # cancelled: someone did it at the machine
    "runout",  # failed: material ran out and nobody came
    "thermal",  # failed: the printer shut down over a heater
    "stall",  # failed: the print stood still
    "stopped",  # failed: emergency stop
    "other",  # failed: the printer gave up for a reason of its own
    "waited",  # failed: paused, and nobody came
    "not_taken",  # failed: the printer never took the file or the start
    "no_program",  # failed: nothing was sent, since the program is not where programs are kept
    "not_ready",  # failed: the machine or its bed did not become free
    "cut_short",  # failed: the printer restarted before the print can have been done
    "restarted",  # lost: the printer restarted and no longer knows the print
    "forgotten",  # lost: the printer runs or remembers something else
    "unheard",  # lost: the printer was not heard for too long
]
BedState = Literal["clear", "occupied", "unknown"]


@dataclass(frozen=True, slots=True)
class Reserved:
    """The attempt owns the machine from here to its end. digest, size: of the program; predicted_s: its print time."""

    job: str
    machine: str
    digest: str
    size: int
    predicted_s: float


@dataclass(frozen=True, slots=True)
class Stored:
    """The printer keeps the file, verified by size and, where it tells one, digest."""

    file: str


@dataclass(frozen=True, slots=True)
class StartIntended:
    """Start is about to be sent, once. mark: what the printer's memory of runs ended with before."""

    file: str
    mark: str


@dataclass(frozen=True, slots=True)
class StartRefused:
    """The printer said no to the start. why: in its words."""

    why: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The start never took and never can: it was refused, or the printer started nothing since and the file is gone."""

    file: str


@dataclass(frozen=True, slots=True)
class Started:
    """The printer runs the file, known by its name."""

    file: str
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Paused:
    """The print waits. why: in the printer's words."""

    why: str


@dataclass(frozen=True, slots=True)
class Resumed:
    """The print goes on."""


@dataclass(frozen=True, slots=True)
class FaultSeen:
    """Something went wrong. kind: as in `fleet.FaultKind`; detail: in the printer's words."""

    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class PartSkipped:
    """One part of the plate is left out from here on."""

    part: str


@dataclass(frozen=True, slots=True)
class CancelIntended:
    """The print is to be ended. outcome and reason: what that makes of the attempt once it has ended."""

    outcome: Outcome
    reason: Reason


@dataclass(frozen=True, slots=True)
class Ended:
    """The end; there is only one. Measures are the printer's last statement of the run, None where it made none."""

    outcome: Outcome
    reason: Reason
    detail: str = ""
    ended_at: datetime | None = None
    printed_s: float | None = None
    filament_mm: float | None = None
    byte_offset: int | None = None
    layer: int | None = None


AttemptEvent = (
    Reserved
    | Stored
    | StartIntended
    | StartRefused
    | Withdrawn
    | Started
    | Paused
    | Resumed
    | FaultSeen
    | PartSkipped
    | CancelIntended
    | Ended
)


@dataclass(frozen=True, slots=True)
class BedTurned:
    """A bed became clear, occupied or unknown.

    mark: what the printer's memory of runs ended with, empty where it was not heard. unsure_s: by how much clocks may
    be set between this and what the printer tells of later runs.
    """

    machine: str
    bed: BedState
    mark: str = ""
    unsure_s: float = 0.0


WorkshopEvent = AttemptEvent | BedTurned

WHAT: dict[str, type[WorkshopEvent]] = {
    "attempt.reserved": Reserved,
    "attempt.stored": Stored,
    "attempt.start_intended": StartIntended,
    "attempt.start_refused": StartRefused,
    "attempt.withdrawn": Withdrawn,
    "attempt.started": Started,
    "attempt.paused": Paused,
    "attempt.resumed": Resumed,
    "attempt.fault": FaultSeen,
    "attempt.part_skipped": PartSkipped,
    "attempt.cancel_intended": CancelIntended,
    "attempt.ended": Ended,
    "bed.turned": BedTurned,
}
_NAME = {kind: name for name, kind in WHAT.items()}


def entry_of(event: WorkshopEvent, subject: str, time: datetime, who: str, why: str, place: int | None = None) -> Entry:
    """Write an event down."""
    body = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in asdict(event).items()}
    return Entry(time, who, _NAME[type(event)], why, subject, body, place)


def event_of(entry: Entry) -> WorkshopEvent:
    """Read an event back. Fields named `…_at` are times."""
    body: dict[str, Any] = {
        k: datetime.fromisoformat(v) if k.endswith("_at") and v is not None else v for k, v in entry.body.items()
    }
    return WHAT[entry.what](**body)
