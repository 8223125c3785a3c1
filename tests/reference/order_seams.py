"""Slow twin of layerworks.kernels.order_seams: the seam of one wall."""

import math
from collections.abc import Sequence

Point = tuple[float, float]


def corner_cost(loop: Sequence[Point], i: int, window: float, flat: float) -> float:
    """Return 0 for a sharp concave corner at vertex i, up to 1 for none; the part lies to the left."""
    ahead = _walk([*loop[i:], *loop[:i]], window)
    behind = _walk([*loop[i::-1], *loop[:i:-1]], window)
    u = (loop[i][0] - behind[0], loop[i][1] - behind[1])
    v = (ahead[0] - loop[i][0], ahead[1] - loop[i][1])
    turn = math.atan2(u[0] * v[1] - u[1] * v[0], u[0] * v[0] + u[1] * v[1])
    if abs(turn) < flat:
        return 1.0
    sharp = min(1.0, abs(turn) / (math.pi / 2))
    return 1.0 - sharp if turn < 0 else 1.0 - 0.7 * sharp


def _walk(points: Sequence[Point], left: float) -> Point:
    """Return the point so far along the closed polyline, at most once around."""
    at = points[0]
    for to in [*points[1:], points[0]]:
        d = math.dist(at, to)
        if d >= left:
            return (at[0] + (to[0] - at[0]) * left / d, at[1] + (to[1] - at[1]) * left / d)
        left -= d
        at = to
    return at


def aligned_seam(
    loop: Sequence[Point], below: Sequence[Point], costs: Sequence[float], reach: float, worth: float
) -> int | None:
    """Return the vertex that follows the seams below, None where none is within reach."""
    options: list[tuple[float, int]] = []
    for i, p in enumerate(loop):
        d = min((math.dist(p, q) for q in below), default=math.inf)
        if d < reach:
            options.append((d + worth * costs[i], i))
    return min(options)[1] if options else None


def fresh_seam(loop: Sequence[Point], costs: Sequence[float]) -> int:
    """Return the sharpest corner, of equal ones the rearmost."""
    return min(range(len(loop)), key=lambda i: (round(costs[i] * 16), -loop[i][1], i))


def rear_seam(loop: Sequence[Point], below: Sequence[Point], reach: float, about: float) -> int:
    """Return the rearmost vertex, or of those about as far the one nearest to a seam below within reach."""
    top = max(range(len(loop)), key=lambda i: (loop[i][1], loop[i][0]))
    near = [(min((math.dist(loop[i], q) for q in below), default=math.inf), i) for i in range(len(loop))]
    rear = [(d, i) for d, i in near if loop[i][1] >= loop[top][1] - about and d < reach]
    return min(rear)[1] if rear else top
