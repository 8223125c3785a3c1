"""A grid over the edges of some loops, to find the edges near a place. Called by other kernels only."""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel


@kernel
def following_points(loop_start: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """Return (n,) the point after each point of its loop. loop_start: (l + 1,)."""
    following = np.empty(n, np.int64)
    for i in range(n):
        following[i] = i + 1
    for q in range(loop_start.shape[0] - 1):
        if loop_start[q + 1] > loop_start[q]:
            following[loop_start[q + 1] - 1] = loop_start[q]
    return following


@kernel
def edge_grid(
    points: NDArray[np.float64], following: NDArray[np.int64], first: int, last: int, least: float
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return frame (3,) = x, y, size of a cell, shape (2,) = columns, rows, and the edges of each cell as bins,
    entries.

    points: (n, 2). following: (n,). The edges are those that begin at points first … last − 1, whole loops of them.
    Cells are at least `least` wide and their number is of the order of the number of edges, however long or scattered
    those are. entries[bins[row × columns + column]] … are the edges that touch a cell, and perhaps a few more.
    """
    count = last - first
    x0 = y0 = np.inf
    x1 = y1 = -np.inf
    total = 0.0
    for i in range(first, last):
        j = following[i]
        x0, y0 = min(x0, points[i, 0]), min(y0, points[i, 1])
        x1, y1 = max(x1, points[i, 0]), max(y1, points[i, 1])
        total += abs(points[j, 0] - points[i, 0]) + abs(points[j, 1] - points[i, 1])
    most = count + 16.0
    size = max(least, total / count, math.sqrt((x1 - x0) * (y1 - y0) / most), 1e-6)
    size = max(size, max(x1 - x0, y1 - y0) / most)
    scale = 1.0 / size
    columns, rows = int((x1 - x0) * scale) + 1, int((y1 - y0) * scale) + 1
    bins = np.zeros(columns * rows + 1, np.int64)
    entries = np.empty(0, np.int64)
    for fill in range(2):
        if fill == 1:
            for b in range(columns * rows):
                bins[b + 1] += bins[b]
            entries = np.empty(bins[-1], np.int64)
        for i in range(first, last):
            j = following[i]
            xa, ya = (points[i, 0] - x0) * scale, (points[i, 1] - y0) * scale
            xb, yb = (points[j, 0] - x0) * scale, (points[j, 1] - y0) * scale
            left, right = min(xa, xb), max(xa, xb)
            r0, r1 = int(min(ya, yb)), int(max(ya, yb))
            slope = (xb - xa) / (yb - ya) if r1 > r0 and int(right) > int(left) else np.inf
            for r in range(r0, r1 + 1):
                c0, c1 = int(left), int(right)
                if slope != np.inf:
                    u = xa + (r - ya) * slope
                    v = u + slope
                    c0, c1 = int(max(left, min(u, v) - 1e-6)), int(min(right, max(u, v) + 1e-6))
                for b in range(r * columns + c0, r * columns + c1 + 1):
                    if fill == 0:
                        bins[b + 1] += 1
                    else:
                        # fill downwards from the end of the bin, so that no second cursor is needed
                        bins[b + 1] -= 1
                        entries[bins[b + 1]] = i
    # after the fill bins[b + 1] is where bin b begins
    for b in range(columns * rows):
        bins[b] = bins[b + 1]
    bins[columns * rows] = entries.shape[0]
    frame = np.empty(3, np.float64)
    frame[0], frame[1], frame[2] = x0, y0, size
    shape = np.empty(2, np.int64)
    shape[0], shape[1] = columns, rows
    return frame, shape, bins, entries
