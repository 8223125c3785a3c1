"""Edges of outlines by rows of height, so that a point is held against the few edges beside it and not against all."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel


@kernel
def rows_of_edges(
    points: NDArray[np.float64], loop_start: NDArray[np.int64], cell_start: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return cell_row (c + 1,), frame (c, 2), row_start (r + 1,), edge (k,) and edge_loop (k,).

    points: (n, 2). loop_start: (l + 1,). cell_start: (c + 1,) into loops. Rows of a cell are as many as its loops, or
    fewer where long edges would stand in too many. frame: the lowest y of a cell, and rows per length. edge: the point
    where an edge ends, in every row that its heights touch; edge_loop: its loop. Rows keep the order of the edges.
    """
    cells = cell_start.shape[0] - 1
    cell_row = np.zeros(cells + 1, np.int64)
    frame = np.zeros((cells, 2), np.float64)
    for c in range(cells):
        first, last = cell_start[c], cell_start[c + 1]
        low, high = np.inf, -np.inf
        edges = 0
        span = 0.0
        for q in range(first, last):
            j = loop_start[q + 1] - 1
            edges += loop_start[q + 1] - loop_start[q]
            for i in range(loop_start[q], loop_start[q + 1]):
                low, high = min(low, points[i, 1]), max(high, points[i, 1])
                span += abs(points[i, 1] - points[j, 1])
                j = i
        rows = last - first
        height = high - low
        if rows < 1:
            rows = 1
        if height > 0.0:  # an edge stands in one row and as many more as its heights pass
            rows = max(1, min(rows, int(4.0 * edges * height / max(span, 1e-9))))
            frame[c, 0], frame[c, 1] = low, rows / height
        cell_row[c + 1] = cell_row[c] + rows
    row_start = np.zeros(cell_row[cells] + 1, np.int64)
    edge, edge_loop, fill = np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int64)
    for turn in range(2):  # counted, then filled
        if turn == 1:
            for r in range(cell_row[cells]):
                row_start[r + 1] += row_start[r]
            edge = np.empty(row_start[cell_row[cells]], np.int64)
            edge_loop = np.empty(row_start[cell_row[cells]], np.int64)
            fill = row_start[:-1].copy()
        for c in range(cells):
            base, most = cell_row[c], cell_row[c + 1] - cell_row[c] - 1
            for q in range(cell_start[c], cell_start[c + 1]):
                j = loop_start[q + 1] - 1
                for i in range(loop_start[q], loop_start[q + 1]):
                    ya, yb = min(points[j, 1], points[i, 1]), max(points[j, 1], points[i, 1])
                    ra = min(most, max(0, int((ya - frame[c, 0]) * frame[c, 1])))
                    rb = min(most, max(0, int((yb - frame[c, 0]) * frame[c, 1])))
                    for r in range(base + ra, base + rb + 1):
                        if turn == 0:
                            row_start[r + 1] += 1
                        else:
                            edge[fill[r]] = i
                            edge_loop[fill[r]] = q
                            fill[r] += 1
                    j = i
    return cell_row, frame, row_start, edge, edge_loop
