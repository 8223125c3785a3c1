"""Slow twin of layerworks.kernels.travel_grid."""

from collections.abc import Sequence

Point = tuple[int, int]


def side(a: Point, b: Point, p: Point) -> int:
    left = (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
    return (left > 0) - (left < 0)


def touch(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Do the segments a–b and c–d have a point in common?"""
    for axis in (0, 1):
        if max(a[axis], b[axis]) < min(c[axis], d[axis]) or max(c[axis], d[axis]) < min(a[axis], b[axis]):
            return False
    return side(a, b, c) * side(a, b, d) <= 0 and side(c, d, a) * side(c, d, b) <= 0


def segments(loops: Sequence[Sequence[Point]]) -> list[tuple[Point, Point]]:
    return [(loop[i - 1], loop[i]) for loop in loops for i in range(len(loop))]


def meets(loops: Sequence[Sequence[Point]], a: Point, b: Point) -> int:
    """Return how many segments of closed loops the line from a to b touches."""
    return sum(touch(a, b, c, d) for c, d in segments(loops))
