"""Slow twin of layerworks.kernels.point_winding: the angles under which edges are seen, added up."""

import math
from collections.abc import Sequence

Point = tuple[float, float]


def winding(loops: Sequence[Sequence[Point]], x: float, y: float) -> int:
    """Return how often loops wind around a place, counter-clockwise."""
    angle = 0.0
    for loop in loops:
        for (ax, ay), (bx, by) in zip(loop, [*loop[1:], loop[0]], strict=True):
            ux, uy, vx, vy = ax - x, ay - y, bx - x, by - y
            angle += math.atan2(ux * vy - uy * vx, ux * vx + uy * vy)
    return round(angle / (2.0 * math.pi))
