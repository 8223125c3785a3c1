"""What we subscribe to of Klipper's objects, and how a difference is merged into what is known.

A machine's objects make its `Shape`: the type of its status, built once for all machines with the same objects, so that
a message is decoded straight into typed values and nothing else of it is kept. Source: Klipper, “Status reference”.
"""

import re
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType

from layerworks.connectors.moonraker.numbers import Numbers
from layerworks.fleet.readings import Channel, Quantity


class Webhooks(Struct, gc=False):
    """Whether Klipper runs: ready, startup, shutdown, error."""

    state: str | UnsetType = UNSET
    state_message: str | UnsetType = UNSET


class Layers(Struct, gc=False, frozen=True):
    """What the program told of its layers, 1-based."""

    current_layer: int | None = None


class PrintStats(Struct):
    """The present or last print."""

    state: str | UnsetType = UNSET
    filename: str | UnsetType | None = UNSET
    total_duration: float | UnsetType = UNSET
    filament_used: float | UnsetType = UNSET
    message: str | UnsetType | None = UNSET
    info: Layers | UnsetType | None = UNSET


class VirtualSdcard(Struct, gc=False):
    """How far in its file."""

    file_position: int | UnsetType = UNSET


class GcodeMove(Struct):
    """Where the program has sent the nozzle."""

    gcode_position: tuple[float, float, float, float] | UnsetType = UNSET
    speed_factor: float | UnsetType = UNSET
    extrude_factor: float | UnsetType = UNSET


class ExcludeObject(Struct):
    """Parts left out; Klipper writes their names in capitals."""

    excluded_objects: tuple[str, ...] | UnsetType = UNSET


class HeaterReading(Struct, gc=False):
    """A heater."""

    temperature: float | UnsetType | None = UNSET
    target: float | UnsetType | None = UNSET
    power: float | UnsetType | None = UNSET


class Fan(Struct, gc=False):
    """A fan."""

    speed: float | UnsetType | None = UNSET


class MotionReport(Struct, gc=False):
    """What the head does at the moment."""

    live_velocity: float | UnsetType | None = UNSET
    live_extruder_velocity: float | UnsetType | None = UNSET


class FilamentSensor(Struct, gc=False):
    """Whether there is filament."""

    enabled: bool | UnsetType = UNSET
    filament_detected: bool | UnsetType = UNSET


FIXED: dict[str, type[Struct]] = {
    "webhooks": Webhooks,
    "print_stats": PrintStats,
    "virtual_sdcard": VirtualSdcard,
    "gcode_move": GcodeMove,
    "exclude_object": ExcludeObject,
    "motion_report": MotionReport,
}
_CHANNELS = {
    "gcode_move": (
        ("speed_factor", Channel("head", Quantity.SPEED_FACTOR)),
        ("extrude_factor", Channel("head", Quantity.FLOW_FACTOR)),
    ),
    "motion_report": (
        ("live_velocity", Channel("head", Quantity.SPEED_MM_S)),
        ("live_extruder_velocity", Channel("nozzle", Quantity.FEED_MM_S)),
    ),
}
_EXTRUDER = re.compile(r"extruder([1-9]\d*)?")
_SENSOR = re.compile(r"filament_(switch|motion)_sensor .+")
_FAN = re.compile(r"fan|(?:heater_fan|controller_fan|temperature_fan|fan_generic) (\S+)")
_GENERIC = re.compile(r"heater_generic (\S+)")


def heater_of(name: str) -> str | None:
    """Return what we call an object that heats: `nozzle`, `nozzle1` …, `bed`, or its own name; None for others."""
    if name == "heater_bed":
        return "bed"
    if match := _EXTRUDER.fullmatch(name):
        return f"nozzle{match[1] or ''}"
    match = _GENERIC.fullmatch(name)
    return match[1] if match else None


def fan_of(name: str) -> str | None:
    """Return what we call a fan: `fan` for that of the part, or its own name; None for others."""
    match = _FAN.fullmatch(name)
    return (match[1] or "fan") if match else None


def _channels_of(name: str) -> tuple[tuple[str, Channel], ...]:
    """Return which fields of an object are readings beside temperatures and progress, and our names of them."""
    if heater := heater_of(name):
        return (("power", Channel(heater, Quantity.POWER_SHARE)),)
    if fan := fan_of(name):
        return (("speed", Channel(fan, Quantity.FAN_SHARE)),)
    if _SENSOR.fullmatch(name):
        return (("filament_detected", Channel(name.partition(" ")[2], Quantity.FILAMENT_PRESENT)),)
    return _CHANNELS.get(name, ())


def _kind_of(name: str) -> type[Struct] | None:
    if heater_of(name):
        return HeaterReading
    if fan_of(name):
        return Fan
    return FilamentSensor if _SENSOR.fullmatch(name) else FIXED.get(name)


class Shape:
    """The objects of a machine that we read, and the status type made of them."""

    def __init__(self, names: tuple[str, ...]) -> None:
        kinds = {name: kind for name in names if (kind := _kind_of(name))}
        self.names = tuple(kinds)
        self.heaters = tuple((name, heater) for name in kinds if (heater := heater_of(name)))
        self.channels = {name: found for name in kinds if (found := _channels_of(name))}
        self.sensors = tuple(name for name in kinds if _SENSOR.fullmatch(name))
        self.wanted = {name: list(kind.__struct_fields__) for name, kind in kinds.items()}
        self._field = {name: f"o{i}" for i, name in enumerate(kinds)}
        self._kinds = kinds
        self.numbers = Numbers(kinds, self.heaters, self.channels)
        fields: list[tuple[str, Any, Any]] = [
            (self._field[name], kind | UnsetType, UNSET) for name, kind in kinds.items()
        ]
        status = msgspec.defstruct("Status", fields, rename={self._field[n]: n for n in kinds})
        self._diff: msgspec.json.Decoder[tuple[Any, float]] = msgspec.json.Decoder(tuple[status, float])  # pyright: ignore
        whole = msgspec.defstruct("Whole", [("status", status), ("eventtime", float)])
        self._whole: msgspec.json.Decoder[Any] = msgspec.json.Decoder(whole)

    def difference(self, params: msgspec.Raw) -> tuple[Any, float]:
        """Return the status and event time of a notify_status_update. Raises msgspec.MsgspecError."""
        return self._diff.decode(params)

    def whole(self, result: msgspec.Raw) -> tuple[Any, float]:
        """Return the status and event time of an answered subscription or query. Raises msgspec.MsgspecError."""
        answer = self._whole.decode(result)
        return answer.status, answer.eventtime

    def empty(self) -> dict[str, Struct]:
        """Return the status of a machine of which nothing is known yet."""
        return {name: kind() for name, kind in self._kinds.items()}

    def merge(self, known: dict[str, Struct], news: Any) -> set[str]:
        """Take what a status brings into what is known; return the names of the objects it spoke of."""
        spoken: set[str] = set()
        for name, field in self._field.items():
            brought = getattr(news, field)
            if brought is not UNSET:
                _take(known[name], brought)
                spoken.add(name)
        return spoken


def _take(known: Struct, brought: Struct) -> None:
    for field in known.__struct_fields__:
        value = getattr(brought, field)
        if value is not UNSET:
            setattr(known, field, value)


@lru_cache(maxsize=1024)
def shape_of(names: tuple[str, ...]) -> Shape:
    """Return the shape of machines with these objects."""
    return Shape(names)
