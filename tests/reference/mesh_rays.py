"""Slow twin of kernels/mesh_rays: each ray against each triangle, by planes and sides."""

import numpy as np


def first_hit(corners, origin, direction, reach):
    best, best_row = reach, -1
    for row, (a, b, c) in enumerate(corners):
        normal = np.cross(b - a, c - a)
        falling = normal @ direction
        if falling == 0.0:
            continue
        distance = normal @ (a - origin) / falling
        point = origin + distance * direction
        sides = [np.cross(q - p, point - p) @ normal for p, q in ((a, b), (b, c), (c, a))]
        if min(sides) >= 0.0 and 0.0 < distance < best:
            best, best_row = distance, row
    return best_row, best
