"""Slow twin of kernels/mesh_crossings: all pairs, the common segment found where edges pierce the other triangle."""

import numpy as np


def crossing_length(first, second, slack):
    """Return the length of the common segment of two triangles (3, 3), 0 where they touch or stay apart."""
    for own, other in ((first, second), (second, first)):
        height = (other - own[0]) @ _normal(own)
        if not (height.max() > slack and height.min() < -slack):
            return 0.0
    pierced = [p for own, other in ((first, second), (second, first)) for p in _pierced(own, other)]
    along = np.cross(_normal(first), _normal(second))
    if len(pierced) < 2 or np.linalg.norm(along) < 1e-9:
        return 0.0
    reach = np.array(pierced) @ along / np.linalg.norm(along)
    return float(np.ptp(reach))


def _pierced(own, other):
    """Points where the edges of one triangle go through the other."""
    normal = _normal(other)
    for k in range(3):
        p, q = own[k], own[(k + 1) % 3]
        above, below = (p - other[0]) @ normal, (q - other[0]) @ normal
        if (above > 0) == (below > 0):
            continue
        point = p + above / (above - below) * (q - p)
        sides = [np.cross(b - a, point - a) @ normal for a, b in zip(other, np.roll(other, -1, axis=0), strict=True)]
        if min(sides) >= -1e-12:
            yield point


def _normal(triangle):
    vector = np.cross(triangle[1] - triangle[0], triangle[2] - triangle[0])
    return vector / max(np.linalg.norm(vector), 1e-300)
