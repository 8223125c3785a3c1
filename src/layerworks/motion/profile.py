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

    @property
    def size_in_memory(self) -> int:
        """Bytes of all arrays, with those of the moves."""
        own = (self.t_s, self.length_mm, self.v_entry_mm_s, self.v_cruise_mm_s, self.v_exit_mm_s, self.accel_mm_s2)
        columns = (getattr(self.moves, name) for name in self.moves.__slots__)
        return sum(a.nbytes for a in (*own, *columns) if isinstance(a, np.ndarray))

    def at(self, t_s: float) -> Whereabouts:
        """Return where the head is at a time since the start; before it and after the end the head stands."""
        moves = self.moves
        t_s = min(max(t_s, 0.0), self.t_s.item(-1))
        row = int(self.t_s.searchsorted(t_s, "right")) - 1
        if row >= len(moves):
            return self._after_all()
        done_mm, speed = self._within(row, t_s - self.t_s.item(row))
        length = self.length_mm.item(row)
        share = min(done_mm / length, 1.0) if length > 0.0 else 1.0
        (ax, ay, az), (bx, by, bz) = moves.points_mm[row : row + 2].tolist()
        return Whereabouts(
            t_s=t_s,
            row=row,
            line=moves.line.item(row),
            offset=moves.offset.item(row),
            layer=moves.layer.item(row),
            part=moves.part.item(row),
            role=moves.role.item(row),
            x_mm=ax + (bx - ax) * share,
            y_mm=ay + (by - ay) * share,
            z_mm=az + (bz - az) * share,
            e_mm=moves.e_mm.item(row) * share,
            speed_mm_s=speed,
        )

    def time_at_byte(self, offset: int) -> float:
        """Return when the machine starts the first row at or after a byte of the text."""
        return self.t_s.item(int(self.moves.offset.searchsorted(offset, "left")))

    def layer_end_s(self) -> NDArray[np.float64]:
        """Return when each layer ends: (k,)."""
        return self.t_s[self.moves.layer_start[1:]]

    def _within(self, row: int, after_s: float) -> tuple[float, float]:
        """Return the way made and the speed some time after the start of a row."""
        accel = self.accel_mm_s2.item(row)
        if accel == 0.0:
            return 0.0, 0.0
        entry, cruise, leave = self.v_entry_mm_s.item(row), self.v_cruise_mm_s.item(row), self.v_exit_mm_s.item(row)
        length = self.length_mm.item(row)
        up_s, down_s = (cruise - entry) / accel, (cruise - leave) / accel
        left_s = self.t_s.item(row + 1) - self.t_s.item(row) - after_s
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
