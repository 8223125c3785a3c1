"""Limits as the planning kernel takes them."""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels import klipper_codes as k
from layerworks.motion.limits import Kinematics, KlipperLimits

_Z_RULES: dict[Kinematics, int] = {"none": k.Z_FREE, "winch": k.Z_FREE, "rotary_delta": k.Z_BY_SPEED}

CHANGEABLE_NAMES = (
    "max_velocity_mm_s",
    "max_accel_mm_s2",
    "square_corner_velocity_mm_s",
    "minimum_cruise_ratio",
)
"""Limits that a program can change, in the order of `Moves.limit_change`."""


def start_values(limits: KlipperLimits) -> NDArray[np.float64]:
    """Return the values that a program may change, as the machine starts with: (4,)."""
    return np.array(
        [
            limits.max_velocity_mm_s,
            limits.max_accel_mm_s2,
            limits.square_corner_velocity_mm_s,
            limits.minimum_cruise_ratio,
        ]
    )


def changed_values(start: NDArray[np.float64], changes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the values before and after each change. changes: (c, 4), NaN keeps. Returns (c + 1, 4)."""
    values = np.vstack([start[None, :], changes])
    known = np.where(np.isnan(values), 0, np.arange(len(values))[:, None])
    return np.take_along_axis(values, np.maximum.accumulate(known, axis=0), axis=0)


def kernel_limits(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return velocity, acceleration, junction deviation and cruise acceleration of each set of values: (c, 4)."""
    velocity, accel, corner, ratio = values.T
    deviation = corner**2 * (math.sqrt(2.0) - 1.0) / accel
    return np.ascontiguousarray(np.column_stack([velocity, accel, deviation, accel * (1.0 - ratio)]))


def fixed_limits(limits: KlipperLimits) -> NDArray[np.float64]:
    """Return what no program can change, in the order of kernels.klipper_codes: (FIXED,)."""
    fixed = np.zeros(k.FIXED)
    fixed[k.C_Z_VELOCITY], fixed[k.C_Z_ACCEL] = limits.max_z_velocity_mm_s, limits.max_z_accel_mm_s2
    fixed[k.C_E_VELOCITY], fixed[k.C_E_ACCEL] = limits.extrude_only_velocity_mm_s, limits.extrude_only_accel_mm_s2
    fixed[k.C_E_CORNER] = limits.instantaneous_corner_velocity_mm_s
    fixed[k.C_Z_RULE] = _Z_RULES.get(limits.kinematics, k.Z_BY_SHARE)
    fixed[k.C_PLACE_RULE] = _place_rule(limits)
    fixed[k.C_SLOW2] = math.inf if limits.slow_mm is None else limits.slow_mm**2
    fixed[k.C_VERY_SLOW2] = math.inf if limits.very_slow_mm is None else limits.very_slow_mm**2
    fixed[k.C_VELOCITY], fixed[k.C_ACCEL] = limits.max_velocity_mm_s, limits.max_accel_mm_s2
    fixed[k.C_ANGULAR] = limits.max_angular_velocity_rad_s
    return fixed


def _place_rule(limits: KlipperLimits) -> int:
    """Return how the place of a move limits it."""
    match limits.kinematics:
        case "delta" if limits.slow_mm is not None:
            return k.PLACE_FROM_MIDDLE
        case "deltesian" if limits.slow_mm is not None:
            return k.PLACE_ALONG_X
        case "polar" if limits.max_angular_velocity_rad_s > 0.0:
            return k.PLACE_BY_ANGLE
        case _:
            return k.PLACE_ANYWHERE
