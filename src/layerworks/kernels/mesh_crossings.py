"""Triangles of a mesh that pass through each other."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel


@kernel
def crossing_pairs(
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    corners: NDArray[np.float64],
    names: NDArray[np.int32],
    per_leaf: int,
    slack: float,
    most_pairs: int,
    most_visits: int,
) -> tuple[NDArray[np.int32], bool]:
    """Return pairs of triangles that pass through each other, (p, 2) rows of `corners`, and whether all were found.

    low, high, corners, per_leaf: a box tree as in mesh_rays. names: (t, 3) i32 vertices of each row; triangles that
    share one are neighbours and never a pair. slack: depth and length in mm up to which a touch is no crossing.
    The search ends early after most_pairs pairs or most_visits pairs of boxes.
    A crossing is a common segment longer than slack, where each triangle has corners farther than slack on both sides
    of the other's plane (after Möller, A fast triangle-triangle intersection test, 1997); coplanar ones do not cross.
    Slow twin: tests/reference/mesh_crossings.py.
    """
    leaves = len(low) // 2
    found = np.empty((most_pairs, 2), dtype=np.int32)
    count = 0
    visits = 0
    stack = np.empty((512, 2), dtype=np.int64)
    stack[0, 0] = 1
    stack[0, 1] = 1
    depth = 1
    box = np.empty((2, 3), dtype=np.float64)
    side = np.empty((2, 3), dtype=np.float64)
    normal = np.empty((2, 3), dtype=np.float64)
    span = np.empty((2, 2), dtype=np.float64)
    while depth > 0:
        depth -= 1
        a, b = stack[depth, 0], stack[depth, 1]
        visits += 1
        if visits > most_visits:
            return found[:count].copy(), False
        if a != b and (
            low[a, 0] > high[b, 0]
            or low[b, 0] > high[a, 0]
            or low[a, 1] > high[b, 1]
            or low[b, 1] > high[a, 1]
            or low[a, 2] > high[b, 2]
            or low[b, 2] > high[a, 2]
        ):
            continue
        if a < leaves:  # both are on the same level
            stack[depth, 0], stack[depth, 1] = 2 * a, 2 * b
            stack[depth + 1, 0], stack[depth + 1, 1] = 2 * a + 1, 2 * b + 1
            stack[depth + 2, 0], stack[depth + 2, 1] = 2 * a, 2 * b + 1
            depth += 3
            if a != b:
                stack[depth, 0], stack[depth, 1] = 2 * a + 1, 2 * b
                depth += 1
            continue
        from_a, from_b = (a - leaves) * per_leaf, (b - leaves) * per_leaf
        for i in range(from_a, min(from_a + per_leaf, len(corners))):
            apart = False
            for k in range(3):
                box[0, k] = min(corners[i, 0, k], corners[i, 1, k], corners[i, 2, k])
                box[1, k] = max(corners[i, 0, k], corners[i, 1, k], corners[i, 2, k])
                apart = apart or box[0, k] > high[b, k] or box[1, k] < low[b, k]
            if apart:
                continue
            for j in range(max(i + 1, from_b), min(from_b + per_leaf, len(corners))):
                for k in range(3):
                    c0, c1, c2 = corners[j, 0, k], corners[j, 1, k], corners[j, 2, k]
                    apart = (c0 > box[1, k] and c1 > box[1, k] and c2 > box[1, k]) or (
                        c0 < box[0, k] and c1 < box[0, k] and c2 < box[0, k]
                    )
                    if apart or names[i, k] == names[j, 0] or names[i, k] == names[j, 1] or names[i, k] == names[j, 2]:
                        apart = True
                        break
                if apart:
                    continue
                for s in range(2):  # where the other's corners lie about this one's plane
                    own, other = (i, j) if s == 0 else (j, i)
                    ux = corners[own, 1, 0] - corners[own, 0, 0]
                    uy = corners[own, 1, 1] - corners[own, 0, 1]
                    uz = corners[own, 1, 2] - corners[own, 0, 2]
                    vx = corners[own, 2, 0] - corners[own, 0, 0]
                    vy = corners[own, 2, 1] - corners[own, 0, 1]
                    vz = corners[own, 2, 2] - corners[own, 0, 2]
                    nx, ny, nz = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
                    length = np.sqrt(nx * nx + ny * ny + nz * nz)
                    if length == 0.0:
                        apart = True
                        break
                    normal[s, 0], normal[s, 1], normal[s, 2] = nx / length, ny / length, nz / length
                    above, below = False, False
                    for k in range(3):
                        d = (
                            normal[s, 0] * (corners[other, k, 0] - corners[own, 0, 0])
                            + normal[s, 1] * (corners[other, k, 1] - corners[own, 0, 1])
                            + normal[s, 2] * (corners[other, k, 2] - corners[own, 0, 2])
                        )
                        side[1 - s, k] = d
                        above = above or d > slack
                        below = below or d < -slack
                    if not (above and below):
                        apart = True
                        break
                if apart:
                    continue
                lx = normal[0, 1] * normal[1, 2] - normal[0, 2] * normal[1, 1]
                ly = normal[0, 2] * normal[1, 0] - normal[0, 0] * normal[1, 2]
                lz = normal[0, 0] * normal[1, 1] - normal[0, 1] * normal[1, 0]
                length = np.sqrt(lx * lx + ly * ly + lz * lz)
                if length < 1e-9:
                    continue
                for s in range(2):  # the stretch of the common line that lies in this triangle
                    own = i if s == 0 else j
                    span[s, 0], span[s, 1] = np.inf, -np.inf
                    for k in range(3):
                        m = (k + 1) % 3
                        da, db = side[s, k], side[s, m]
                        if (da > 0.0) == (db > 0.0):
                            continue
                        share = da / (da - db)
                        at = 0.0
                        for axis, along in ((0, lx), (1, ly), (2, lz)):
                            p = corners[own, k, axis]
                            at += along * (p - corners[i, 0, axis] + share * (corners[own, m, axis] - p))
                        span[s, 0] = min(span[s, 0], at / length)
                        span[s, 1] = max(span[s, 1], at / length)
                if min(span[0, 1], span[1, 1]) - max(span[0, 0], span[1, 0]) > slack:
                    if count == most_pairs:
                        return found, False
                    found[count, 0], found[count, 1] = i, j
                    count += 1
    return found[:count].copy(), True
