"""Skins and sparse infill by comparing a row with the same row of the layers above and below.

On one line areas are lists of intervals; union and difference are merges. That replaces polygon booleans and gives the
lines to print at once.
"""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel

SPARSE, HIDDEN, TOP, BOTTOM = 0, 1, 2, 4  # what a piece of a row is; TOP and BOTTOM: open to air in the next layer


@kernel
def split_rows(
    fill_first: NDArray[np.int64],
    fill_cell_row: NDArray[np.int64],
    fill_row_start: NDArray[np.int64],
    fill_along: NDArray[np.float64],
    first_row: NDArray[np.int64],
    cell_row: NDArray[np.int64],
    row_start: NDArray[np.int64],
    along: NDArray[np.float64],
    parts: int,
    above: int,
    below: int,
    shortest: float,
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.float64], NDArray[np.uint8], NDArray[np.int64]]:
    """Return cell (p,), row (p,), ends (p, 2), kind (p,) and crossing (p, 2) of the pieces of all rows.

    fill_…: rows of the areas to fill, first_row …: rows of the outlines of all layers, both as `cross_rows` gives them
    for the same lines. parts: cells of one layer. above, below: how many layers over and under a place must cover it
    to make it sparse; layers beyond the last cover nothing. Pieces of one row ascend and touch where both are printed;
    sparse pieces shorter than `shortest` between solid ones become solid. crossing: index into fill_along where an end
    lies on the area's border, else −1.
    """
    cells = fill_first.shape[0]
    room = 2 * fill_along.shape[0] + 64
    cell_of = np.empty(room, np.int32)
    row_of = np.empty(room, np.int64)
    ends = np.empty((room, 2), np.float64)
    kind_of = np.empty(room, np.uint8)
    crossing = np.empty((room, 2), np.int64)
    marks = np.empty(4096, np.float64)  # where anything changes on this row
    change = np.empty(4096, np.int32)  # neighbour whose cover flips there; −1 the area itself
    count = 0
    reach = above + below
    covers = np.empty(reach + 1, np.bool_)
    for cell in range(cells):
        for r in range(fill_cell_row[cell], fill_cell_row[cell + 1]):
            fa, fb = fill_row_start[r], fill_row_start[r + 1]
            if fa == fb:
                continue
            row = fill_first[cell] + r - fill_cell_row[cell]
            left, right = fill_along[fa], fill_along[fb - 1]
            n = 0
            for k in range(reach):
                covers[k] = False
                other = cell + (k + 1 if k < above else above - k - 1) * parts
                if other < 0 or other >= cells:
                    continue
                i = row - first_row[other]
                if i < 0 or i >= cell_row[other + 1] - cell_row[other]:
                    continue
                oa, ob = row_start[cell_row[other] + i], row_start[cell_row[other] + i + 1]
                if n + ob - oa > marks.shape[0]:
                    marks = np.concatenate((marks, np.empty(n + 2 * (ob - oa), np.float64)))
                    change = np.concatenate((change, np.empty(n + 2 * (ob - oa), np.int32)))
                for o in range(oa, ob):
                    u = along[o]
                    if u <= left:
                        covers[k] = not covers[k]
                        continue
                    if u >= right:
                        break
                    at = n
                    while at > 0 and marks[at - 1] > u:
                        marks[at] = marks[at - 1]
                        change[at] = change[at - 1]
                        at -= 1
                    marks[at] = u
                    change[at] = k
                    n += 1
            m = 0
            for f in range(fa, fb - 1, 2):
                a, b = fill_along[f], fill_along[f + 1]
                begin = count
                at = a
                while at < b:
                    while m < n and marks[m] <= at:
                        covers[change[m]] = not covers[change[m]]
                        m += 1
                    until = marks[m] if m < n and marks[m] < b else b
                    kind = SPARSE
                    for k in range(reach):
                        if not covers[k]:
                            kind = HIDDEN
                            break
                    if above > 0 and not covers[0]:
                        kind |= TOP
                    if below > 0 and not covers[above]:
                        kind |= BOTTOM
                    if count > begin and kind_of[count - 1] == kind:
                        ends[count - 1, 1] = until
                    else:
                        if count == room:
                            room *= 2
                            cell_of = np.concatenate((cell_of, np.empty(count, np.int32)))
                            row_of = np.concatenate((row_of, np.empty(count, np.int64)))
                            ends = np.concatenate((ends, np.empty((count, 2), np.float64)))
                            kind_of = np.concatenate((kind_of, np.empty(count, np.uint8)))
                            crossing = np.concatenate((crossing, np.empty((count, 2), np.int64)))
                        cell_of[count], row_of[count], kind_of[count] = cell, row, kind
                        ends[count, 0], ends[count, 1] = at, until
                        crossing[count, 0] = crossing[count, 1] = -1
                        count += 1
                    at = until
                if count == begin:
                    continue
                # a sliver of sparse between solid pieces would only stop and start the line
                kept = begin
                for i in range(begin, count):
                    if begin < i < count - 1 and kind_of[i] == SPARSE and ends[i, 1] - ends[i, 0] < shortest:
                        kind_of[i] = HIDDEN
                    if kept > begin and kind_of[kept - 1] == kind_of[i]:
                        ends[kept - 1, 1] = ends[i, 1]
                    else:
                        ends[kept] = ends[i]
                        kind_of[kept] = kind_of[i]
                        kept += 1
                count = kept
                crossing[begin, 0] = f
                crossing[count - 1, 1] = f + 1
    return (
        cell_of[:count].copy(),
        row_of[:count].copy(),
        ends[:count].copy(),
        kind_of[:count].copy(),
        crossing[:count].copy(),
    )
