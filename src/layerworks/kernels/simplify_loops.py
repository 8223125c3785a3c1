"""Fewer points within a tolerance: Douglas and Peucker, The Canadian Cartographer 10 (1973) 112."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel


@kernel
def simplify_loops(
    points: NDArray[np.float64], loop_start: NDArray[np.int64], tolerance: float, least_area: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return kept (m,) indices of points, their loop starts (r + 1,) and which loop each of them was (r,).

    points: (n, 2). loop_start: (l + 1,). Every dropped point lies within `tolerance` of the chord that replaces it.
    Loops left with fewer than three points or with less than `least_area` are dropped.
    """
    loops = loop_start.shape[0] - 1
    kept = np.empty(points.shape[0], np.int64)
    kept_start = np.empty(loops + 1, np.int64)
    kept_loop = np.empty(loops, np.int64)
    most = 0
    for q in range(loops):
        most = max(most, loop_start[q + 1] - loop_start[q])
    keep = np.empty(most + 1, np.bool_)
    stack = np.empty((most + 2, 2), np.int64)
    n = 0
    r = 0
    tolerance2 = tolerance * tolerance
    for q in range(loops):
        s = loop_start[q]
        count = loop_start[q + 1] - s
        if count < 3:
            continue
        # two anchors: the point farthest from the first, and the one farthest from that
        a = b = 0
        far = 0.0
        for _ in range(2):
            a = b
            far = -1.0
            for i in range(count):
                dx, dy = points[s + i, 0] - points[s + a, 0], points[s + i, 1] - points[s + a, 1]
                if dx * dx + dy * dy > far:
                    far = dx * dx + dy * dy
                    b = i
        if far <= tolerance2:
            continue
        if a > b:
            a, b = b, a
        keep[:count] = False
        keep[a] = True
        keep[b] = True
        stack[0, 0], stack[0, 1] = a, b
        stack[1, 0], stack[1, 1] = b, a + count
        top = 2
        while top > 0:
            top -= 1
            i, j = stack[top, 0], stack[top, 1]
            if j - i < 2:
                continue
            x0, y0 = points[s + i % count, 0], points[s + i % count, 1]
            dx, dy = points[s + j % count, 0] - x0, points[s + j % count, 1] - y0
            length2 = dx * dx + dy * dy
            worst = tolerance2
            at = -1
            for k in range(i + 1, j):
                kk = k if k < count else k - count
                px, py = points[s + kk, 0] - x0, points[s + kk, 1] - y0
                t = (px * dx + py * dy) / length2 if length2 > 0.0 else 0.0
                t = 0.0 if t < 0.0 else (1.0 if t > 1.0 else t)
                ex, ey = px - t * dx, py - t * dy
                if ex * ex + ey * ey > worst:
                    worst = ex * ex + ey * ey
                    at = k
            if at >= 0:
                keep[at % count] = True
                stack[top, 0], stack[top, 1] = i, at
                stack[top + 1, 0], stack[top + 1, 1] = at, j
                top += 2
        first = n
        area = 0.0
        for i in range(count):
            if keep[i]:
                kept[n] = s + i
                if n > first:
                    p = kept[n - 1]
                    area += points[p, 0] * points[s + i, 1] - points[s + i, 0] * points[p, 1]
                n += 1
        p = kept[n - 1]
        area += points[p, 0] * points[kept[first], 1] - points[kept[first], 0] * points[p, 1]
        if n - first < 3 or abs(area) < 2.0 * least_area:
            n = first
            continue
        kept_start[r] = first
        kept_loop[r] = q
        r += 1
    kept_start[r] = n
    return kept[:n].copy(), kept_start[: r + 1].copy(), kept_loop[:r].copy()
