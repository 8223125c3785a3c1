"""What each part of a plate takes, gathered while a program is read piece by piece."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from layerworks.gcode.reading.rows import Rows
from layerworks.motion.shares import Shares

_Marks = Sequence[Sequence[tuple[int, int]]]  # by kind: rows and parts, as `Labels` has them


class PartMoments:
    """Takes in planned rows and remembers when each mark of a part comes, and how much was fed by then."""

    def __init__(self) -> None:
        self._moments: tuple[list[tuple[float, float]], ...] = ([], [], [])
        self._fed_mm = 0.0

    def take(self, rows: Rows, t_s: NDArray[np.float64], final: int, last: bool, marks: _Marks) -> None:
        """Take in the first rows in memory. t_s: (final + 1,) when each starts, and the end of the last one."""
        end = rows.dropped + final + last
        fed_mm = np.concatenate([np.full(1, self._fed_mm), self._fed_mm + np.cumsum(rows.e_mm[:final])])
        for moments, of_kind in zip(self._moments, marks, strict=True):
            for row, _ in of_kind[len(moments) :]:
                if row >= end:
                    break
                k = row - rows.dropped
                moments.append((t_s.item(k), fed_mm.item(k)))
        self._fed_mm = fed_mm.item(-1)

    def shares(self, kind: int, marks: _Marks, parts: int, layer_t_s: Sequence[float], end_s: float) -> Shares:
        """Return what each part has taken by a number of moments. kind: of the marks that count."""
        moments = self._moments[kind]
        if parts < 2 or not moments:
            return Shares.none()
        told = np.array([*moments, (end_s, self._fed_mm)])
        part = np.array([part for _, part in marks[kind][: len(moments)]])
        return Shares.of(told[:, 0], told[:, 1], part, parts, layer_t_s)
