"""What a printer is seen to be and do. Observations are the truth; the same one twice changes nothing.

Times are aware UTC on the clock of whoever hears the printer; `started_at` and `ended_at` of a run are the printer's
own statement carried over to that clock, the same at every telling.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from layerworks.fleet.commands import Command
from layerworks.fleet.equipped import Equipped
from layerworks.fleet.readings import Reading

Device = Literal["idle", "heating", "printing", "paused", "error"]
_LASTING = "/lasting"
RunPhase = Literal["running", "paused", "completed", "cancelled", "failed"]
FaultKind = Literal["runout", "thermal", "stall", "stopped", "other"]
Verdict = Literal["accepted", "refused"]
LostBy = Literal["line", "key", "certificate"]


@dataclass(frozen=True, slots=True)
class Position:
    """How far a print is: byte offset in its file, layer (0-based, -1 before the first), where the nozzle is."""

    byte_offset: int
    layer: int
    x_mm: float
    y_mm: float
    z_mm: float


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a file, going on or the last one the printer remembers.

    filament_mm: fed since the start. printed_s: since the start, pauses and heating included.
    why: the printer's words for a pause or failure. fault: the kind of trouble behind it. skipped: cancelled parts.
    job: the printer's own number of this run, where it has one. lasting: the printer tells it now, and would until
    another one begins, by a name that no other run has; to meet it again means that nothing was started between.
    """

    file: str
    phase: RunPhase
    position: Position
    filament_mm: float
    printed_s: float
    started_at: datetime
    ended_at: datetime | None = None
    why: str = ""
    fault: FaultKind | None = None
    skipped: tuple[str, ...] = ()
    job: str = ""
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file the printer keeps. digest: SHA-256 where the printer can tell it, else None."""

    name: str
    size: int
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Temperature:
    """A heater's reading. target_c: 0 when off."""

    heater: str
    actual_c: float
    target_c: float


def same_end(mark: str, other: str) -> bool:
    """Tell whether nothing was started between two marks of one printer: the same run, of the same boot or lasting."""
    if mark.endswith(_LASTING) and other.endswith(_LASTING):
        return mark.split("/")[-2] == other.split("/")[-2]
    return mark == other


@dataclass(frozen=True, slots=True)
class PrinterState:
    """Everything a printer tells about itself at one moment.

    boot: changes whenever the printer lost its working memory. run: the present or last run of this boot, None if none.
    booted_at: when this boot began, None where the printer cannot tell.
    """

    device: Device
    boot: str
    run: Run | None
    files: tuple[StoredFile, ...]
    temperatures: tuple[Temperature, ...] = ()
    booted_at: datetime | None = None

    @property
    def mark(self) -> str:
        """What the printer's memory of runs ends with: see `same_end`."""
        run = self.run
        if run is None:
            return f"{self.boot}/"
        return f"{self.boot}/{run.file}@{run.job or run.started_at.isoformat()}{_LASTING if run.lasting else ''}"

    def has(self, file: str) -> bool:
        """Tell whether the printer keeps a file of this name."""
        return any(f.name == file for f in self.files)

    def keeps(self, file: str, size: int, digest: str) -> bool:
        """Tell whether the printer keeps this very file: its name, size and, where told, digest."""
        return any(f.name == file and f.size == size and f.digest in (None, digest) for f in self.files)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The printer read anew, all of it: the first thing seen of every connection."""

    at: datetime
    printer: PrinterState


@dataclass(frozen=True, slots=True)
class StateChanged:
    """Something other than progress and temperatures is different now."""

    at: datetime
    printer: PrinterState


@dataclass(frozen=True, slots=True)
class Progress:
    """The running print is further than before."""

    at: datetime
    run: Run


@dataclass(frozen=True, slots=True)
class Temperatures:
    """All heaters."""

    at: datetime
    readings: tuple[Temperature, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """What else the printer tells in numbers: power of heaters, fans, speed, flow, sensors, load of its computer."""

    at: datetime
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """The printer complains. file: what it was printing. at: when it was heard; kind and file make it one fault."""

    at: datetime
    kind: FaultKind
    file: str | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class LinkLost:
    """The connection broke or could not be made; open again to go on.

    by: `key` when we are not let in, `certificate` when somebody else answers than was enrolled: a person is needed.
    """

    at: datetime
    detail: str = ""
    by: LostBy = "line"


@dataclass(frozen=True, slots=True)
class Answered:
    """What the printer said to a command.

    Accepted means understood, not done. Refused means that it is certain not to be done; when that is not certain
    (a time-out, an error of a server between) there is no answer."""

    at: datetime
    to: Command
    verdict: Verdict
    why: str = ""


@dataclass(frozen=True, slots=True)
class ToBeCalled:
    """Others are being called first: this connection has not begun, and nothing follows from its silence."""

    at: datetime


Observation = (
    Snapshot | StateChanged | Progress | Temperatures | Measured | Equipped | Fault | ToBeCalled | LinkLost | Answered
)
