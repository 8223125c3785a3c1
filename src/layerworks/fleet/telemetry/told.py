"""Observation → numbers: every number that it tells, under a name of ours.

Numbers that are always told together share one layout, so that who keeps them looks up one thing and not each of them.
"""

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
from layerworks.fleet.readings import RUN, Channel, Quantity
from layerworks.fleet.tape import Layout

Numbers = tuple[Layout, tuple[float, ...]]
_RUN = Layout(RUN)


def numbers_of(seen: Observation) -> Iterator[Numbers]:
    """Yield the numbers of an observation; nothing for one that tells none."""
    match seen:
        case Temperatures():
            yield _of_heaters(seen.readings)
        case Progress():
            yield _of_run(seen.run)
        case Measured():
            for reading in seen.readings:
                yield _alone(reading.channel), (reading.value,)
        case Snapshot() | StateChanged():
            yield _of_heaters(seen.printer.temperatures)
            if seen.printer.run is not None:
                yield _of_run(seen.printer.run)
        case _:
            return


@lru_cache(maxsize=4096)
def _alone(channel: Channel) -> Layout:
    return Layout((channel,))


@lru_cache(maxsize=4096)
def _heaters(names: tuple[str, ...]) -> Layout:
    return Layout(tuple(Channel(name, q) for name in names for q in (Quantity.ACTUAL_C, Quantity.TARGET_C)))


def _of_heaters(heaters: tuple[Temperature, ...]) -> Numbers:
    names = tuple([heater.heater for heater in heaters])
    return _heaters(names), tuple([value for heater in heaters for value in (heater.actual_c, heater.target_c)])


def _of_run(run: Run) -> Numbers:
    at = run.position
    return _RUN, (float(at.byte_offset), float(at.layer), run.filament_mm, run.printed_s, at.x_mm, at.y_mm, at.z_mm)
