"""What most messages of a machine bring: numbers alone. They are read straight into a row; all else goes the long way.

Klipper tells differences four times a second, and of a print that goes on nearly every one is of temperatures and of
how far it is. Those are decoded into one flat tuple, NaN for what was not told, and nothing else is made of them.
"""

from collections.abc import Callable, Mapping
from math import nan
from operator import attrgetter
from typing import Any, Literal

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from layerworks.connectors.moonraker.frames import HostStats
from layerworks.fleet.readings import RUN, Channel, Quantity
from layerworks.fleet.tape import Layout

UNTOLD = (nan, nan, nan, nan)
HOST = Layout(tuple(Channel("host", q) for q in (Quantity.LOAD_SHARE, Quantity.MEMORY_SHARE, Quantity.ACTUAL_C)))
_UPDATE, _SAMPLE = b'"notify_status_update"', b'"notify_proc_stat_update"'
_HEAD = 72  # bytes within which a notification's method stands
_OF_THE_RUN = (("print_stats", "total_duration"), ("virtual_sdcard", "file_position"), ("print_stats", "filament_used"))


class _Sample(Struct, frozen=True, gc=False):
    """A notification of what the machine's computer does."""

    method: Literal["notify_proc_stat_update"]
    params: tuple[HostStats]


_SAMPLES = msgspec.json.Decoder(_Sample)
Told = tuple[tuple[float, ...], tuple[float, float, float, float], float]
Kinds = Mapping[str, type[Struct]]
Channels = Mapping[str, tuple[tuple[str, Channel], ...]]


class Numbers:
    """The numbers that machines of one shape tell. kinds: types of the objects; channels: which fields are measured.

    layout: of a machine's row: `RUN`, then actual and target of each heater, what else is measured, filament sensors.
    fields: object and field of each of them after the run's; told: how many of these can change without an event.
    heaters: places of the actual temperatures in a row, the target stands behind each.
    """

    def __init__(self, kinds: Kinds, heaters: tuple[tuple[str, str], ...], channels: Channels) -> None:
        measured = [(name, field, channel) for name, found in channels.items() for field, channel in found]
        measured.sort(key=lambda one: one[2].quantity is Quantity.FILAMENT_PRESENT)  # stable: sensors stand at the end
        warmth = (("temperature", Quantity.ACTUAL_C), ("target", Quantity.TARGET_C))
        found = [(name, field, Channel(heater, quantity)) for name, heater in heaters for field, quantity in warmth]
        found += measured
        self.layout = Layout((*RUN, *(channel for _, _, channel in found)))
        self.fields = tuple((name, field) for name, field, _ in found)
        self.told = sum(channel.quantity is not Quantity.FILAMENT_PRESENT for _, _, channel in found)
        self.heaters = tuple(range(len(RUN), len(RUN) + 2 * len(heaters), 2))
        numbers = (*_OF_THE_RUN, *self.fields[: self.told])
        place = {name: f"o{i}" for i, name in enumerate(kinds)}
        status, events = _status_of(kinds, frozenset(numbers), place)
        method = ("method", Literal["notify_status_update"])
        frame = msgspec.defstruct("QuickUpdate", [method, ("params", tuple[status, float])], gc=False)  # pyright: ignore
        self._decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(frame)
        self._events: Callable[[Any], Any] = attrgetter(*events)
        self._nothing = (UNSET,) * len(events)
        self._numbers: Callable[[Any], Any] = attrgetter(*(f"{place[name]}.{field}" for name, field in numbers))
        moves = "gcode_move" in kinds
        self._at: Callable[[Any], Any] = attrgetter(f"{place['gcode_move']}.gcode_position") if moves else _nowhere

    def read(self, message: bytes) -> Told | None:
        """Return a status update's numbers, where the nozzle is and the event time; None when it tells more than that.

        Raises msgspec.MsgspecError when it is none, or holds values that are no numbers.
        """
        status, event_s = self._decoder.decode(message).params
        if self._events(status) != self._nothing:
            return None
        return self._numbers(status), self._at(status), event_s


def _nowhere(status: Any) -> tuple[float, float, float, float]:
    return UNTOLD


def _status_of(
    kinds: Kinds, numbers: frozenset[tuple[str, str]], place: Mapping[str, str]
) -> tuple[type[Struct], list[str]]:
    """Return a status of which numbers are decoded and all else is only noticed, and the paths of that."""
    types: list[tuple[str, Any, Any]] = []
    events: list[str] = []
    for name, kind in kinds.items():
        here, members = place[name], list[tuple[str, Any, Any]]()
        for field in kind.__struct_fields__:
            if (name, field) in numbers:
                members.append((field, float, nan))
            elif field == "gcode_position":
                members.append((field, tuple[float, float, float, float], UNTOLD))
            else:
                members.append((field, Raw | UnsetType, UNSET))
                events.append(f"{here}.{field}")
        quick = msgspec.defstruct(f"Quick{here}", members, frozen=True, gc=False)
        types.append((here, quick, quick()))
    names = {place[name]: name for name in kinds}
    return msgspec.defstruct("QuickStatus", types, rename=names, frozen=True, gc=False), events


def is_update(message: bytes) -> bool:
    """Tell whether a message looks like a status update."""
    return _UPDATE in message[:_HEAD]


def is_sample(message: bytes) -> bool:
    """Tell whether a message looks like one of the machine's computer."""
    return _SAMPLE in message[:_HEAD]


def host_of(message: bytes) -> list[float]:
    """Return load, memory and temperature of the machine's computer, NaN where it does not tell them.

    Raises msgspec.MsgspecError when the message is none of these.
    """
    return host_row(_SAMPLES.decode(message).params[0])


def host_row(told: HostStats) -> list[float]:
    """Return the same of what was decoded."""
    cpu, memory = told.system_cpu_usage.cpu, told.system_memory
    return [
        nan if cpu is None else cpu / 100.0,
        memory.used / memory.total if memory.used is not None and memory.total else nan,
        nan if told.cpu_temp is None else told.cpu_temp,
    ]
