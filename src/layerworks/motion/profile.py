"""What the head does at every moment."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.gcode.reading import Moves


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The head at one moment. row: of the moves, len(moves) once all is done. e_mm: filament fed since the start of
    the row. speed_mm_s: of the head, or of the filament where only that moves.
    """

    t_s: float
    row: int
    line: int
    offset: int
    layer: int
    part: int
    role: int
    x_mm: float
    y_mm: float
    z_mm: float
    e_mm: float
    speed_mm_s: float


@dataclass(frozen=True, slots=True, eq=False)
class MotionProfile:
    """Times and speeds of every row of `moves`, without what the program does not know (heating, homing, pauses).

    t_s: (m + 1,) when each row starts, and the end. length_mm: (m,) of the head's way, or of the filament.
    v_entry_mm_s, v_cruise_mm_s, v_exit_mm_s: (m,); accel_mm_s2: (m,) used for both ramps. Zeros in DWELL and STOP rows.
    """

    moves: Moves
    t_s: NDArray[np.float64]
    length_mm: NDArray[np.float64]
    v_entry_mm_s: NDArray[np.float64]
    v_cruise_mm_s: NDArray[np.float64]
    v_exit_mm_s: NDArray[np.float64]
    accel_mm_s2: NDArray[np.float64]

    @property
    def total_s(self) -> float:
        """Time of all motion and dwells."""
        return float(self.t_s[-1])

    def at(self, t_s: float) -> Whereabouts:
        """Return where the head is at a time since the start; before it and after the end the head stands."""
        moves = self.moves
        t_s = min(max(t_s, 0.0), self.total_s)
        row = int(np.searchsorted(self.t_s, t_s, "right")) - 1
        if row >= len(moves):
            return self._after_all()
        done_mm, speed = self._within(row, t_s - float(self.t_s[row]))
        length = float(self.length_mm[row])
        share = min(done_mm / length, 1.0) if length > 0.0 else 0.0
        before, after = moves.points_mm[row], moves.points_mm[row + 1]
        if length == 0.0:
            before = after
        x, y, z = (float(a + (b - a) * share) for a, b in zip(before, after, strict=True))
        return Whereabouts(
            t_s=t_s,
            row=row,
            line=int(moves.line[row]),
            offset=int(moves.offset[row]),
            layer=int(moves.layer[row]),
            part=int(moves.part[row]),
            role=int(moves.role[row]),
            x_mm=x,
            y_mm=y,
            z_mm=z,
            e_mm=float(moves.e_mm[row]) * share,
            speed_mm_s=speed,
        )

    def time_at_byte(self, offset: int) -> float:
        """Return when the machine starts the first row at or after a byte of the text."""
        return float(self.t_s[int(np.searchsorted(self.moves.offset, offset, "left"))])

    def layer_end_s(self) -> NDArray[np.float64]:
        """Return when each layer ends: (k,)."""
        return self.t_s[self.moves.layer_start[1:]]

    def _within(self, row: int, after_s: float) -> tuple[float, float]:
        """Return the way made and the speed some time after the start of a row."""
        accel = float(self.accel_mm_s2[row])
        if accel == 0.0:
            return 0.0, 0.0
        entry, cruise, leave = (float(v[row]) for v in (self.v_entry_mm_s, self.v_cruise_mm_s, self.v_exit_mm_s))
        length = float(self.length_mm[row])
        up_s, down_s = (cruise - entry) / accel, (cruise - leave) / accel
        left_s = float(self.t_s[row + 1] - self.t_s[row]) - after_s
        if after_s < up_s:
            return (entry + 0.5 * accel * after_s) * after_s, entry + accel * after_s
        if left_s < down_s:
            return length - (leave + 0.5 * accel * left_s) * left_s, leave + accel * left_s
        up_mm = 0.5 * (entry + cruise) * up_s
        return up_mm + cruise * (after_s - up_s), cruise

    def _after_all(self) -> Whereabouts:
        moves = self.moves
        last = len(moves) - 1
        x, y, z = (float(c) for c in moves.points_mm[-1])
        return Whereabouts(
            t_s=self.total_s,
            row=len(moves),
            line=moves.lines,
            offset=moves.size_bytes,
            layer=int(moves.layer[last]) if last >= 0 else -1,
            part=-1,
            role=0,
            x_mm=x,
            y_mm=y,
            z_mm=z,
            e_mm=0.0,
            speed_mm_s=0.0,
        )
