"""Slow twin of layerworks.kernels.simplify_shift: one loop."""

import math
from itertools import pairwise


def shift_edges(loop, kept, tolerance, sharp, least_shift):
    """Return the kept points of a loop [(x, y), …] moved, see the kernel. kept: ascending indices."""
    edges = []
    for i, stop in zip(kept, [*kept[1:], kept[0] + len(loop)], strict=True):
        path = [loop[k % len(loop)] for k in range(i, stop + 1)]
        x, y = path[0]
        dx, dy = path[-1][0] - x, path[-1][1] - y
        length = max(math.hypot(dx, dy), 1e-9)
        # the polygon of the path and its chord, by triangles about the first point
        area = sum((p[0] - x) * (q[1] - y) - (q[0] - x) * (p[1] - y) for p, q in pairwise(path)) / 2
        shift = area / length
        edges.append((dy / length, -dx / length, shift if abs(shift) >= least_shift else 0.0))
    moved = []
    for k, i in enumerate(kept):
        (nx, ny, s), (mx, my, t) = edges[k - 1], edges[k]
        turn = nx * my - ny * mx
        if abs(turn) > sharp:  # v · n = s and v · m = t
            v = complex(s * my - t * ny, t * nx - s * mx) / turn
        else:
            half = complex(nx + mx, ny + my)
            v = half * (s + t) / max(abs(half) ** 2, 1e-9)
        v /= max(1.0, abs(v) / max(tolerance, 1e-9))
        moved.append((loop[i][0] + v.real, loop[i][1] + v.imag))
    return moved
