"""Observation → Readings: every number that it tells, under a name of ours."""

from collections.abc import Iterator
from functools import lru_cache

from layerworks.fleet.observations import (
    Measured,
    Observation,
    Progress,
    Run,
    Snapshot,
    StateChanged,
    Temperature,
    Temperatures,
)
from layerworks.fleet.readings import Channel, Quantity, Reading

_OFFSET = Channel("run", Quantity.BYTE_OFFSET)
_LAYER = Channel("run", Quantity.LAYER)
_FILAMENT = Channel("run", Quantity.FILAMENT_MM)
_PRINTED = Channel("run", Quantity.PRINTED_S)
_X = Channel("head", Quantity.X_MM)
_Y = Channel("head", Quantity.Y_MM)
_Z = Channel("head", Quantity.Z_MM)


def readings_of(seen: Observation) -> Iterator[Reading]:
    """Yield the numbers of an observation; nothing for one that tells none."""
    match seen:
        case Temperatures():
            for heater in seen.readings:
                yield from _of_heater(heater)
        case Progress():
            yield from _of_run(seen.run)
        case Measured():
            yield from seen.readings
        case Snapshot() | StateChanged():
            for heater in seen.printer.temperatures:
                yield from _of_heater(heater)
            if seen.printer.run is not None:
                yield from _of_run(seen.printer.run)
        case _:
            return


@lru_cache(maxsize=1024)
def _heater(name: str) -> tuple[Channel, Channel]:
    return Channel(name, Quantity.ACTUAL_C), Channel(name, Quantity.TARGET_C)


def _of_heater(heater: Temperature) -> Iterator[Reading]:
    actual, target = _heater(heater.heater)
    yield Reading(actual, heater.actual_c)
    yield Reading(target, heater.target_c)


def _of_run(run: Run) -> Iterator[Reading]:
    at = run.position
    yield Reading(_OFFSET, float(at.byte_offset))
    yield Reading(_LAYER, float(at.layer))
    yield Reading(_FILAMENT, run.filament_mm)
    yield Reading(_PRINTED, run.printed_s)
    yield Reading(_X, at.x_mm)
    yield Reading(_Y, at.y_mm)
    yield Reading(_Z, at.z_mm)
