"""What a heater should read: where it comes from, where it goes, and how quickly it got there before.

At full power a heater tends to a temperature of its own: dT/dt = (full_power_c - T) / rise_s. Both figures are learned
from one rise of the machine itself; until then only standing still is wrong, by the measure of Klipper's verify_heater.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from layerworks.fleet.observations import Temperature

NEAR_C = 4.0  # of its target counts as there
_LEAST_GAIN_C, _GAIN_TIME = 2.0, timedelta(seconds=60)  # Klipper: 2 °C in 20 s (nozzle) or 60 s (bed)
_LEAST_RISE_C, _LEAST_POINTS = 20.0, 8

Phase = Literal["off", "rising", "holding", "falling"]


@dataclass(frozen=True, slots=True)
class HeatCurve:
    """How a heater rises at full power."""

    full_power_c: float
    rise_s: float

    def after(self, from_c: float, seconds: float) -> float:
        """Return the temperature some time after full power was switched on."""
        return self.full_power_c - (self.full_power_c - from_c) * math.exp(-seconds / self.rise_s)

    def until_s(self, from_c: float, to_c: float) -> float | None:
        """Return the seconds from one temperature up to another; None where full power does not get there."""
        if to_c <= from_c:
            return 0.0
        if to_c >= self.full_power_c:
            return None
        return self.rise_s * math.log((self.full_power_c - from_c) / (self.full_power_c - to_c))


@dataclass(frozen=True, slots=True)
class Heating:
    """One heater since its target last changed.

    since, from_c: when that was, and how warm it was. gained_at, gained_c: the last time it was clearly warmer than
    before, and how warm. lowest_c: since then, a single reading that stands alone left out. taken_at: of the last one.
    """

    heater: str
    target_c: float
    actual_c: float
    phase: Phase
    since: datetime
    from_c: float
    gained_at: datetime
    gained_c: float
    lowest_c: float
    taken_at: datetime


def heated(before: Heating | None, reading: Temperature, at: datetime) -> Heating:
    """Return what is known of a heater after a reading."""
    actual, target = reading.actual_c, reading.target_c
    if before is None or target != before.target_c:
        phase: Phase = "off" if target <= 0.0 else "falling" if actual > target + NEAR_C else "rising"
        return Heating(reading.heater, target, actual, phase, at, actual, at, actual, actual, at)
    phase = before.phase
    near = abs(actual - target) <= NEAR_C
    if phase in ("rising", "falling") and near:
        phase = "holding"
    gained = actual >= before.gained_c + _LEAST_GAIN_C
    return Heating(
        before.heater,
        before.target_c,
        actual,
        phase,
        before.since,
        before.from_c,
        at if gained else before.gained_at,
        actual if gained else before.gained_c,
        min(before.lowest_c, max(before.actual_c, actual)),
        at,
    )


def too_cold_c(heating: Heating, curve: HeatCurve | None) -> float:
    """Return by how much a heater is colder than it should be by now; at most 0 when it is not."""
    if heating.phase == "holding":
        return heating.target_c - heating.actual_c
    if heating.phase != "rising":
        return 0.0
    if curve is None or curve.full_power_c <= heating.target_c:
        stands_still = heating.taken_at - heating.gained_at >= _GAIN_TIME
        return heating.target_c - heating.actual_c if stands_still else 0.0
    seconds = (heating.taken_at - heating.since).total_seconds()
    return min(heating.target_c, curve.after(heating.from_c, seconds)) - heating.actual_c


def too_hot_c(heating: Heating) -> float:
    """Return by how much a heater is hotter than it should be; at most 0 when it is not."""
    if heating.phase == "off" or heating.phase == "falling":
        return heating.actual_c - heating.lowest_c  # on its way down it never rises
    return heating.actual_c - heating.target_c


def heat_curve(seconds: NDArray[np.float64], actual_c: NDArray[np.float64]) -> HeatCurve | None:
    """Return the curve that a rise at full power followed, by least squares; None when it tells too little.

    seconds, actual_c: (n,) in order of time, below the target throughout.
    """
    if len(seconds) < _LEAST_POINTS or actual_c[-1] - actual_c[0] < _LEAST_RISE_C:
        return None
    lag = max(1, len(seconds) // 8)  # over some distance, so that noise divides out
    span = seconds[lag:] - seconds[:-lag]
    rate = (actual_c[lag:] - actual_c[:-lag]) / np.maximum(span, 1e-9)
    middle = (actual_c[lag:] + actual_c[:-lag]) / 2.0
    slope, rate_at_0 = np.polyfit(middle, rate, 1)
    if slope >= 0.0:
        return None
    return HeatCurve(full_power_c=float(-rate_at_0 / slope), rise_s=float(-1.0 / slope))
