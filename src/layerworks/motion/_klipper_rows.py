"""Klipper's planner at work on one program."""

import math
from collections.abc import Collection

import numpy as np

from layerworks.gcode.reading.rows import Rows
from layerworks.kernels import gcode_read_codes as g
from layerworks.motion._limit_table import CHANGEABLE_NAMES, changed_values, fixed_limits, kernel_limits, start_values
from layerworks.motion._row_planner import Planned, Told
from layerworks.motion.limits import KlipperLimits


class KlipperRows:
    """Plans rows as Klipper does (kernels.klipper_plan). firm: fields that no program changes.

    Look-ahead over all rows in memory gives the same plan as Klipper's queue: its flushing never changes a speed.
    """

    def __init__(self, limits: KlipperLimits, firm: Collection[str] = ()) -> None:
        from layerworks.kernels.klipper_plan import WORK

        self._firm = [name in firm for name in CHANGEABLE_NAMES]
        self._fixed = fixed_limits(limits)
        self._carried = np.array([-1.0, 0.0])
        # Values that hold from rows on; the first of them from the start of the memory.
        self._row = np.zeros(1, np.int64)
        self._values = start_values(limits)[None, :]
        self._limits = kernel_limits(self._values)
        self._dwell_s = np.zeros(0)
        self._work = np.empty((0, WORK))

    def plan(self, rows: Rows, told: Told, planned: Planned, last: bool) -> int:
        """Plan the rows in memory: see RowPlanner."""
        from layerworks.kernels.klipper_plan import plan_rows

        self._take(told)
        if len(self._work) < rows.count:
            self._work = np.empty((rows.capacity, self._work.shape[1]))
        final = plan_rows(
            rows.points_mm,
            rows.e_mm,
            rows.speed_mm_s,
            rows.step,
            rows.count,
            self._row,
            self._limits,
            self._fixed,
            self._dwell_s,
            self._carried,
            last,
            self._work,
            planned.length_mm,
            planned.v_entry,
            planned.v_cruise,
            planned.v_exit,
            planned.accel,
            planned.t_s,
        )
        used = int(np.searchsorted(self._row[1:], final, "right"))
        self._row, self._values, self._limits = self._row[used:] - final, self._values[used:], self._limits[used:]
        self._row[0] = 0
        if self._dwell_s.size:
            self._dwell_s = self._dwell_s[np.count_nonzero(rows.step[:final] == g.ROW_DWELL) :]
        return final

    def _take(self, told: Told) -> None:
        if told.dwell_s.size:
            self._dwell_s = np.concatenate([self._dwell_s, told.dwell_s])
        if told.limit_row.size:
            change = told.limit_change.copy()
            change[:, self._firm] = math.nan
            values = changed_values(self._values[-1], change)[1:]
            self._row = np.concatenate([self._row, told.limit_row])
            self._values = np.vstack([self._values, values])
            self._limits = np.vstack([self._limits, kernel_limits(values)])
