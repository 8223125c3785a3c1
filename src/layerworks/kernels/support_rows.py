"""Areas on the rows of a raster: what of one is not covered by another, and which pixels lie inside.

Pixel (row j, column i) is the square pitch × [i, i + 1] along and pitch × [j, j + 1] across the rows.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel


class Rows(NamedTuple):
    """Areas cell by cell as `cross_rows` gives them: first_row (c) i64, cell_row (c + 1) i64, row_start (r + 1) i64
    and along (m) f64; row j runs through the middles of the pixels of row j.
    """

    first_row: NDArray[np.int64]
    cell_row: NDArray[np.int64]
    row_start: NDArray[np.int64]
    along: NDArray[np.float64]


@kernel
def mark_open(
    area: Rows, below: Rows, shift: int, pitch: float, shortest: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return cell, row, column (m,) of the pixels that touch what of an area nothing covers, with their share (m,).

    below: what covers cell c is its cell c − shift; cells before `shift` are covered. Stretches of a row up to
    `shortest` do not count. share: length of the row in the pixel that is open, in pitches, 1 at most. A pixel that two
    stretches touch comes twice.
    """
    cell = np.empty(0, np.int64)
    row = np.empty(0, np.int64)
    column = np.empty(0, np.int64)
    share = np.empty(0, np.float64)
    for fill in range(2):
        n = 0
        for c in range(shift, area.first_row.shape[0]):
            under = c - shift
            for r in range(area.cell_row[c], area.cell_row[c + 1]):
                j = area.first_row[c] + r - area.cell_row[c]
                u = below.cell_row[under] + j - below.first_row[under]
                k, k1 = 0, 0
                if below.cell_row[under] <= u < below.cell_row[under + 1]:
                    k, k1 = below.row_start[u], below.row_start[u + 1]
                for a in range(area.row_start[r], area.row_start[r + 1] - 1, 2):
                    begin, end = area.along[a], area.along[a + 1]
                    while begin < end:
                        while k + 1 < k1 and below.along[k + 1] <= begin:
                            k += 2
                        stop, go_on = end, end
                        if k + 1 < k1 and below.along[k] < end:
                            stop, go_on = max(begin, below.along[k]), below.along[k + 1]
                        if stop - begin > shortest:
                            for i in range(math.floor(begin / pitch), math.floor(stop / pitch) + 1):
                                if fill == 1:
                                    part = min(stop, (i + 1) * pitch) - max(begin, i * pitch)
                                    cell[n], row[n], column[n] = c, j, i
                                    share[n] = part / pitch
                                n += 1
                        begin = go_on
        if fill == 0:
            cell, row, column = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int64)
            share = np.empty(n, np.float64)
    return cell, row, column, share


@kernel
def fill_pixels(
    area: Rows, cells: NDArray[np.int64], row0: int, column0: int, pitch: float, pixels: NDArray[np.bool_]
) -> None:
    """Set the pixels (h, w) whose middles lie in one of some cells (k,); pixels[0, 0] is row0, column0."""
    height, width = pixels.shape
    for c in cells:
        low = max(area.first_row[c], row0)
        high = min(area.first_row[c] + area.cell_row[c + 1] - area.cell_row[c], row0 + height)
        for j in range(low, high):
            r = area.cell_row[c] + j - area.first_row[c]
            for a in range(area.row_start[r], area.row_start[r + 1] - 1, 2):
                i0 = max(0, math.ceil(area.along[a] / pitch - 0.5) - column0)
                i1 = min(width, math.ceil(area.along[a + 1] / pitch - 0.5) - column0)
                for i in range(i0, i1):
                    pixels[j - row0, i] = True
