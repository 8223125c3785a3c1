"""Slow twin of kernels/mesh_weld: every point against every leader."""

import numpy as np


def weld(points, tolerance):
    leader = np.arange(len(points), dtype=np.int32)
    leaders: list[int] = []
    for i, point in enumerate(points):
        near = [(float(((points[j] - point) ** 2).sum()), j) for j in leaders]
        near = [(square, j) for square, j in near if square <= tolerance * tolerance]
        if near:
            leader[i] = min(near)[1]
        else:
            leaders.append(i)
    return leader
