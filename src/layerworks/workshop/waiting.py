"""A job that waits for a machine, and a machine as dispatch sees it."""

from dataclasses import dataclass
from datetime import datetime

from layerworks.fleet.observations import Device
from layerworks.fleet.watch import Link
from layerworks.workshop.events import BedState


@dataclass(frozen=True, slots=True)
class Needs:
    """What a program was made for.

    machine_type: id in the catalogue. material: id in the catalogue. nozzle_mm: diameter. mass_g: material it takes.
    """

    machine_type: str
    material: str
    nozzle_mm: float
    mass_g: float


@dataclass(frozen=True, slots=True)
class WaitingJob:
    """A job without an attempt that goes on.

    urgency: the higher goes first, 0 is usual. due_at: None for no promise. only_on: ids of machines that a person has
    chosen, empty for any capable one. held: a person keeps it back.
    """

    job: str
    needs: Needs
    queued_at: datetime
    urgency: int = 0
    due_at: datetime | None = None
    only_on: frozenset[str] = frozenset()
    held: bool = False


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a person says is in a machine. remaining_g: of the material, None where nobody keeps count."""

    material: str
    lot: str
    remaining_g: float | None
    nozzle_mm: float


@dataclass(frozen=True, slots=True)
class WorkMachine:
    """A machine as dispatch sees it.

    machine_type: id in the catalogue. taken: an attempt owns it. may_print: the connector can upload and start.
    device: None while the link is not online. loaded: None when nobody has said. circuit: the power circuit it hangs
    on, empty where nobody counts. warming: it heats up now. in_service: not under maintenance.
    free_since: when its last attempt ended, None if there was none.
    """

    machine: str
    machine_type: str
    link: Link
    device: Device | None
    bed: BedState
    taken: bool
    may_print: bool = True
    loaded: Loaded | None = None
    circuit: str = ""
    warming: bool = False
    in_service: bool = True
    free_since: datetime | None = None
