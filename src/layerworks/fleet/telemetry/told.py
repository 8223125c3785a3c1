"""Observation → numbers: every number that it tells, under a name of ours.

Numbers that are always told together share one record of their channels, so that who keeps them looks up one thing and
not each of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
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
from layerworks.fleet.readings import Channel, Quantity


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """Channels whose numbers are told together, in this order. The same ones are the same record."""

    channels: tuple[Channel, ...]


Numbers = tuple[Together, tuple[float, ...]]
_RUN = Together(
    (
        Channel("run", Quantity.BYTE_OFFSET),
        Channel("run", Quantity.LAYER),
        Channel("run", Quantity.FILAMENT_MM),
        Channel("run", Quantity.PRINTED_S),
        Channel("head", Quantity.X_MM),
        Channel("head", Quantity.Y_MM),
        Channel("head", Quantity.Z_MM),
    )
)


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
def _alone(channel: Channel) -> Together:
    return Together((channel,))


@lru_cache(maxsize=4096)
def _heaters(names: tuple[str, ...]) -> Together:
    return Together(tuple(Channel(name, q) for name in names for q in (Quantity.ACTUAL_C, Quantity.TARGET_C)))


def _of_heaters(heaters: tuple[Temperature, ...]) -> Numbers:
    names = tuple([heater.heater for heater in heaters])
    return _heaters(names), tuple([value for heater in heaters for value in (heater.actual_c, heater.target_c)])


def _of_run(run: Run) -> Numbers:
    at = run.position
    return _RUN, (float(at.byte_offset), float(at.layer), run.filament_mm, run.printed_s, at.x_mm, at.y_mm, at.z_mm)
