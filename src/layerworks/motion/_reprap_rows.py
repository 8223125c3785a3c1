"""RepRapFirmware's planner at work on one program."""

from collections.abc import Collection

import numpy as np

from layerworks.gcode.reading.rows import Rows
from layerworks.kernels import block_codes as b
from layerworks.motion._block_rows import BlockPlayer
from layerworks.motion._reprap_words import PLACES, settings_of_line, start_settings
from layerworks.motion._row_planner import Pending, Planned, Told, places_of
from layerworks.motion.reprap_limits import RepRapFirmwareLimits


class RepRapRows:
    """Plans rows as RepRapFirmware does (kernels.reprap_blocks). firm: fields that no program changes."""

    def __init__(self, limits: RepRapFirmwareLimits, firm: Collection[str] = ()) -> None:
        from layerworks.kernels.reprap_blocks import CARRIED

        self._settings = start_settings(limits)
        self._changes = Pending(settings_of_line, places_of(firm, PLACES))
        self._corexy = limits.kinematics == "corexy"
        self._carried = np.zeros(CARRIED)
        self._player = BlockPlayer(limits.buffer_moves, b.WHOLE_NOTHING)

    def plan(self, rows: Rows, told: Told, planned: Planned, last: bool) -> int:
        """Plan the rows in memory: see RowPlanner."""
        from layerworks.kernels.reprap_blocks import reprap_blocks

        player = self._player
        self._changes.take(told)
        reprap_blocks(
            rows.points_mm,
            rows.e_mm,
            rows.speed_mm_s,
            rows.step,
            player.prepared,
            rows.count,
            self._changes.row,
            self._changes.place,
            self._changes.value,
            self._corexy,
            self._settings,
            self._carried,
            player.room_for(rows),
        )
        final = player.play(rows, told, planned, last)
        self._changes.drop(rows.count, final)
        return final
