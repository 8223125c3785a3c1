"""Loops to pixels, by the non-zero winding rule."""

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.regions import Regions


def filled(area: Regions, cell: int, frame: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.bool_]:
    """Return (h, w) whether the middle of each pixel lies in a cell's area.

    frame: (3,) x and y of the lower left corner and side of a pixel, mm. Each edge that crosses a row of middles turns
    what lies right of it; the turns are added up along the row.
    """
    loops = area.loops_of(cell)
    rows, columns = size
    turns = np.zeros((rows, columns + 1), np.int16)
    if not loops:
        return np.zeros(size, np.bool_)
    start = np.concatenate(loops) / 1000.0
    end = np.concatenate([np.roll(loop, -1, axis=0) for loop in loops]) / 1000.0
    left, front, px = frame
    y0, y1 = (start[:, 1] - front) / px - 0.5, (end[:, 1] - front) / px - 0.5
    first = np.clip(np.ceil(np.minimum(y0, y1)), 0, rows).astype(np.int64)
    count = np.clip(np.ceil(np.maximum(y0, y1)), 0, rows).astype(np.int64) - first
    edge = np.repeat(np.arange(len(start)), count)
    row = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count) + first[edge]
    share = (row - y0[edge]) / (y1[edge] - y0[edge])
    x = start[edge, 0] + share * (end[edge, 0] - start[edge, 0])
    column = np.clip(np.ceil((x - left) / px - 0.5), 0, columns).astype(np.int64)
    np.add.at(turns, (row, column), np.where(y1[edge] > y0[edge], 1, -1).astype(np.int16))
    return np.cumsum(turns[:, :columns], axis=1, dtype=np.int16) != 0
