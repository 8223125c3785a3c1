"""What is in a machine and whether it is in service, as people say it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from layerworks.workshop.journal import Entry
from layerworks.workshop.use import UNUSED, Use
from layerworks.workshop.waiting import Loaded


@dataclass(frozen=True, slots=True)
class MaterialLoaded:
    """Someone put material in. lot: of the material; mass_g: on the spool, None where it was not weighed.

    tool: which it feeds, 0 is the first. attempt, before_g: see `Loaded`.
    """

    material: str
    lot: str
    mass_g: float | None
    nozzle_mm: float
    tool: int = 0
    attempt: str = ""
    before_g: float = 0.0


@dataclass(frozen=True, slots=True)
class MaterialUnloaded:
    """The machine is empty."""


@dataclass(frozen=True, slots=True)
class MaterialUsed:
    """An attempt took this much. tools_g: of that, by number of the tool; empty where the first took all.

    material: id in the catalogue. printed_s: how long it went on.
    """

    attempt: str
    mass_g: float
    tools_g: tuple[float, ...] = ()
    material: str = ""
    printed_s: float = 0.0

    @property
    def by_tool_g(self) -> dict[int, float]:
        """What each tool took."""
        return dict(enumerate(self.tools_g or (self.mass_g,)))


@dataclass(frozen=True, slots=True)
class PartChanged:
    """A part that wears was replaced. part: such as `nozzle`."""

    part: str


@dataclass(frozen=True, slots=True)
class PutOutOfService:
    """No job goes to the machine until it is put back."""


@dataclass(frozen=True, slots=True)
class PutIntoService:
    """The machine may work."""


MachineEvent = MaterialLoaded | MaterialUnloaded | MaterialUsed | PartChanged | PutOutOfService | PutIntoService
WHAT: dict[str, type[MachineEvent]] = {
    "machine.loaded": MaterialLoaded,
    "machine.unloaded": MaterialUnloaded,
    "machine.used": MaterialUsed,
    "machine.part_changed": PartChanged,
    "machine.out_of_service": PutOutOfService,
    "machine.in_service": PutIntoService,
}
_NAME = {kind: name for name, kind in WHAT.items()}


@dataclass(frozen=True, slots=True)
class Equipment:
    """A machine as people have left it. spools: by number of the tool. used_by: the last attempt whose use was taken
    off. use: of the machine in all; changed: what it was when a part was changed last.
    """

    spools: Mapping[int, Loaded] = field(default_factory=lambda: MappingProxyType({}))
    in_service: bool = True
    used_by: str = ""
    use: Use = UNUSED
    changed: Mapping[str, Use] = field(default_factory=lambda: MappingProxyType({}))

    def used_since(self, part: str) -> Use:
        """Return the use of the machine since a part was changed."""
        return self.use.since(self.changed.get(part, UNUSED))

    @property
    def loaded(self) -> Loaded | None:
        """What the first tool has."""
        return self.spools.get(0)

    @property
    def others(self) -> Mapping[int, Loaded]:
        """What further tools have."""
        return MappingProxyType({tool: spool for tool, spool in self.spools.items() if tool})


def refitted(equipment: Equipment, event: MachineEvent) -> Equipment:
    """Return the equipment after one more event; the same use twice is taken off once."""
    match event:
        case MaterialLoaded():
            loaded = Loaded(event.material, event.lot, event.mass_g, event.nozzle_mm, event.attempt, event.before_g)
            return replace(equipment, spools=MappingProxyType({**equipment.spools, event.tool: loaded}))
        case MaterialUnloaded():
            return replace(equipment, spools=MappingProxyType({}))
        case MaterialUsed():
            if event.attempt == equipment.used_by:
                return equipment
            used = event.by_tool_g
            left = {
                tool: replace(spool, remaining_g=spool.left_g(event.attempt, used.get(tool, 0.0)))
                for tool, spool in equipment.spools.items()
            }
            use = equipment.use.plus(event.printed_s, event.material, event.mass_g)
            return replace(equipment, spools=MappingProxyType(left), used_by=event.attempt, use=use)
        case PartChanged():
            changed = {**equipment.changed, event.part: equipment.use}
            return replace(equipment, changed=MappingProxyType(changed))
        case PutOutOfService():
            return replace(equipment, in_service=False)
        case PutIntoService():
            return replace(equipment, in_service=True)


def equipment_of(history: Iterable[Entry]) -> Equipment:
    """Return the equipment that a machine's history tells of."""
    equipment = Equipment()
    for entry in history:
        if entry.what in WHAT:
            body: dict[str, Any] = {k: tuple(v) if k == "tools_g" else v for k, v in entry.body.items()}
            equipment = refitted(equipment, WHAT[entry.what](**body))
    return equipment


def machine_entry(event: MachineEvent, machine: str, time: datetime, who: str, why: str) -> Entry:
    """Write an event down."""
    return Entry(time, who, _NAME[type(event)], why, machine, asdict(event))
