"""Moves → MotionProfile by Klipper's planner, exact."""

import numpy as np

from layerworks.gcode.reading import Moves
from layerworks.motion._limit_table import changed_values, fixed_limits, kernel_limits, start_values
from layerworks.motion.limits import KlipperLimits
from layerworks.motion.profile import MotionProfile


def plan(moves: Moves, limits: KlipperLimits) -> MotionProfile:
    """Return the times and speeds that Klipper plans for rows of motion (kernels.klipper_plan).

    Look-ahead over the whole program gives the same plan as Klipper's queue: its flushing never changes a speed.
    """
    from layerworks.kernels.klipper_plan import WORK, plan_rows

    count = len(moves)
    t_s = np.zeros(count + 1)
    length, entry, cruise, leave, accel = (np.empty(count) for _ in range(5))
    plan_rows(
        moves.points_mm,
        moves.e_mm,
        moves.speed_mm_s,
        moves.step,
        count,
        np.concatenate([np.zeros(1, np.int64), moves.limit_row]),
        kernel_limits(changed_values(start_values(limits), moves.limit_change)),
        fixed_limits(limits),
        moves.dwell_s,
        np.array([-1.0, 0.0]),
        True,
        np.empty((count, WORK)),
        length,
        entry,
        cruise,
        leave,
        accel,
        t_s,
    )
    return MotionProfile(
        moves=moves,
        t_s=t_s,
        length_mm=length,
        v_entry_mm_s=entry,
        v_cruise_mm_s=cruise,
        v_exit_mm_s=leave,
        accel_mm_s2=accel,
    )
