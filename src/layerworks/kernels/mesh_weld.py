"""Points that are one point: the first of each neighbourhood stands for the rest."""

from math import floor

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel

CELL = 16.0  # edge of a hash cell in tolerances: most points look into one cell, and a cell cannot hold many leaders


@kernel
def weld(points: NDArray[np.float64], tolerance: float) -> NDArray[np.int32]:
    """Return for each point the leader that stands for it: (n,) i32, a leader stands for itself.

    points: (n, 3) f64, finite, |x| / tolerance < 2**60. tolerance: > 0, same unit.
    Points are taken in order; one joins the nearest leader within the tolerance (the earlier of two equals) or
    becomes a leader, so no point moves by more than the tolerance. Slow twin: tests/reference/mesh_weld.py.
    """
    n = len(points)
    size = 16
    while size < 2 * n:
        size *= 2
    head = np.full(size, -1, dtype=np.int32)
    after = np.full(n, -1, dtype=np.int32)
    leader = np.empty(n, dtype=np.int32)
    cell = CELL * tolerance
    for i in range(n):
        x, y, z = points[i, 0], points[i, 1], points[i, 2]
        best, best_square = -1, tolerance * tolerance
        for cx in range(floor((x - tolerance) / cell), floor((x + tolerance) / cell) + 1):
            for cy in range(floor((y - tolerance) / cell), floor((y + tolerance) / cell) + 1):
                for cz in range(floor((z - tolerance) / cell), floor((z + tolerance) / cell) + 1):
                    mixed = (cx * 73856093) ^ (cy * 19349663) ^ (cz * 83492791)
                    j = head[(mixed ^ (mixed >> 17)) & (size - 1)]
                    while j >= 0:
                        dx, dy, dz = points[j, 0] - x, points[j, 1] - y, points[j, 2] - z
                        square = dx * dx + dy * dy + dz * dz
                        if square < best_square or (square == best_square and (best < 0 or j < best)):
                            best, best_square = j, square
                        j = after[j]
        if best >= 0:
            leader[i] = best
            continue
        leader[i] = i
        cx, cy, cz = floor(x / cell), floor(y / cell), floor(z / cell)
        mixed = (cx * 73856093) ^ (cy * 19349663) ^ (cz * 83492791)
        slot = (mixed ^ (mixed >> 17)) & (size - 1)
        after[i] = head[slot]
        head[slot] = i
    return leader
