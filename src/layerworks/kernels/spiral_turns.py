"""Loops of layer after layer as one rising line: each turn begins on the loop below and ends on its own."""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel


@kernel
def wind(
    points: NDArray[np.float64],
    start: NDArray[np.int64],
    x: float,
    y: float,
    reach: float,
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return points (n, 3): x, y and the share of the turn done, and turn_start (t + 1,), one turn a loop and one more.

    points (p, 2), start (l + 1,): closed loops in one sense, none empty. x, y: the first turn begins as near there as
    it can, every other as near the end of the one before. A point of a turn is moved towards the loop below by what of
    the turn is not yet done; its foot there is sought ahead of the last one, as far as the way goes and `reach` more,
    and `reach` behind it. Where the loop below is farther than `reach` the point stays. The first loop has none below
    it; the last loop is gone round twice.
    """
    loops = start.shape[0] - 1
    room = 2 * (start[loops] - start[loops - 1]) + start[loops] + 2 * loops + 2
    out = np.empty((room, 3), np.float64)
    turn_start = np.zeros(loops + 2, np.int64)
    n = 0
    for turn in range(loops + 1):
        a, b = start[min(turn, loops - 1)], start[min(turn, loops - 1) + 1]
        edge, x, y = _nearest(points, a, b, x, y)
        length = 0.0
        begin = n
        # round the loop from the spot found back to it, the way so far in the third place
        out[n, 0], out[n, 1], out[n, 2] = x, y, 0.0
        n += 1
        for i in range(b - a + 1):
            px, py = x, y
            if i < b - a:
                k = a + (edge - a + 1 + i) % (b - a)
                px, py = points[k, 0], points[k, 1]
            length += math.hypot(px - out[n - 1, 0], py - out[n - 1, 1])
            out[n, 0], out[n, 1], out[n, 2] = px, py, length
            n += 1
        if 0 < turn < loops:
            below_a, below_b = start[turn - 1], a
            foot, _, _ = _nearest(points, below_a, below_b, x, y)
            for i in range(begin, n):
                px, py, share = out[i, 0], out[i, 1], out[i, 2] / length
                ahead = reach + (out[i, 2] - out[i - 1, 2] if i > begin else 0.0)
                foot, fx, fy = _foot(points, below_a, below_b, foot, reach, ahead, px, py)
                out[i, 2] = share
                if (fx - px) * (fx - px) + (fy - py) * (fy - py) <= reach * reach:
                    out[i, 0], out[i, 1] = fx + share * (px - fx), fy + share * (py - fy)
        else:
            for i in range(begin, n):
                out[i, 2] /= length
        turn_start[turn + 1] = n
    return out[:n].copy(), turn_start


@kernel
def _nearest(points: NDArray[np.float64], a: int, b: int, x: float, y: float) -> tuple[int, float, float]:
    """Return the edge of the loop a…b nearest to a spot, by the point at which it begins, and the nearest place."""
    best, edge, bx, by = np.inf, a, points[a, 0], points[a, 1]
    for i in range(a, b):
        j = i + 1 if i + 1 < b else a
        qx, qy = _on_edge(points, i, j, x, y)
        d = (qx - x) * (qx - x) + (qy - y) * (qy - y)
        if d < best:
            best, edge, bx, by = d, i, qx, qy
    return edge, bx, by


@kernel
def _foot(
    points: NDArray[np.float64], a: int, b: int, edge: int, behind: float, ahead: float, x: float, y: float
) -> tuple[int, float, float]:
    """Return the same as `_nearest` among the edges within some way before and after an edge."""
    count = b - a
    back, way = 0, 0.0
    while back < count // 2 and way < behind:
        i, j = a + (edge - a - back - 1) % count, a + (edge - a - back) % count
        way += math.hypot(points[j, 0] - points[i, 0], points[j, 1] - points[i, 1])
        back += 1
    best, found, bx, by = np.inf, edge, x, y
    way = 0.0
    for step in range(-back, count - back):
        i, j = a + (edge - a + step) % count, a + (edge - a + step + 1) % count
        qx, qy = _on_edge(points, i, j, x, y)
        d = (qx - x) * (qx - x) + (qy - y) * (qy - y)
        if d < best:
            best, found, bx, by = d, i, qx, qy
        if step > 0:
            way += math.hypot(points[j, 0] - points[i, 0], points[j, 1] - points[i, 1])
            if way > ahead:
                break
    return found, bx, by


@kernel
def _on_edge(points: NDArray[np.float64], i: int, j: int, x: float, y: float) -> tuple[float, float]:
    """Return the place of an edge nearest to a spot."""
    ax, ay = points[i, 0], points[i, 1]
    ex, ey = points[j, 0] - ax, points[j, 1] - ay
    size = ex * ex + ey * ey
    t = min(1.0, max(0.0, ((x - ax) * ex + (y - ay) * ey) / size)) if size > 0.0 else 0.0
    return ax + t * ex, ay + t * ey
