"""Everything that the rules look at, of one machine at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from layerworks.fleet.alarms.looking import Learned
from layerworks.fleet.watch import Watch
from layerworks.words import Text


@dataclass(frozen=True, slots=True)
class Expected:
    """What the motion model says of the running print, at the place where the machine says to be.

    elapsed_s: it should have taken so far. total_s: of the whole print. longest_wait_s: the machine may stand still
    for so long from here (heating, homing, a macro), nine times in ten. warm_by_s: how long after the start of the
    print each heater that is waited for here must be warm, nine times in ten.
    """

    elapsed_s: float
    total_s: float
    longest_wait_s: float
    warm_by_s: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class FilamentLeft:
    """left_mm: on the spool. needed_mm: by what is still to be printed."""

    left_mm: float
    needed_mm: float


@dataclass(frozen=True, slots=True)
class Wear:
    """What wears with use. name: such as `nozzle`, `belt`. used, limit: in the same unit. title: for people."""

    name: str
    used: float
    limit: float
    title: Text | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """attempt: of ours that the machine is at, empty for none. in_service: False while it is being worked on.

    network_cut: so many machines are silent that it is not this one's fault. observe_only: why it may only be watched.
    """

    now: datetime
    watch: Watch
    learned: Learned = field(default_factory=Learned)
    attempt: str = ""
    expected: Expected | None = None
    filament: FilamentLeft | None = None
    wear: tuple[Wear, ...] = ()
    in_service: bool = True
    network_cut: bool = False
    observe_only: str = ""
