"""Which points lie inside loops, by how often these wind around them."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel


@kernel
def winds_around(
    where: NDArray[np.float64], points: NDArray[np.float64], loop_start: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return (w,) whether loops wind around places in the positive sense, all loops taken together.

    where: (w, 2). points: (n, 2). loop_start: (l + 1,).
    """
    inside = np.zeros(where.shape[0], np.bool_)
    loops = loop_start.shape[0] - 1
    low = np.full(loops, np.inf)
    high = np.full(loops, -np.inf)
    for q in range(loops):
        for i in range(loop_start[q], loop_start[q + 1]):
            low[q] = min(low[q], points[i, 1])
            high[q] = max(high[q], points[i, 1])
    for w in range(where.shape[0]):
        x, y = where[w, 0], where[w, 1]
        winding = 0
        for q in range(loops):
            if y < low[q] or y > high[q]:
                continue
            a = loop_start[q + 1] - 1
            for b in range(loop_start[q], loop_start[q + 1]):
                below = points[a, 1] <= y
                if below != (points[b, 1] <= y):
                    share = (y - points[a, 1]) / (points[b, 1] - points[a, 1])
                    if points[a, 0] + share * (points[b, 0] - points[a, 0]) > x:
                        winding += 1 if below else -1
                a = b
        inside[w] = winding > 0
    return inside
