"""What parallel lines leave uncovered along borders that run nearly their way: slivers narrower than a line."""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel
from layerworks.kernels.sorting import copy_row

SHALLOW = 1.5  # rise over run of a border below which rows leave holes deeper than a quarter of a pitch


@kernel
def find_slivers(
    points: NDArray[np.float64],
    loop_start: NDArray[np.int64],
    cell_start: NDArray[np.int64],
    directions: NDArray[np.float64],
    pitch: float,
    least: float,
    first_row: NDArray[np.int64],
    cell_row: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return sliver_start (r + 1,), ends (m, 2) along the row, ascending, and lift (m, 2).

    points, loop_start, cell_start: areas on the left of their loops. directions, pitch, first_row, cell_row: the
    rows, as in `cross_rows`; a row's strip reaches half a pitch to both sides. A sliver is the part of a strip
    between its edge and a border that crosses the strip slowly; lift is how far the middle of that part lies from
    the middle of the row, at each end, so that its thickness is pitch − 2 |lift|. Thinner than `least` it is left
    out.
    """
    cells = cell_start.shape[0] - 1
    sliver_start = np.zeros(cell_row[cells] + 1, np.int64)
    ends = np.empty((0, 2), np.float64)
    lift = np.empty((0, 2), np.float64)
    cursor = np.empty(0, np.int64)
    for fill in range(2):
        if fill == 1:
            for r in range(sliver_start.shape[0] - 1):
                sliver_start[r + 1] += sliver_start[r]
            ends = np.empty((sliver_start[-1], 2), np.float64)
            lift = np.empty((sliver_start[-1], 2), np.float64)
            cursor = sliver_start[:-1].copy()
        for cell in range(cells):
            rows = cell_row[cell + 1] - cell_row[cell]
            if rows == 0:
                continue
            c, s = directions[cell, 0], directions[cell, 1]
            for q in range(cell_start[cell], cell_start[cell + 1]):
                j = loop_start[q + 1] - 1
                for i in range(loop_start[q], loop_start[q + 1]):
                    ua, va = c * points[j, 0] + s * points[j, 1], c * points[j, 1] - s * points[j, 0]
                    ub, vb = c * points[i, 0] + s * points[i, 1], c * points[i, 1] - s * points[i, 0]
                    j = i
                    if abs(vb - va) > SHALLOW * abs(ub - ua) or ua == ub:
                        continue
                    over = ub > ua  # the area lies over the edge, at greater v
                    if not over:
                        ua, va, ub, vb = ub, vb, ua, va
                    slope = (vb - va) / (ub - ua)
                    low, high = min(va, vb), max(va, vb)
                    for row in range(math.floor(low / pitch), math.floor(high / pitch) + 1):
                        r = row - first_row[cell]
                        if r < 0 or r >= rows:
                            continue
                        bottom = row * pitch + (0.0 if over else least)
                        top = bottom + pitch - least
                        u0, u1 = ua, ub
                        if high > top or low < bottom:
                            if slope == 0.0:
                                continue
                            x, y = ua + (bottom - va) / slope, ua + (top - va) / slope
                            u0, u1 = max(ua, min(x, y)), min(ub, max(x, y))
                            if u0 >= u1:
                                continue
                        r += cell_row[cell]
                        if fill == 0:
                            sliver_start[r + 1] += 1
                            continue
                        at = cursor[r]
                        cursor[r] = at + 1
                        while at > sliver_start[r] and ends[at - 1, 0] > u0:
                            copy_row(ends, at, ends, at - 1)
                            copy_row(lift, at, lift, at - 1)
                            at -= 1
                        ends[at, 0], ends[at, 1] = u0, u1
                        for k in range(2):
                            v = va + (ends[at, k] - ua) * slope
                            # half of what the border takes from the strip; the sign tells the side it takes it from
                            if over:
                                lift[at, k] = max(1e-6, (v - row * pitch) / 2.0)
                            else:
                                lift[at, k] = min(-1e-6, (v - (row + 1) * pitch) / 2.0)
    return sliver_start, ends, lift
