"""Sums over a program that is planned piece by piece, in memory that does not grow with it."""

from collections.abc import Sequence

import numpy as np

from layerworks.gcode.reading.stream import Stream
from layerworks.kernels import motion_totals_codes as c
from layerworks.motion._limit_table import CHANGEABLE, changed_values, fixed_limits, kernel_limits, start_values
from layerworks.motion.limits import KlipperLimits

ROLES = 256  # every u8


class Tally:
    """Plans what a stream has read as soon as nothing later can change it, and keeps sums and moments.

    t_s: of all rows planned so far. moments: rows to be timed are given by `ask`, their times stand in `timed`.
    """

    def __init__(self, stream: Stream, limits: KlipperLimits) -> None:
        self.by_role = np.zeros((ROLES, c.R_COLUMNS))
        self.whole = np.zeros(c.W_COLUMNS)
        self.box = np.empty((2, 2, 3))
        self.box[:, 0], self.box[:, 1] = np.inf, -np.inf
        self.t_s = 0.0
        self.layer_t_s: list[float] = []
        self.layer_z_mm: list[float] = []
        self.heat_t_s: list[float] = []
        self._stream = stream
        self._limits = limits
        self._values = start_values(limits)
        self._fixed = fixed_limits(limits)
        self._carried = np.array([-1.0, 0.0])
        self._dwells_used = 0
        self._changes_used = 0
        self._memory = _Memory(stream.rows.capacity)
        ratio = limits.max_extrude_cross_section_mm2 or 4.0 * limits.nozzle_mm**2
        self._thickest = ratio / limits.filament_mm2

    def advance(self, last: bool) -> None:
        """Plan the rows in memory, all of them when `last`, and drop those that are done."""
        from layerworks.kernels.klipper_plan import plan_rows
        from layerworks.kernels.motion_totals import add_totals

        rows, events = self._stream.rows, self._stream.events
        if rows.capacity != self._memory.capacity:
            self._memory = _Memory(rows.capacity)
        memory = self._memory
        memory.t_s[0] = self.t_s
        limit_row = np.array(events.limit_row[self._changes_used :], np.int64)
        values = changed_values(
            self._values, np.array(events.limit_change[CHANGEABLE * self._changes_used :]).reshape(-1, CHANGEABLE)
        )
        final = plan_rows(
            rows.points_mm,
            rows.e_mm,
            rows.speed_mm_s,
            rows.step,
            rows.count,
            np.concatenate([np.zeros(1, np.int64), limit_row - rows.dropped]),
            kernel_limits(values),
            self._fixed,
            np.array(events.dwell_s[self._dwells_used :], np.float64),
            self._carried,
            last,
            memory.work,
            memory.length_mm,
            memory.v_entry,
            memory.v_cruise,
            memory.v_exit,
            memory.accel,
            memory.t_s,
        )
        add_totals(
            rows.points_mm,
            rows.e_mm,
            rows.speed_mm_s,
            rows.step,
            rows.role,
            rows.line,
            final,
            memory.length_mm,
            memory.v_entry,
            memory.v_cruise,
            memory.v_exit,
            memory.accel,
            memory.t_s,
            self._thickest,
            self._limits.nozzle_mm * self._thickest,
            self._limits.max_extrude_only_distance_mm,
            self.by_role,
            self.whole,
            self.box,
        )
        self._take_moments(final, last)
        used = int(np.searchsorted(limit_row, rows.dropped + final, "right"))
        self._changes_used += used
        self._values = values[used]
        self._dwells_used += int(np.count_nonzero(rows.step[:final] == 2))
        self.t_s = float(memory.t_s[final])
        rows.drop(final)

    def _take_moments(self, final: int, last: bool) -> None:
        rows, events, t_s = self._stream.rows, self._stream.events, self._memory.t_s
        end = rows.dropped + final + last
        marked = events.layer_row if len(events.layer_row) else events.rise_row
        if events.layer_row and len(events.rise_row):
            del events.rise_row[:]
            self.layer_t_s.clear()
            self.layer_z_mm.clear()
        for row in marked[len(self.layer_t_s) :]:
            if row >= end:
                break
            self.layer_t_s.append(float(t_s[row - rows.dropped]))
        for heat in events.heats[len(self.heat_t_s) :]:
            if heat.row >= end:
                break
            self.heat_t_s.append(float(t_s[heat.row - rows.dropped]))
        if len(self.layer_z_mm) < len(self.layer_t_s):
            self._take_heights(marked, final)

    def _take_heights(self, marked: Sequence[int], final: int) -> None:
        rows = self._stream.rows
        printing = np.flatnonzero((rows.step[:final] == 0) & (rows.e_mm[:final] > 0.0))
        for row in marked[len(self.layer_z_mm) : len(self.layer_t_s)]:
            at = int(np.searchsorted(printing, row - rows.dropped))
            if at == printing.size:
                break
            self.layer_z_mm.append(float(rows.points_mm[printing[at] + 1, 2]))


class _Memory:
    def __init__(self, capacity: int) -> None:
        from layerworks.kernels.klipper_plan import WORK

        self.capacity = capacity
        self.work = np.empty((capacity, WORK))
        self.length_mm, self.accel = np.empty(capacity), np.empty(capacity)
        self.v_entry, self.v_cruise, self.v_exit = np.empty(capacity), np.empty(capacity), np.empty(capacity)
        self.t_s = np.empty(capacity + 1)
