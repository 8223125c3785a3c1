"""Marlin's planner at work on one program."""

from collections.abc import Collection

import numpy as np

from layerworks.gcode.reading.rows import Rows
from layerworks.kernels import block_codes as b
from layerworks.kernels import marlin_codes as m
from layerworks.motion._block_rows import BlockPlayer
from layerworks.motion._marlin_words import PLACES, settings_of_line, start_settings
from layerworks.motion._row_planner import Pending, Planned, Told, places_of
from layerworks.motion.marlin_limits import MarlinLimits

_LONGEST_LINE_BYTES = 96  # MAX_CMD_SIZE; what is longer is a comment, which no host sends


class MarlinRows:
    """Plans rows as Marlin does (kernels.marlin_blocks). firm: fields that no program changes."""

    def __init__(self, limits: MarlinLimits, firm: Collection[str] = ()) -> None:
        from layerworks.kernels.marlin_blocks import CARRIED

        newer = limits.generation == "2.1.3"
        self._limits = limits
        self._settings = start_settings(limits)
        self._changes = Pending(settings_of_line, places_of(firm, PLACES))
        self._firm = np.zeros(m.FIRM)
        self._firm[m.FIRM_BY_DEVIATION] = limits.junction == "deviation"
        self._firm[m.FIRM_NEWER] = newer
        self._firm[m.FIRM_COREXY] = limits.kinematics == "corexy"
        self._firm[m.FIRM_LEAST_STEPS] = limits.least_steps
        self._firm[m.FIRM_SMOOTH_ADVANCE] = limits.smooth_advance
        self._firm[m.FIRM_OVERFLOWS] = limits.generation == "2.0"
        self._firm[m.FIRM_SLOWDOWN] = 0.0 if limits.serial_bytes_s > 0.0 else limits.buffer_blocks // 2
        self._carried = np.zeros(CARRIED)
        # One place of the ring stays free.
        self._player = BlockPlayer(max(limits.buffer_blocks - 1, 1), b.WHOLE_NEWER if newer else b.WHOLE_OLDER)
        self._player.rules[b.R_SERIAL] = limits.serial_bytes_s > 0.0
        self._player.rules[b.R_SLOWDOWN] = limits.buffer_blocks // 2
        self._offset = 0  # of the last line
        self._unreceived_s = 0.0  # of lines that moved nothing

    def plan(self, rows: Rows, told: Told, planned: Planned, last: bool) -> int:
        """Plan the rows in memory: see RowPlanner."""
        from layerworks.kernels.marlin_blocks import marlin_blocks

        player = self._player
        self._changes.take(told)
        marlin_blocks(
            rows.points_mm,
            rows.e_mm,
            rows.speed_mm_s,
            rows.step,
            player.prepared,
            rows.count,
            self._changes.row,
            self._changes.place,
            self._changes.value,
            self._firm,
            self._settings,
            self._carried,
            player.room_for(rows),
        )
        player.rules[b.R_LEAST_SEGMENT_S] = self._settings[m.P_LEAST_SEGMENT_S]
        if self._limits.serial_bytes_s > 0.0:
            self._receive(rows)
        final = player.play(rows, told, planned, last)
        self._changes.drop(rows.count, final)
        return final

    def _receive(self, rows: Rows) -> None:
        """Note how long the line of each new block takes to come in, with the lines before it that move nothing."""
        prepared, block = self._player.prepared, self._player.block
        offset = rows.offset[prepared : rows.count]
        length = np.clip(np.diff(offset, prepend=self._offset), 0, _LONGEST_LINE_BYTES)
        limits = self._limits
        seconds = np.where(length > 0, length / limits.serial_bytes_s + limits.serial_line_s, 0.0)
        due = self._unreceived_s + np.cumsum(seconds)
        moving = np.flatnonzero(block[prepared : rows.count, b.B_LENGTH] > 0.0)
        block[prepared + moving, b.B_RECEIVE] = np.diff(due[moving], prepend=0.0)
        if due.size:
            self._unreceived_s = float(due[-1] - (due[moving[-1]] if moving.size else 0.0))
            self._offset = int(offset[-1])
