"""Where outlines cross a family of parallel lines. All cells share the family, so that their rows can be compared."""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel


@kernel
def cross_rows(
    points: NDArray[np.float64],
    loop_start: NDArray[np.int64],
    cell_start: NDArray[np.int64],
    wanted: NDArray[np.bool_],
    directions: NDArray[np.float64],
    pitch: float,
    beyond: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.int32]]:
    """Return first_row (c,), cell_row (c + 1,), row_start (r + 1,), along (m,) ascending in each row, and edge (m,).

    points: (n, 2). loop_start: (l + 1,). cell_start: (c + 1,) into loops. wanted: (c,), other cells get no rows.
    directions: (c, 2) unit vector of a cell's lines; row j lies at pitch × (j + ½) to their left. Row `first_row[c]
    + i` of cell c has its crossings in row_start[cell_row[c] + i] … [… + 1]; along: coordinate along the line; edge:
    index of the point at which the crossed edge begins. beyond: empty rows to have at either side.
    """
    cells = cell_start.shape[0] - 1
    first_row = np.zeros(cells, np.int64)
    cell_row = np.zeros(cells + 1, np.int64)
    for cell in range(cells):
        low, high = np.inf, -np.inf
        c, s = directions[cell, 0], directions[cell, 1]
        if wanted[cell]:
            for i in range(loop_start[cell_start[cell]], loop_start[cell_start[cell + 1]]):
                v = c * points[i, 1] - s * points[i, 0]
                low, high = min(low, v), max(high, v)
        rows = 0
        if low < high:
            first_row[cell] = math.floor(low / pitch - 0.5) - beyond
            rows = math.floor(high / pitch - 0.5) - first_row[cell] + 1 + beyond
        cell_row[cell + 1] = cell_row[cell] + rows
    row_start = np.zeros(cell_row[cells] + 1, np.int64)
    along = np.empty(0, np.float64)
    edge = np.empty(0, np.int32)
    cursor = np.empty(0, np.int64)
    for fill in range(2):
        if fill == 1:
            for r in range(row_start.shape[0] - 1):
                row_start[r + 1] += row_start[r]
            along = np.empty(row_start[-1], np.float64)
            edge = np.empty(row_start[-1], np.int32)
            cursor = row_start[:-1].copy()
        for cell in range(cells):
            if cell_row[cell] == cell_row[cell + 1]:
                continue
            base = cell_row[cell] - first_row[cell]
            c, s = directions[cell, 0], directions[cell, 1]
            for q in range(cell_start[cell], cell_start[cell + 1]):
                j = loop_start[q + 1] - 1
                vj = c * points[j, 1] - s * points[j, 0]
                rj = math.ceil(vj / pitch - 0.5)  # first row at or beyond the point
                for i in range(loop_start[q], loop_start[q + 1]):
                    vi = c * points[i, 1] - s * points[i, 0]
                    ri = math.ceil(vi / pitch - 0.5)
                    if ri != rj:
                        if fill == 0:
                            for r in range(base + min(ri, rj), base + max(ri, rj)):
                                row_start[r + 1] += 1
                        else:
                            ui = c * points[i, 0] + s * points[i, 1]
                            uj = c * points[j, 0] + s * points[j, 1]
                            slope = (ui - uj) / (vi - vj)
                            for r in range(min(ri, rj), max(ri, rj)):
                                u = uj + slope * ((r + 0.5) * pitch - vj)
                                at = cursor[base + r]
                                cursor[base + r] = at + 1
                                while at > row_start[base + r] and along[at - 1] > u:
                                    along[at] = along[at - 1]
                                    edge[at] = edge[at - 1]
                                    at -= 1
                                along[at] = u
                                edge[at] = j
                    j, vj, rj = i, vi, ri
    return first_row, cell_row, row_start, along, edge
