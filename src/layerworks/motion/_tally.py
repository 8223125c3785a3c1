"""Sums over a program that is planned piece by piece, in memory that does not grow with it."""

import math
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.gcode.reading.stream import Stream
from layerworks.kernels import gcode_read_codes as g
from layerworks.kernels import motion_totals_codes as c
from layerworks.motion._limit_table import (
    CHANGEABLE_NAMES,
    changed_values,
    fixed_limits,
    kernel_limits,
    start_values,
)
from layerworks.motion.envelope import TOLERANCE_MM, Envelope
from layerworks.motion.limits import KlipperLimits
from layerworks.motion.waits import Event, in_order

ROLES = 256  # every u8
_NO_SECONDS = np.zeros(0)
_FROM_THE_START = np.zeros(1, np.int64)


class Tally:
    """Plans what a stream has read as soon as nothing later can change it, and keeps sums and moments.

    by_role, whole, box: see kernels.motion_totals. t_s: of all rows planned so far. layer_t_s, heat_t_s: when each
    layer starts and each temperature is set; stop_t_s, call_t_s likewise. outside: line that first leaves the envelope,
    by axis and end (0 low).
    """

    def __init__(
        self,
        stream: Stream,
        limits: KlipperLimits,
        envelope: Envelope | None = None,
        fastest_e_mm_s: float = math.inf,
        firm: Collection[str] = (),
    ) -> None:
        self.by_role = np.zeros((ROLES, c.R_COLUMNS))
        self.whole = np.zeros(c.W_COLUMNS)
        self.box = np.empty((2, 2, 3))
        self.box[:, 0], self.box[:, 1] = np.inf, -np.inf
        self.t_s = 0.0
        self.layer_t_s: list[float] = []
        self.heat_t_s: list[float] = []
        self.stop_t_s: list[float] = []
        self.call_t_s: list[float] = []
        self.outside: dict[tuple[int, int], int] = {}
        self._stream = stream
        self._limits = limits
        self._values = start_values(limits)
        self._changes = _Changes(_FROM_THE_START, kernel_limits(self._values[None, :]), self._values[None, :])
        self._fixed = fixed_limits(limits)
        self._carried = np.array([-1.0, 0.0])
        self._dwells_used = 0
        self._changes_used = 0
        self._marked = False
        self._memory = _Memory(stream.rows.capacity)
        area_mm2 = limits.max_extrude_cross_section_mm2 or 4.0 * limits.nozzle_mm**2
        self._thickest = area_mm2 / limits.filament_mm2
        self._envelope = envelope or Envelope()
        self._fastest_e_mm_s = fastest_e_mm_s
        self._firm = [name in firm for name in CHANGEABLE_NAMES]

    def advance(self, last: bool) -> None:
        """Plan the rows in memory, all of them when `last`, and drop those that are done."""
        from layerworks.kernels.klipper_plan import plan_rows
        from layerworks.kernels.motion_chords import add_coarse_chords
        from layerworks.kernels.motion_totals import add_totals

        rows, events = self._stream.rows, self._stream.events
        if rows.capacity != self._memory.capacity:
            self._memory = _Memory(rows.capacity)
        memory = self._memory
        memory.t_s[0] = self.t_s
        changes = self._pending_changes()
        dwells = events.dwell_s
        dwell_s = np.array(dwells[self._dwells_used :]) if self._dwells_used < len(dwells) else _NO_SECONDS
        final = plan_rows(
            rows.points_mm,
            rows.e_mm,
            rows.speed_mm_s,
            rows.step,
            rows.count,
            changes.row,
            changes.limits,
            self._fixed,
            dwell_s,
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
        corners = add_totals(
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
            self._fastest_e_mm_s,
            self.by_role,
            self.whole,
            self.box,
            memory.corner,
        )
        if corners:
            add_coarse_chords(
                rows.points_mm,
                rows.e_mm,
                rows.speed_mm_s,
                rows.line,
                memory.corner,
                corners,
                memory.length_mm,
                memory.v_entry,
                memory.accel,
                memory.t_s,
                self._limits.max_velocity_mm_s,
                self.whole,
            )
        if self._leaves():
            self._find_outside(final)
        self._take_moments(final, last)
        used = int(np.searchsorted(changes.row[1:], final, "right"))
        self._changes_used += used
        self._values = changes.values[used]
        if dwell_s.size:
            self._dwells_used += int(np.count_nonzero(rows.step[:final] == g.ROW_DWELL))
        self.t_s = float(memory.t_s[final])
        rows.drop(final)

    def _pending_changes(self) -> "_Changes":
        rows, events = self._stream.rows, self._stream.events
        if self._changes_used == len(events.limit_row):
            if len(self._changes.row) > 1:
                values = self._values[None, :]
                self._changes = _Changes(_FROM_THE_START, kernel_limits(values), values)
            return self._changes
        changeable = len(CHANGEABLE_NAMES)
        row = np.array(events.limit_row[self._changes_used :], np.int64) - rows.dropped
        change = np.array(events.limit_change[changeable * self._changes_used :]).reshape(-1, changeable)
        change[:, self._firm] = math.nan
        values = changed_values(self._values, change)
        self._changes = _Changes(np.concatenate([_FROM_THE_START, row]), kernel_limits(values), values)
        return self._changes

    def _take_moments(self, final: int, last: bool) -> None:
        rows, events, t_s = self._stream.rows, self._stream.events, self._memory.t_s
        end = rows.dropped + final + last
        if events.marked and not self._marked:
            self._marked = True
            self.layer_t_s.clear()  # those were not layers
        for row in events.layer_row[len(self.layer_t_s) :]:
            if row >= end:
                break
            self.layer_t_s.append(float(t_s[row - rows.dropped]))
        for moments, happened in (
            (self.heat_t_s, events.heats),
            (self.stop_t_s, events.stops),
            (self.call_t_s, events.calls),
        ):
            for event in happened[len(moments) :]:
                if event.row >= end:
                    break
                moments.append(float(t_s[event.row - rows.dropped]))

    def events(self) -> list[tuple[float, Event]]:
        """Return everything that may make the machine wait, in the program's order, each with its moment."""
        events = self._stream.events
        return in_order(
            [
                *zip(self.heat_t_s, events.heats, strict=False),
                *zip(self.stop_t_s, events.stops, strict=False),
                *zip(self.call_t_s, events.calls, strict=False),
            ]
        )

    def _leaves(self) -> bool:
        """Tell whether the head has left the envelope where it had not before."""
        return any(
            bound is not None and (axis, end) not in self.outside and self._beyond(self.box[c.B_HEAD, end], axis, end)
            for end, bound in enumerate((self._envelope.low_mm, self._envelope.high_mm))
            for axis in range(3)
        )

    def _beyond(self, corner: NDArray[np.float64], axis: int, end: int) -> bool:
        bound = (self._envelope.low_mm, self._envelope.high_mm)[end]
        if bound is None or not math.isfinite(corner[axis]):
            return False
        over = corner[axis] - bound[axis] if end else bound[axis] - corner[axis]
        return bool(over > TOLERANCE_MM)

    def _find_outside(self, final: int) -> None:
        rows = self._stream.rows
        moved = np.flatnonzero(rows.step[:final] == g.ROW_MOVE)
        for end, bound in enumerate((self._envelope.low_mm, self._envelope.high_mm)):
            if bound is None:
                continue
            over = (rows.points_mm[moved + 1] - bound) * (1 if end else -1) > TOLERANCE_MM
            for axis in np.flatnonzero(over.any(axis=0)).tolist():
                self.outside.setdefault((axis, end), int(rows.line[moved[np.argmax(over[:, axis])]]))


@dataclass(frozen=True, slots=True, eq=False)
class _Changes:
    """Limits that hold from rows on: row (k,) in the memory, limits (k, 4) for the kernel, values (k, 4)."""

    row: NDArray[np.int64]
    limits: NDArray[np.float64]
    values: NDArray[np.float64]


class _Memory:
    def __init__(self, capacity: int) -> None:
        from layerworks.kernels.klipper_plan import WORK

        self.capacity = capacity
        self.work = np.empty((capacity, WORK))
        self.length_mm, self.accel = np.empty(capacity), np.empty(capacity)
        self.v_entry, self.v_cruise, self.v_exit = np.empty(capacity), np.empty(capacity), np.empty(capacity)
        self.t_s = np.empty(capacity + 1)
        self.corner = np.empty(capacity, np.int64)
