"""Short rays into a mesh: what each meets first."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel


@kernel
def first_hits(
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    corners: NDArray[np.float64],
    per_leaf: int,
    origins: NDArray[np.float64],
    directions: NDArray[np.float64],
    reach: float,
    most_visits: int,
) -> tuple[NDArray[np.int32], NDArray[np.float64], int]:
    """Return the first triangle each ray meets within its reach: row of `corners` (r,) i32 or −1, distance (r,) f64,
    and how many rays were cast before most_visits boxes were looked at.

    low, high: (2 l, 3) boxes of a complete binary tree, node 1 the root, children 2 i and 2 i + 1, leaf j in row
    l + j with the triangles per_leaf j … of corners (t, 3, 3). origins, directions: (r, 3), directions of length 1.
    Triangles are met from both sides (Möller and Trumbore 1997); one that contains the ray's line is not met, nor one
    at a distance of 0. Of two at the same distance the lower row counts. Slow twin: tests/reference/mesh_rays.py.
    """
    rays = len(origins)
    leaves = len(low) // 2
    hit = np.full(rays, -1, dtype=np.int32)
    distance = np.full(rays, np.inf, dtype=np.float64)
    stack = np.empty(128, dtype=np.int64)
    visits = 0
    for r in range(rays):
        if visits > most_visits:
            return hit, distance, r
        ox, oy, oz = origins[r, 0], origins[r, 1], origins[r, 2]
        dx, dy, dz = directions[r, 0], directions[r, 1], directions[r, 2]
        best, best_row = reach, -1
        stack[0] = 1
        depth = 1
        while depth > 0:
            depth -= 1
            visits += 1
            node = stack[depth]
            if low[node, 0] > high[node, 0]:
                continue
            near, far = 0.0, best
            for axis in range(3):
                o = origins[r, axis]
                d = directions[r, axis]
                if d == 0.0:
                    if o < low[node, axis] or o > high[node, axis]:
                        far = -1.0
                    continue
                a = (low[node, axis] - o) / d
                b = (high[node, axis] - o) / d
                near = max(near, min(a, b))
                far = min(far, max(a, b))
            if near > far:
                continue
            if node < leaves:
                stack[depth] = 2 * node + 1
                stack[depth + 1] = 2 * node
                depth += 2
                continue
            at = (node - leaves) * per_leaf
            for t in range(at, min(at + per_leaf, len(corners))):
                ax, ay, az = corners[t, 0, 0], corners[t, 0, 1], corners[t, 0, 2]
                ux, uy, uz = corners[t, 1, 0] - ax, corners[t, 1, 1] - ay, corners[t, 1, 2] - az
                vx, vy, vz = corners[t, 2, 0] - ax, corners[t, 2, 1] - ay, corners[t, 2, 2] - az
                px, py, pz = dy * vz - dz * vy, dz * vx - dx * vz, dx * vy - dy * vx
                volume = ux * px + uy * py + uz * pz
                if volume == 0.0:
                    continue
                sx, sy, sz = ox - ax, oy - ay, oz - az
                u = (sx * px + sy * py + sz * pz) / volume
                if u < 0.0 or u > 1.0:
                    continue
                qx, qy, qz = sy * uz - sz * uy, sz * ux - sx * uz, sx * uy - sy * ux
                v = (dx * qx + dy * qy + dz * qz) / volume
                if v < 0.0 or u + v > 1.0:
                    continue
                s = (vx * qx + vy * qy + vz * qz) / volume
                if s > 0.0 and (s < best or (s == best and (best_row < 0 or t < best_row))):
                    best, best_row = s, t
        if best_row >= 0:
            hit[r] = best_row
            distance[r] = best
    return hit, distance, rays
