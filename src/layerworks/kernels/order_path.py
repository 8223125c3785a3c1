"""Strokes in their order as plain open polylines: turned round, begun at their seam, closed, without idle points."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel


@kernel
def trace(
    points: NDArray[np.int32],
    width: NDArray[np.int32],
    start: NDArray[np.int32],
    closed: NDArray[np.bool_],
    begin: NDArray[np.int32],
    order: NDArray[np.int32],
    backward: NDArray[np.bool_],
    first: NDArray[np.int32],
    gap: float,
    xy: NDArray[np.int32],
    w: NDArray[np.int32],
    path_start: NDArray[np.int32],
    path_length: NDArray[np.float64],
) -> int:
    """Fill xy (n + 3 s, 2), w (n + 3 s,), path_start (s + 1,) and path_length (s,); return the number of points used.

    begin: (s, 3) x, y and width of a seam between two vertices, before vertex `first`; width 0 where the seam is a
    vertex. path_length: before the gap. gap: cut from the end of a closed stroke that is longer than four gaps, µm.
    Points that repeat the one before, or that lie exactly on the line from it to the next with the same width, are
    left out.
    """
    n = 0
    for place in range(order.size):
        path_start[place] = n
        s = order[place]
        p0, m = start[s], start[s + 1] - start[s]
        between = begin[s, 2] > 0
        count = m + (1 + between if closed[s] else 0)
        low = n
        for j in range(count):
            if not closed[s]:
                i = p0 + (m - 1 - j if backward[place] else j)
                x, y, q = points[i, 0], points[i, 1], width[i]
            elif between and (j == 0 or j == count - 1):
                x, y, q = begin[s, 0], begin[s, 1], begin[s, 2]
            else:
                i = p0 + (first[place] + j - between) % m
                x, y, q = points[i, 0], points[i, 1], width[i]
            if n > low and xy[n - 1, 0] == x and xy[n - 1, 1] == y:
                continue
            if n > low + 1 and w[n - 1] == q and w[n - 2] == q:
                ax, ay = np.int64(xy[n - 1, 0] - xy[n - 2, 0]), np.int64(xy[n - 1, 1] - xy[n - 2, 1])
                bx, by = np.int64(x - xy[n - 1, 0]), np.int64(y - xy[n - 1, 1])
                if ax * by == ay * bx and ax * bx + ay * by > 0:
                    n -= 1
            xy[n, 0], xy[n, 1], w[n] = x, y, q
            n += 1
        length = 0.0
        for i in range(low + 1, n):
            length += np.sqrt(float(xy[i, 0] - xy[i - 1, 0]) ** 2 + float(xy[i, 1] - xy[i - 1, 1]) ** 2)
        path_length[place] = length
        if closed[s] and gap > 0.0:
            cut = gap if length > 4.0 * gap else 0.0
            while cut > 0.0:
                d = np.hypot(xy[n - 1, 0] - xy[n - 2, 0], xy[n - 1, 1] - xy[n - 2, 1])
                if d > cut + 0.5:
                    t = cut / d
                    xy[n - 1, 0] += np.int32(np.rint((xy[n - 2, 0] - xy[n - 1, 0]) * t))
                    xy[n - 1, 1] += np.int32(np.rint((xy[n - 2, 1] - xy[n - 1, 1]) * t))
                    w[n - 1] += np.int32(np.rint((w[n - 2] - w[n - 1]) * t))
                    cut = 0.0
                else:
                    n -= 1
                    cut -= d
    path_start[order.size] = n
    return n
