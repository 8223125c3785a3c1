"""Edges of simplified loops moved sideways so that they enclose what the loops did."""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel


@kernel
def shift_edges(
    points: NDArray[np.float64],
    loop_start: NDArray[np.int64],
    kept: NDArray[np.int64],
    kept_start: NDArray[np.int64],
    kept_loop: NDArray[np.int64],
    tolerance: float,
    sharp: float,
    least_shift: float,
) -> NDArray[np.float64]:
    """Return (m, 2) the kept points, moved to where their edges meet once each is moved by the mean distance of the
    points that it stands for, at most by `tolerance`.

    points: (n, 2), loop_start: (l + 1,). kept (m,), kept_start (r + 1,), kept_loop (r,): as `simplify_loops` gives
    them. sharp: sine of the turn from which edges are carried on to where they meet; elsewhere that place would run
    away, and both give in a little. Edges stay for less than `least_shift`.
    """
    moved = np.empty((kept.shape[0], 2), np.float64)
    most = 0
    for r in range(kept_loop.shape[0]):
        most = max(most, kept_start[r + 1] - kept_start[r])
    edge = np.empty((most, 3), np.float64)  # unit vector to the right of each edge, and how far it moves that way
    limit = max(tolerance, 1e-9)
    for r in range(kept_loop.shape[0]):
        first, last = kept_start[r], kept_start[r + 1]
        begin, end = loop_start[kept_loop[r]], loop_start[kept_loop[r] + 1]
        for k in range(first, last):
            i, stop = kept[k], kept[k + 1 if k + 1 < last else first]
            x, y = points[i, 0], points[i, 1]
            dx, dy = points[stop, 0] - x, points[stop, 1] - y
            length = max(math.sqrt(dx * dx + dy * dy), 1e-9)
            area = 0.0  # between the edge and the points between its ends, twice
            while i != stop:
                j = i + 1 if i + 1 < end else begin
                area += (points[i, 0] - x) * (points[j, 1] - y) - (points[j, 0] - x) * (points[i, 1] - y)
                i = j
            shift = 0.5 * area / length
            e = k - first
            edge[e, 0], edge[e, 1] = dy / length, -dx / length
            edge[e, 2] = shift if abs(shift) >= least_shift else 0.0
        for k in range(first, last):
            e, h = k - first, (k if k > first else last) - 1 - first
            nx, ny, s = edge[h, 0], edge[h, 1], edge[h, 2]
            mx, my, t = edge[e, 0], edge[e, 1], edge[e, 2]
            turn = nx * my - ny * mx
            if abs(turn) > sharp:
                vx, vy = (s * my - t * ny) / turn, (t * nx - s * mx) / turn
            else:
                hx, hy = nx + mx, ny + my
                f = (s + t) / max(hx * hx + hy * hy, 1e-9)
                vx, vy = hx * f, hy * f
            far = max(1.0, math.sqrt(vx * vx + vy * vy) / limit)
            moved[k, 0], moved[k, 1] = points[kept[k], 0] + vx / far, points[kept[k], 1] + vy / far
    return moved
