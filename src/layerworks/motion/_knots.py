"""A thin track gathered while a program is read piece by piece: memory stays bounded, whatever the program's length."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.gcode.reading.rows import Rows

MOST = 512  # knots that are always kept; from twice as many on, every second stretch of time goes
_FIRST_EVERY_S = 1.0


@dataclass(slots=True, eq=False)
class _Piece:
    """Knots in order. t_s (n,); place (n, 2) line and offset; point_mm (n, 3); fed_mm (n, tools)."""

    t_s: NDArray[np.float64]
    place: NDArray[np.int64]
    point_mm: NDArray[np.float32]
    fed_mm: NDArray[np.float64]

    def only(self, kept: NDArray[np.bool_]) -> "_Piece":
        return _Piece(self.t_s[kept], self.place[kept], self.point_mm[kept], self.fed_mm[kept])


class Knots:
    """Takes in planned rows. every_s: time between two knots at present."""

    def __init__(self, most: int = MOST) -> None:
        self.every_s = _FIRST_EVERY_S
        self._most = most
        self._pieces: list[_Piece] = []
        self._count, self._slot = 0, -1.0
        self._tool, self._tools_seen = 0, 0
        self._fed: list[float] = [0.0]

    def take(
        self, rows: Rows, t_s: NDArray[np.float64], final: int, tool_row: Sequence[int], tool: Sequence[int]
    ) -> None:
        """Take in the first rows in memory. t_s: (final + 1,) when each starts, and the end of the last one.

        tool_row, tool: every change of tool so far, by absolute row.
        """
        if final == 0:
            return
        begins = t_s[:final]
        slots = np.floor(begins / self.every_s)
        kept = np.empty(final, np.bool_)
        kept[0] = slots[0] != self._slot
        kept[1:] = slots[1:] != slots[:-1]
        kept |= np.diff(t_s[: final + 1]) > self.every_s  # a long row is told from its start to its end
        self._slot = slots.item(-1)
        chosen = np.flatnonzero(kept)
        fed_mm = self._feed(rows, final, chosen, tool_row, tool)
        place = np.stack([rows.line[chosen], rows.offset[chosen]], axis=1)
        self._keep(_Piece(begins[chosen], place, rows.points_mm[chosen].astype(np.float32), fed_mm))

    def ended(self, t_s: float, lines: int, size_bytes: int, point_mm: NDArray[np.float64]) -> _Piece:
        """Return all knots with one for the end. point_mm: where the head is then."""
        last = _Piece(
            np.array([t_s]),
            np.array([[lines, size_bytes]]),
            point_mm.astype(np.float32)[None, :],
            np.array([self._fed]),
        )
        return _joined([*self._pieces, last])

    def _feed(
        self, rows: Rows, final: int, chosen: NDArray[np.int64], tool_row: Sequence[int], tool: Sequence[int]
    ) -> NDArray[np.float64]:
        """Return the filament fed by each tool before each chosen row: (n, tools)."""
        before = np.concatenate([np.zeros(1), np.cumsum(rows.e_mm[:final])])
        changes: list[tuple[int, int]] = []
        while self._tools_seen < len(tool_row) and tool_row[self._tools_seen] < rows.dropped + final:
            changes.append((tool_row[self._tools_seen] - rows.dropped, tool[self._tools_seen]))
            self._tools_seen += 1
        self._fed += [0.0] * (max((number for _, number in changes), default=0) + 1 - len(self._fed))
        fed_mm = np.empty((len(chosen), len(self._fed)))
        starts = [0, *(row for row, _ in changes), final]
        for k, number in enumerate((self._tool, *(number for _, number in changes))):
            first, end = starts[k], starts[k + 1]
            low, high = np.searchsorted(chosen, (first, end))
            fed_mm[low:high] = self._fed
            fed_mm[low:high, self._tool if k == 0 else number] += before[chosen[low:high]] - before[first]
            self._fed[number] += float(before[end] - before[first])
        self._tool = changes[-1][1] if changes else self._tool
        return fed_mm

    def _keep(self, piece: _Piece) -> None:
        self._pieces.append(piece)
        self._count += len(piece.t_s)
        while self._count > 2 * self._most:
            self.every_s *= 2.0
            whole = _joined(self._pieces)
            slots = np.floor(whole.t_s / self.every_s)
            kept = np.ones(len(slots), np.bool_)
            kept[1:] = slots[1:] != slots[:-1]
            kept[:-1] |= np.diff(whole.t_s) > self.every_s
            self._slot = slots.item(-1)
            if kept.all():
                break
            self._pieces = [whole.only(kept)]
            self._count = int(kept.sum())


def _joined(pieces: list[_Piece]) -> _Piece:
    tools = max(piece.fed_mm.shape[1] for piece in pieces)
    return _Piece(
        np.concatenate([piece.t_s for piece in pieces]),
        np.concatenate([piece.place for piece in pieces]),
        np.concatenate([piece.point_mm for piece in pieces]),
        np.concatenate([np.pad(piece.fed_mm, ((0, 0), (0, tools - piece.fed_mm.shape[1]))) for piece in pieces]),
    )
