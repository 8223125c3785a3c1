"""A job that waits for a machine, and a machine as dispatch sees it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from layerworks.fleet.observations import Device
from layerworks.fleet.watch import Link
from layerworks.workshop.events import BedState


@dataclass(frozen=True, slots=True)
class Needs:
    """What a program was made for.

    machine_type: id in the catalogue. material: id in the catalogue. nozzle_mm: diameter. mass_g: material it takes.
    tools_g: of that, by number of the tool; empty where the first tool takes all.
    """

    machine_type: str
    material: str
    nozzle_mm: float
    mass_g: float
    tools_g: tuple[float, ...] = ()

    @property
    def first_g(self) -> float:
        """What the first tool takes."""
        return self.tools_g[0] if self.tools_g else self.mass_g

    @property
    def others_g(self) -> dict[int, float]:
        """What further tools take, by their numbers."""
        return {tool: mass_g for tool, mass_g in enumerate(self.tools_g) if tool and mass_g > 0.0}


@dataclass(frozen=True, slots=True)
class WaitingJob:
    """A job without an attempt that goes on.

    urgency: the higher goes first, 0 is usual. due_at: None for no promise. only_on: ids of machines that a person has
    chosen, empty for any capable one. held: a person keeps it back. asked_by: who put it into the queue.
    """

    job: str
    needs: Needs
    queued_at: datetime
    urgency: int = 0
    due_at: datetime | None = None
    only_on: frozenset[str] = frozenset()
    held: bool = False
    asked_by: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a person says is in a machine. remaining_g: of the material, None where nobody keeps count.

    attempt, before_g: the print that went on when it was loaded, and what that had used before.
    """

    material: str
    lot: str
    remaining_g: float | None
    nozzle_mm: float
    attempt: str = ""
    before_g: float = 0.0

    def left_g(self, attempt: str, used_g: float) -> float | None:
        """Return what is left while a print has used so much and was not taken off yet."""
        if self.remaining_g is None:
            return None
        return max(0.0, self.remaining_g - max(0.0, used_g - (self.before_g if attempt == self.attempt else 0.0)))


@dataclass(frozen=True, slots=True)
class WorkMachine:
    """A machine as dispatch sees it.

    machine_type: id in the catalogue. taken: an attempt owns it. may_print: the connector can upload and start.
    device: None while the link is not online. loaded: None when nobody has said; others: what further tools have, by
    their numbers. circuit: the power circuit it hangs
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
    others: Mapping[int, Loaded] = field(default_factory=lambda: MappingProxyType({}))
