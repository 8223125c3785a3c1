"""What every row of a planned program comes to: figures to colour a picture by."""

import numpy as np
from numpy.typing import NDArray

from layerworks.gcode.reading.moves import Step
from layerworks.motion.profile import MotionProfile

F64 = NDArray[np.float64]


def mean_speed_mm_s(profile: MotionProfile) -> F64:
    """Return (m,) way over time of each row where the head moves, else 0."""
    return _over_time(profile, np.where(profile.moves.step == Step.MOVE, profile.length_mm, 0.0))


def flow_mm3_s(profile: MotionProfile, filament_mm2: float) -> F64:
    """Return (m,) plastic over time of each row where the head moves, else 0. filament_mm2: its cross section."""
    moves = profile.moves
    laid = (moves.step == Step.MOVE) & (moves.e_mm > 0.0)
    return _over_time(profile, np.where(laid, moves.e_mm * filament_mm2, 0.0))


def mean_accel_mm_s2(profile: MotionProfile) -> F64:
    """Return (m,) change of speed, up and down, over time of each row where the head moves, else 0."""
    change = 2.0 * profile.v_cruise_mm_s - profile.v_entry_mm_s - profile.v_exit_mm_s
    return _over_time(profile, np.where(profile.moves.step == Step.MOVE, change, 0.0))


def _over_time(profile: MotionProfile, values: F64) -> F64:
    seconds = np.diff(profile.t_s)
    return np.divide(values, seconds, out=np.zeros_like(values), where=seconds > 0.0)
