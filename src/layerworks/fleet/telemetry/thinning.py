"""Which readings are worth keeping: of each stretch of time the first, the last and both extremes, and of a number
that stands still hardly any.

First, last, lowest and highest of a stretch draw the same line as all of it does (Jugel et al., “M4: A
Visualization-Oriented Time Series Data Aggregation”, 2014). A stretch that stays within a dead band of what was kept
before tells nothing new and is left out, but for a sign of life now and then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from layerworks.fleet.readings import Quantity

DEAD_BAND: Mapping[Quantity, float] = MappingProxyType(
    {
        Quantity.ACTUAL_C: 0.25,
        Quantity.POWER_SHARE: 0.02,
        Quantity.FAN_SHARE: 0.01,
        Quantity.FAN_RPM: 50.0,
        Quantity.SPEED_MM_S: 2.0,
        Quantity.FEED_MM_S: 0.1,
        Quantity.X_MM: 0.5,
        Quantity.Y_MM: 0.5,
        Quantity.Z_MM: 0.005,
        Quantity.FILAMENT_MM: 1.0,
        Quantity.PRINTED_S: 1.0,
        Quantity.LOAD_SHARE: 0.05,
        Quantity.MEMORY_SHARE: 0.02,
    }
)  # in the quantity's unit; what is not named here is kept at every change


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """What was kept last of each series: value (s,) and time (s,) in µs; NaN where nothing was yet."""

    value: NDArray[np.float64]
    at_us: NDArray[np.int64]


def kept_nothing(series: int) -> Kept:
    """Return what is kept of so many series before their first reading."""
    return Kept(np.full(series, np.nan), np.zeros(series, np.int64))


def grown(kept: Kept, series: int) -> Kept:
    """Return the same with room for more series."""
    more = kept_nothing(series - len(kept.value))
    return Kept(np.concatenate([kept.value, more.value]), np.concatenate([kept.at_us, more.at_us]))


def thin(
    series: NDArray[np.int32],
    at_us: NDArray[np.int64],
    value: NDArray[np.float64],
    dead_band: NDArray[np.float64],
    kept: Kept,
    stretch_us: int,
    alive_us: int,
) -> tuple[NDArray[np.int64], Kept]:
    """Return which readings to keep, as indices by series and time, and what is then kept last.

    series (n,): row of dead_band (s,) and of kept. at_us (n,), value (n,): any order. stretch_us: length of a stretch.
    alive_us: longest time without a kept reading of a series that is read. Handing in whole stretches one after the
    other gives the same as all at once. Readings that are not finite are never kept.
    """
    fine = np.flatnonzero(np.isfinite(value))
    order = fine[np.lexsort((at_us[fine], series[fine]))]
    if not len(order):
        return order, kept
    stretch = at_us[order] // stretch_us
    begins = np.flatnonzero(np.r_[True, (np.diff(stretch) != 0) | (np.diff(series[order]) != 0)])
    chosen = _four_of_each(order, value, begins)
    last_value, last_at_us = kept.value.copy(), kept.at_us.copy()
    told: list[NDArray[np.int64]] = []
    for moment in np.unique(stretch[begins]):  # a few at a time: all machines pass through the same stretches
        rows = np.flatnonzero(stretch[begins] == moment)
        whose = series[order[begins[rows]]]
        first, final, lowest, highest = (column[rows] for column in chosen)
        band = dead_band[whose]
        still = (value[highest] - last_value[whose] <= band) & (last_value[whose] - value[lowest] <= band)
        quiet = still & (at_us[final] - last_at_us[whose] < alive_us)
        lone = still & ~quiet  # a sign of life is enough
        told.append(final[lone])
        loud = ~still
        told.extend([first[loud], final[loud], lowest[loud], highest[loud]])
        spoke = ~quiet
        last_value[whose[spoke]] = value[final[spoke]]
        last_at_us[whose[spoke]] = at_us[final[spoke]]
    indices = np.unique(np.concatenate(told)) if told else np.empty(0, np.int64)
    by_series = indices[np.lexsort((at_us[indices], series[indices]))]
    return by_series, Kept(last_value, last_at_us)


def _four_of_each(
    order: NDArray[np.int64], value: NDArray[np.float64], begins: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the first, last, lowest and highest reading of each stretch; of equal ones the earliest."""
    ends = np.r_[begins[1:], len(order)]
    stretch = np.repeat(np.arange(len(begins)), ends - begins)
    place = np.arange(len(order))
    rising = np.lexsort((place, value[order], stretch))
    falling = np.lexsort((place, -value[order], stretch))
    return order[begins], order[ends - 1], order[rising[begins]], order[falling[begins]]
