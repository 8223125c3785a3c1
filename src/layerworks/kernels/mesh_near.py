"""Points that lie on edges they do not belong to."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel


@kernel
def points_on_edges(
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    corners: NDArray[np.float64],
    per_leaf: int,
    points: NDArray[np.float64],
    reach: float,
    most_pairs: int,
    most_visits: int,
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return which points lie on which edges: pairs (p, 2) i32 of point and row, and where (p,) along it, 0 … 1.

    low, high, per_leaf: a box tree as in mesh_rays over rows of corners (t, 3, 3), whose first two corners are an
    edge's ends. points: (q, 3). A point lies on an edge when it is within `reach` of it and its foot is farther than
    `reach` from both ends. Pairs come in the order of the points; the search ends early after most_pairs pairs or
    most_visits boxes. Slow twin: tests/reference/mesh_near.py.
    """
    leaves = len(low) // 2
    pairs = np.empty((most_pairs, 2), dtype=np.int32)
    where = np.empty(most_pairs, dtype=np.float64)
    count = 0
    visits = 0
    stack = np.empty(128, dtype=np.int64)
    for p in range(len(points)):
        x, y, z = points[p, 0], points[p, 1], points[p, 2]
        stack[0] = 1
        depth = 1
        while depth > 0:
            depth -= 1
            node = stack[depth]
            visits += 1
            if visits > most_visits:
                return pairs[:count].copy(), where[:count].copy()
            if (
                x < low[node, 0] - reach
                or x > high[node, 0] + reach
                or y < low[node, 1] - reach
                or y > high[node, 1] + reach
                or z < low[node, 2] - reach
                or z > high[node, 2] + reach
            ):
                continue
            if node < leaves:
                stack[depth] = 2 * node + 1
                stack[depth + 1] = 2 * node
                depth += 2
                continue
            at = (node - leaves) * per_leaf
            for t in range(at, min(at + per_leaf, len(corners))):
                ex = corners[t, 1, 0] - corners[t, 0, 0]
                ey = corners[t, 1, 1] - corners[t, 0, 1]
                ez = corners[t, 1, 2] - corners[t, 0, 2]
                px, py, pz = x - corners[t, 0, 0], y - corners[t, 0, 1], z - corners[t, 0, 2]
                length = np.sqrt(ex * ex + ey * ey + ez * ez)
                foot = (px * ex + py * ey + pz * ez) / length
                if not (reach < foot < length - reach):
                    continue
                share = foot / length
                dx, dy, dz = px - share * ex, py - share * ey, pz - share * ez
                if dx * dx + dy * dy + dz * dz > reach * reach:
                    continue
                if count == most_pairs:
                    return pairs, where
                pairs[count, 0], pairs[count, 1] = p, t
                where[count] = share
                count += 1
    return pairs[:count].copy(), where[:count].copy()
