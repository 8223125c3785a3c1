"""What is in a machine and whether it is in service, as people say it. Pure."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from layerworks.workshop.journal import Entry
from layerworks.workshop.waiting import Loaded


@dataclass(frozen=True, slots=True)
class MaterialLoaded:
    """Someone put material in. lot: of the material; mass_g: on the spool, None where it was not weighed."""

    material: str
    lot: str
    mass_g: float | None
    nozzle_mm: float


@dataclass(frozen=True, slots=True)
class MaterialUnloaded:
    """The machine is empty."""


@dataclass(frozen=True, slots=True)
class MaterialUsed:
    """An attempt took this much."""

    attempt: str
    mass_g: float


@dataclass(frozen=True, slots=True)
class PutOutOfService:
    """No job goes to the machine until it is put back."""


@dataclass(frozen=True, slots=True)
class PutIntoService:
    """The machine may work."""


MachineEvent = MaterialLoaded | MaterialUnloaded | MaterialUsed | PutOutOfService | PutIntoService
WHAT: dict[str, type[MachineEvent]] = {
    "machine.loaded": MaterialLoaded,
    "machine.unloaded": MaterialUnloaded,
    "machine.used": MaterialUsed,
    "machine.out_of_service": PutOutOfService,
    "machine.in_service": PutIntoService,
}
_NAME = {kind: name for name, kind in WHAT.items()}


@dataclass(frozen=True, slots=True)
class Equipment:
    """A machine as people have left it. used_by: the last attempt whose use was taken off."""

    loaded: Loaded | None = None
    in_service: bool = True
    used_by: str = ""


def refitted(equipment: Equipment, event: MachineEvent) -> Equipment:
    """Return the equipment after one more event; the same use twice is taken off once."""
    match event:
        case MaterialLoaded():
            return replace(equipment, loaded=Loaded(event.material, event.lot, event.mass_g, event.nozzle_mm))
        case MaterialUnloaded():
            return replace(equipment, loaded=None)
        case MaterialUsed():
            loaded = equipment.loaded
            if event.attempt == equipment.used_by or loaded is None or loaded.remaining_g is None:
                return replace(equipment, used_by=event.attempt)
            left_g = max(0.0, loaded.remaining_g - event.mass_g)
            return replace(equipment, loaded=replace(loaded, remaining_g=left_g), used_by=event.attempt)
        case PutOutOfService():
            return replace(equipment, in_service=False)
        case PutIntoService():
            return replace(equipment, in_service=True)


def equipment_of(history: Iterable[Entry]) -> Equipment:
    """Return the equipment that a machine's history tells of."""
    equipment = Equipment()
    for entry in history:
        if entry.what in WHAT:
            equipment = refitted(equipment, WHAT[entry.what](**entry.body))
    return equipment


def machine_entry(event: MachineEvent, machine: str, time: datetime, who: str, why: str) -> Entry:
    """Write an event down."""
    return Entry(time, who, _NAME[type(event)], why, machine, asdict(event))
