"""Planners that make blocks of rows and play them: the common part of Marlin's and RepRapFirmware's."""

import numpy as np
from numpy.typing import NDArray

from layerworks.gcode.reading.rows import Rows
from layerworks.kernels import block_codes as b
from layerworks.kernels import gcode_read_codes as g
from layerworks.motion._row_planner import Planned, Told


class BlockPlayer:
    """Keeps blocks from call to call and plays them (kernels.block_play).

    block: (capacity, BLOCK), the first `prepared` of them made before. rules: (PLAY_RULES,).
    """

    def __init__(self, buffer: int, whole: int) -> None:
        self.block = np.empty((0, b.BLOCK))
        self.prepared = 0
        self.rules = np.zeros(b.PLAY_RULES)
        self.rules[b.R_BUFFER], self.rules[b.R_WHOLE] = buffer, whole
        self._carried = np.zeros(b.C_ENDS + 2 * buffer)
        self._carried[b.C_ENTRY2] = b.FRESH
        self._dwell_s = np.zeros(0)

    def room_for(self, rows: Rows) -> NDArray[np.float64]:
        """Return the blocks, with room for those of all rows."""
        if len(self.block) < rows.count:
            block = np.empty((rows.capacity, b.BLOCK))
            block[: self.prepared] = self.block[: self.prepared]
            self.block = block
        return self.block

    def play(self, rows: Rows, told: Told, planned: Planned, last: bool) -> int:
        """Play the blocks of all rows in memory; returns how many of them are final."""
        from layerworks.kernels.block_play import play_blocks

        if told.dwell_s.size:
            self._dwell_s = np.concatenate([self._dwell_s, told.dwell_s])
        final = play_blocks(
            rows.step,
            self.block,
            rows.count,
            last,
            self.rules,
            self._dwell_s,
            self._carried,
            planned.length_mm,
            planned.v_entry,
            planned.v_cruise,
            planned.v_exit,
            planned.accel,
            planned.t_s,
        )
        if self._dwell_s.size:
            self._dwell_s = self._dwell_s[np.count_nonzero(rows.step[:final] == g.ROW_DWELL) :]
        self.prepared = rows.count - final
        self.block[: self.prepared] = self.block[final : rows.count].copy()
        return final
