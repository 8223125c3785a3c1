"""A printer in the terms of MTConnect: its components, and what is observed of each. Pure.

Source: MTConnect 2.0, part 2 “Device Information Model” and part 3 “Observation Information Model”.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from layerworks.outward.sight import Sight

Category = Literal["SAMPLE", "EVENT", "CONDITION"]
UNAVAILABLE = "UNAVAILABLE"
NORMAL = ""  # the value of a condition with nothing to complain of; another is the complaint
# of the agent: the uuid of a device
ADDED, CHANGED, REMOVED = "device_added", "device_changed", "device_removed"
EXECUTION = {"heating": "ACTIVE", "printing": "ACTIVE", "error": "STOPPED"}
ENDED = {"completed": "PROGRAM_COMPLETED", "cancelled": "STOPPED", "failed": "STOPPED"}


@dataclass(frozen=True, slots=True)
class Item:
    """A data item. key: within its device; of: its value, None for one that nobody knows."""

    key: str
    category: Category
    type: str
    of: Callable[[Sight], str | None]
    sub_type: str = ""
    units: str = ""

    def value(self, sight: Sight) -> str:
        """Return what is observed, `UNAVAILABLE` while the machine is not heard."""
        value = self.of(sight) if sight.online else None
        return UNAVAILABLE if value is None else value


@dataclass(frozen=True, slots=True)
class Component:
    """A part of a device. kind: its element in the model; key, name: within its device."""

    kind: str
    key: str
    name: str
    items: tuple[Item, ...] = ()
    parts: tuple["Component", ...] = ()

    def walk(self) -> Iterator["Component"]:
        """Yield this component and all below, in the order of the document."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True, slots=True)
class Device:
    """A machine. name: the hub's; uuid: for good. tree: the device as a component without a name of its own.

    heaters: that it has, as far as anybody has heard of them.
    """

    name: str
    uuid: str
    maker: str
    model: str
    tree: Component
    heaters: tuple[str, ...] = ()

    def lacks(self, sight: Sight) -> bool:
        """Tell whether a machine has more than this model of it."""
        return any(heater.name not in self.heaters for heater in sight.heaters)

    def id_of(self, key: str = "") -> str:
        """Return the id of something of the device within a document: names of machines hold no dot."""
        whole = f"d_{self.name}" if self.tree.kind == "Device" else "agent"
        return f"{whole}.{key}" if key else whole


def device_of(name: str, uuid: str, maker: str, model: str, heaters: tuple[str, ...]) -> Device:
    """Return the model of a printer. heaters: `nozzle`, `nozzle1` …, `bed`, `chamber`, as far as it has them."""
    axes = tuple(_axis(letter, place) for place, letter in enumerate("XYZ"))
    path = Component("Path", "path", "path", _PATH)
    controller = Component("Controller", "controller", "controller", _CONTROLLER, (path,))
    heated = tuple(_heated(heater) for heater in heaters)
    spool = Component("Material", "filament", "filament", _FILAMENT)
    parts = (
        Component("Axes", "axes", "axes", parts=axes),
        controller,
        Component("Auxiliaries", "auxiliaries", "auxiliaries", parts=heated),
        Component("Resources", "resources", "resources", parts=(spool,)),
    )
    return Device(name, uuid, maker, model, Component("Device", "", name, _DEVICE, parts), heaters)


def agent_of(uuid: str) -> Device:
    """Return the model of the agent itself, a device among the others."""
    items = (_AVAILABLE, *(Item(key, "EVENT", key.upper(), lambda _: None) for key in (ADDED, CHANGED, REMOVED)))
    return Device("Agent", uuid, "layerworks", "layerworks", Component("Agent", "", "Agent", items))


def execution(sight: Sight) -> str | None:
    """Return what a printer's program does, in the words of the standard."""
    if sight.device == "idle":
        return ENDED.get(sight.phase or "", "READY")
    if sight.device == "paused":
        return "INTERRUPTED" if sight.why else "FEED_HOLD"
    return EXECUTION.get(sight.device or "")


def _axis(letter: str, place: int) -> Component:
    def at(sight: Sight) -> str | None:
        return _number(sight.position_mm[place] if sight.position_mm else None)

    key = letter.lower()
    item = Item(f"{key}_position", "SAMPLE", "POSITION", at, "ACTUAL", "MILLIMETER")
    return Component("Linear", key, letter, (item,))


def _heated(name: str) -> Component:
    def actual(sight: Sight) -> str | None:
        heater = sight.heater(name)
        return _number(heater.actual_c) if heater else None

    def target(sight: Sight) -> str | None:
        heater = sight.heater(name)
        return _number(heater.target_c) if heater else None

    items = (
        Item(f"{name}_actual", "SAMPLE", "TEMPERATURE", actual, "ACTUAL", "CELSIUS"),
        Item(f"{name}_target", "SAMPLE", "TEMPERATURE", target, "COMMANDED", "CELSIUS"),
    )
    return Component("Deposition" if name.startswith("nozzle") else "Heating", name, name, items)


def _number(value: float | None) -> str | None:
    return None if value is None else f"{value:.10g}"


def _whole(value: int | None) -> str | None:
    return None if value is None else str(value)


def _complaint(sight: Sight) -> str:
    return (sight.why or "error") if sight.device == "error" else NORMAL


def _kilograms(sight: Sight) -> str | None:
    return _number(None if sight.remaining_g is None else sight.remaining_g / 1000.0)


_AVAILABLE = Item("available", "EVENT", "AVAILABILITY", lambda sight: "AVAILABLE" if sight.online else None)
_DEVICE = (
    _AVAILABLE,
    Item("asset_changed", "EVENT", "ASSET_CHANGED", lambda _: None),
    Item("asset_removed", "EVENT", "ASSET_REMOVED", lambda _: None),
)
_CONTROLLER = (Item("system", "CONDITION", "SYSTEM", _complaint),)
_PATH = (
    Item("execution", "EVENT", "EXECUTION", execution),
    Item("program", "EVENT", "PROGRAM", lambda sight: sight.file),
    Item("part", "EVENT", "PART_ID", lambda sight: sight.job),
    Item("layer", "EVENT", "MATERIAL_LAYER", lambda sight: _whole(sight.layer)),
    Item("printed", "SAMPLE", "PROCESS_TIMER", lambda sight: _number(sight.printed_s), "PROCESS", "SECOND"),
)
_FILAMENT = (
    Item("material", "EVENT", "MATERIAL", lambda sight: sight.material),
    Item("left", "SAMPLE", "MASS", _kilograms, units="KILOGRAM"),
)
