"""Sums over a program that is planned piece by piece, in memory that does not grow with it."""

import math
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from layerworks.gcode.reading.stream import Stream
from layerworks.kernels import gcode_read_codes as g
from layerworks.kernels import motion_totals_codes as c
from layerworks.motion._knots import Knots
from layerworks.motion._parts import PartMoments
from layerworks.motion._row_planner import Planned, Told
from layerworks.motion.envelope import TOLERANCE_MM, Envelope
from layerworks.motion.planning import Limits, row_planner
from layerworks.motion.waits import Event, in_order

ROLES = 256  # every u8
_NO_ROWS, _NO_SECONDS = np.zeros(0, np.int64), np.zeros(0)
_NOTHING = Told(_NO_ROWS, np.zeros((0, 4)), _NO_ROWS, (), _NO_SECONDS)


class Tally:
    """Plans what a stream has read as soon as nothing later can change it, and keeps sums and moments.

    by_role, whole, box: see kernels.motion_totals. t_s: of all rows planned so far. layer_t_s, heat_t_s: when each
    layer starts and each temperature is set; stop_t_s, call_t_s likewise. outside: line that first leaves the envelope,
    by axis and end (0 low).
    """

    def __init__(
        self,
        stream: Stream,
        limits: Limits,
        envelope: Envelope | None = None,
        fastest_e_mm_s: float = math.inf,
        firm: Collection[str] = (),
        knots: Knots | None = None,
        parts: PartMoments | None = None,
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
        self._planner = row_planner(limits, firm)
        self._planned = Planned(stream.rows.capacity)
        self._corner = np.empty(stream.rows.capacity, np.int64)
        self._told = [0, 0, 0]  # changes of limits, lines for the planner and dwells that it has been told
        self._marked = False
        self._thickest = limits.refused_area_mm2 / limits.filament_mm2
        self._envelope = envelope or Envelope()
        self._fastest_e_mm_s = fastest_e_mm_s
        self._knots, self._parts = knots, parts

    def advance(self, last: bool) -> None:
        """Plan the rows in memory, all of them when `last`, and drop those that are done."""
        from layerworks.kernels.motion_chords import add_coarse_chords
        from layerworks.kernels.motion_totals import add_totals

        rows = self._stream.rows
        if rows.capacity != self._planned.capacity:
            self._planned = Planned(rows.capacity)
            self._corner = np.empty(rows.capacity, np.int64)
        planned = self._planned
        planned.t_s[0] = self.t_s
        final = self._planner.plan(rows, self._news(), planned, last)
        corners = add_totals(
            rows.points_mm,
            rows.e_mm,
            rows.speed_mm_s,
            rows.step,
            rows.role,
            rows.line,
            final,
            planned.length_mm,
            planned.v_entry,
            planned.v_cruise,
            planned.v_exit,
            planned.accel,
            planned.t_s,
            self._thickest,
            self._limits.nozzle_mm * self._thickest,
            self._limits.max_extrude_only_distance_mm,
            self._fastest_e_mm_s,
            self.by_role,
            self.whole,
            self.box,
            self._corner,
        )
        if corners:
            add_coarse_chords(
                rows.points_mm,
                rows.e_mm,
                rows.speed_mm_s,
                rows.line,
                self._corner,
                corners,
                planned.length_mm,
                planned.v_entry,
                planned.accel,
                planned.t_s,
                self._limits.max_velocity_mm_s,
                self.whole,
            )
        if self._leaves():
            self._find_outside(final)
        self._take_moments(final, last)
        if self._knots is not None:
            events = self._stream.events
            self._knots.take(rows, planned.t_s, final, events.tool_row, events.tool)
        if self._parts is not None:
            self._parts.take(rows, planned.t_s, final, last, self._stream.events.labels.marks)
        self.t_s = float(planned.t_s[final])
        rows.drop(final)

    def _news(self) -> Told:
        """Return what the program has said to the planner since the last call."""
        events, dropped = self._stream.events, self._stream.rows.dropped
        limits, lines, dwells = self._told
        self._told = [len(events.limit_row), len(events.planner_row), len(events.dwell_s)]
        if self._told == [limits, lines, dwells]:
            return _NOTHING
        return Told(
            limit_row=np.array(events.limit_row[limits:], np.int64) - dropped,
            limit_change=np.array(events.limit_change[4 * limits :]).reshape(-1, 4),
            planner_row=np.array(events.planner_row[lines:], np.int64) - dropped,
            planner_line=tuple(events.planner_line[lines:]),
            dwell_s=np.array(events.dwell_s[dwells:]),
        )

    def _take_moments(self, final: int, last: bool) -> None:
        rows, events, t_s = self._stream.rows, self._stream.events, self._planned.t_s
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
