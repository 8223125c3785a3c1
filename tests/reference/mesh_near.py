"""Slow twin of kernels/mesh_near: every point against every edge."""

import numpy as np


def points_on_edges(starts, ends, points, reach):
    pairs = set()
    for i, point in enumerate(points):
        for j, (a, b) in enumerate(zip(starts, ends, strict=True)):
            length = np.linalg.norm(b - a)
            foot = (point - a) @ (b - a) / length
            away = np.linalg.norm(point - a - foot / length * (b - a))
            if reach < foot < length - reach and away <= reach:
                pairs.add((i, j))
    return pairs
