"""Slow twin of layerworks.kernels.order_hanging: a cross-section is looked at in many places, one by one."""

from collections.abc import Sequence

Point = tuple[float, float]
_PLACES = 400


def inside(loops: Sequence[Sequence[Point]], x: float, y: float) -> bool:
    """Return whether a point lies inside loops, even-odd."""
    odd = False
    for loop in loops:
        for (ax, ay), (bx, by) in zip(loop, [*loop[1:], loop[0]], strict=True):
            if (ay > y) != (by > y) and x < ax + (bx - ax) * (y - ay) / (by - ay):
                odd = not odd
    return odd


def covered_share(loops: Sequence[Sequence[Point]], a: Point, b: Point) -> float:
    """Return about how much of the line a–b lies inside loops, 0…1."""
    shares = [(k + 0.5) / _PLACES for k in range(_PLACES)]
    return sum(inside(loops, a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for t in shares) / _PLACES
