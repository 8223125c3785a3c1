"""Marlin's planner at work on one program."""

from collections.abc import Collection

import numpy as np

from layerworks.gcode.reading.rows import Rows
from layerworks.kernels import block_codes as b
from layerworks.kernels import gcode_read_codes as g
from layerworks.kernels import marlin_codes as m
from layerworks.motion._marlin_words import places_of, settings_of_line, start_settings
from layerworks.motion._row_planner import Pending, Planned, Told
from layerworks.motion.marlin_limits import MarlinLimits

_LONGEST_LINE_BYTES = 96  # MAX_CMD_SIZE; what is longer is a comment, which no host sends


class MarlinRows:
    """Plans rows as Marlin does (kernels.marlin_blocks, kernels.block_play). firm: fields that no program changes."""

    def __init__(self, limits: MarlinLimits, firm: Collection[str] = ()) -> None:
        from layerworks.kernels.marlin_blocks import CARRIED

        newer = limits.generation != "2.0"
        self._limits = limits
        self._settings = start_settings(limits)
        self._kept = {place for name in firm for place in places_of(name)}
        self._firm = np.zeros(m.FIRM)
        self._firm[m.FIRM_BY_DEVIATION] = limits.junction == "deviation"
        self._firm[m.FIRM_NEWER] = newer
        self._firm[m.FIRM_COREXY] = limits.kinematics == "corexy"
        self._firm[m.FIRM_LEAST_STEPS] = limits.least_steps
        self._firm[m.FIRM_SMOOTH_ADVANCE] = limits.smooth_advance
        self._firm[m.FIRM_SLOWDOWN] = 0.0 if limits.serial_bytes_s > 0.0 else limits.buffer_blocks // 2
        self._carried = np.zeros(CARRIED)
        self._rules = np.zeros(b.PLAY_RULES)
        self._rules[b.R_BUFFER] = max(limits.buffer_blocks - 1, 1)  # one place of the ring stays free
        self._rules[b.R_WHOLE] = b.WHOLE_NEWER if newer else b.WHOLE_OLDER
        self._rules[b.R_SERIAL] = limits.serial_bytes_s > 0.0
        self._rules[b.R_SLOWDOWN] = limits.buffer_blocks // 2
        self._played = np.zeros(b.C_ENDS + 2 * limits.buffer_blocks)
        self._played[b.C_ENTRY2] = b.FRESH
        self._changes = Pending()
        self._dwell_s = np.zeros(0)
        self._block = np.empty((0, b.BLOCK))
        self._prepared = 0
        self._offset = 0  # of the last line
        self._unreceived_s = 0.0  # of lines that moved nothing

    def plan(self, rows: Rows, told: Told, planned: Planned, last: bool) -> int:
        """Plan the rows in memory: see RowPlanner."""
        from layerworks.kernels.block_play import play_blocks
        from layerworks.kernels.marlin_blocks import marlin_blocks

        self._take(told)
        if len(self._block) < rows.capacity:
            block = np.empty((rows.capacity, b.BLOCK))
            block[: self._prepared] = self._block[: self._prepared]
            self._block = block
        marlin_blocks(
            rows.points_mm,
            rows.e_mm,
            rows.speed_mm_s,
            rows.step,
            self._prepared,
            rows.count,
            self._changes.row,
            self._changes.place,
            self._changes.value,
            self._firm,
            self._settings,
            self._carried,
            self._block,
        )
        self._rules[b.R_LEAST_SEGMENT_S] = self._settings[m.P_LEAST_SEGMENT_S]
        if self._limits.serial_bytes_s > 0.0:
            self._receive(rows)
        used = int(np.searchsorted(self._changes.row, rows.count, "left"))
        final = play_blocks(
            rows.step,
            self._block,
            rows.count,
            last,
            self._rules,
            self._dwell_s,
            self._played,
            planned.length_mm,
            planned.v_entry,
            planned.v_cruise,
            planned.v_exit,
            planned.accel,
            planned.t_s,
        )
        self._changes.drop(used, final)
        self._dwell_s = self._dwell_s[np.count_nonzero(rows.step[:final] == g.ROW_DWELL) :]
        self._prepared = rows.count - final
        self._block[: self._prepared] = self._block[final : rows.count].copy()
        return final

    def _receive(self, rows: Rows) -> None:
        """Note how long the line of each new block takes to come in, with the lines before it that move nothing."""
        new = slice(self._prepared, rows.count)
        offset = rows.offset[new]
        length = np.clip(np.diff(offset, prepend=self._offset), 0, _LONGEST_LINE_BYTES)
        limits = self._limits
        seconds = np.where(length > 0, length / limits.serial_bytes_s + limits.serial_line_s, 0.0)
        due = self._unreceived_s + np.cumsum(seconds)
        moving = np.flatnonzero(self._block[new, b.B_LENGTH] > 0.0)
        self._block[self._prepared + moving, b.B_RECEIVE] = np.diff(due[moving], prepend=0.0)
        if due.size:
            self._unreceived_s = float(due[-1] - (due[moving[-1]] if moving.size else 0.0))
            self._offset = int(offset[-1])

    def _take(self, told: Told) -> None:
        if told.dwell_s.size:
            self._dwell_s = np.concatenate([self._dwell_s, told.dwell_s])
        row: list[int] = []
        place: list[int] = []
        value: list[float] = []
        for at, line in zip(told.planner_row.tolist(), told.planner_line, strict=True):
            for where, number in settings_of_line(line):
                if where not in self._kept:
                    row.append(at)
                    place.append(where)
                    value.append(number)
        self._changes.add(row, place, value)
