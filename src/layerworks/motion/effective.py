"""What an effective speed would take on a part: printed length over the whole time, not a figure on a box.

The lines are planned anew with one commanded speed for all of them and one acceleration, whatever the program says;
travels go at least as fast. Effective speed grows with both, but each alone has a ceiling, so the answer is a table.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from layerworks.gcode.reading import Moves, Step
from layerworks.motion import wished
from layerworks.motion.planning import Limits, plan
from layerworks.motion.profile import MotionProfile
from layerworks.motion.sweeping import laying, peak_flow_mm3_s, printed_mm

ACCELS_MM_S2 = (5_000.0, 10_000.0, 20_000.0, 50_000.0, 100_000.0)
_NO_LIMIT = 20.0  # times the speed asked for: faster than any line lets a head go
_MOST_ACCEL_MM_S2 = 1e6
_AMPLE = 1.5  # commanded, as a multiple of the effective speed asked for
_CLOSE = 0.005
_MOST_STEPS = 24


@dataclass(frozen=True, slots=True)
class AtAcceleration:
    """accel_mm_s2: of the head. at_target_mm_s: effective speed when the speed asked for is commanded.

    ceiling_mm_s: effective speed that no commanded speed exceeds. commanded_mm_s: what has to be commanded, None where
    the ceiling is too low; peak_flow_mm3_s: what the hot end then has to melt, 0 where there is no such speed.
    """

    accel_mm_s2: float
    at_target_mm_s: float
    ceiling_mm_s: float
    commanded_mm_s: float | None
    peak_flow_mm3_s: float


@dataclass(frozen=True, slots=True)
class EffectiveSpeed:
    """What it would take.

    now_mm_s: effective speed of the program as it is. accels: first the machine's own acceleration, then larger ones.
    accel_mm_s2: the least that will do when commanded_mm_s is commanded, None where a million mm/s² would not.
    mean_flow_mm3_s: plastic per second of the whole print at the speed asked for.
    """

    target_mm_s: float
    now_mm_s: float
    accels: tuple[AtAcceleration, ...]
    commanded_mm_s: float
    accel_mm_s2: float | None
    mean_flow_mm3_s: float


def effective_speed(moves: Moves, limits: Limits, target_mm_s: float) -> EffectiveSpeed:
    """Return what an effective speed would take. Raises ValueError unless it is positive, or if nothing is printed."""
    rows = laying(moves)
    if not (target_mm_s > 0.0 and rows.any()):
        raise ValueError(f"an effective speed of {target_mm_s} mm/s over {int(rows.sum())} lines")
    trial = _Trial(moves, limits, rows)
    own = limits.max_accel_mm_s2
    accels = (own, *(accel for accel in ACCELS_MM_S2 if accel > 1.05 * own))
    profile = plan(moves, limits)
    length_mm = printed_mm(profile)
    volume_mm3 = float(moves.e_mm[rows].sum()) * limits.filament_mm2
    commanded = _AMPLE * target_mm_s
    return EffectiveSpeed(
        target_mm_s=target_mm_s,
        now_mm_s=length_mm / profile.total_s,
        accels=tuple(_at_acceleration(trial, accel, target_mm_s) for accel in accels),
        commanded_mm_s=commanded,
        accel_mm_s2=_least(lambda accel: trial.effective(commanded, accel), 100.0, _MOST_ACCEL_MM_S2, target_mm_s),
        mean_flow_mm3_s=volume_mm3 / length_mm * target_mm_s,
    )


class _Trial:
    def __init__(self, moves: Moves, limits: Limits, rows: NDArray[np.bool_]) -> None:
        self._moves, self._limits, self._rows = moves, limits, rows
        self._travels = (moves.step == Step.MOVE) & ~rows
        self._firm = wished.every_field(limits)

    def effective(self, commanded_mm_s: float, accel_mm_s2: float) -> float:
        """Return the effective speed when all lines are commanded so."""
        profile, _ = self._planned(commanded_mm_s, accel_mm_s2)
        return printed_mm(profile) / profile.total_s

    def peak_flow_mm3_s(self, commanded_mm_s: float, accel_mm_s2: float) -> float:
        """Return the highest flow when all lines are commanded so."""
        profile, limits = self._planned(commanded_mm_s, accel_mm_s2)
        return peak_flow_mm3_s(profile, limits.filament_mm2)

    def _planned(self, commanded_mm_s: float, accel_mm_s2: float) -> tuple[MotionProfile, Limits]:
        speed = self._moves.speed_mm_s.copy()
        speed[self._rows] = commanded_mm_s
        speed[self._travels] = np.maximum(speed[self._travels], commanded_mm_s)
        limits = wished.with_accel(self._limits, accel_mm_s2)
        limits = wished.with_velocity(limits, float(speed[self._rows | self._travels].max()))
        return plan(replace(self._moves, speed_mm_s=speed), limits, firm=self._firm), limits


def _at_acceleration(trial: _Trial, accel_mm_s2: float, target_mm_s: float) -> AtAcceleration:
    most = _NO_LIMIT * target_mm_s
    commanded = _least(lambda speed: trial.effective(speed, accel_mm_s2), target_mm_s, most, target_mm_s)
    return AtAcceleration(
        accel_mm_s2=accel_mm_s2,
        at_target_mm_s=trial.effective(target_mm_s, accel_mm_s2),
        ceiling_mm_s=trial.effective(most, accel_mm_s2),
        commanded_mm_s=commanded,
        peak_flow_mm3_s=trial.peak_flow_mm3_s(commanded, accel_mm_s2) if commanded is not None else 0.0,
    )


def _least(effective_at: Callable[[float], float], low: float, high: float, target_mm_s: float) -> float | None:
    """Return the least value whose effective speed reaches the target, to half a per cent; None when none does.

    What it gives only grows with the value. The interval is cut in the middle of the logarithms.
    """
    if effective_at(high) < target_mm_s:
        return None
    if effective_at(low) >= target_mm_s:
        return low
    for _ in range(_MOST_STEPS):
        if high <= (1.0 + _CLOSE) * low:
            break
        middle = math.sqrt(low * high)
        if effective_at(middle) >= target_mm_s:
            high = middle
        else:
            low = middle
    return high
