"""Runs of short laying moves that lie on a circle within a tolerance, for firmware that plays arcs.

Greedy: from each move on the longest arc is sought by doubling, then by halving. The ends stay where they are; the
centre lies on the perpendicular bisector between them, where the vertex farthest from the chord wants it, and on whole
micrometres, as it is written. An arc is taken when no vertex and no place of a chord lies farther from the circle than
the tolerance.
"""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel

LEAST_MOVES = 3  # in an arc
LARGEST_RADIUS = 500.0  # mm; flatter runs stay lines
LEAST_RADIUS = 0.1
MOST_TURN = 1.8 * np.pi  # of one arc, so that its ends stay apart
MOST_STEP = 0.5 * np.pi  # of one chord
SPREAD = 0.01  # by which the plastic per length may differ along an arc


@kernel
def centre_of(points: NDArray[np.float64], a: int, b: int, centre: NDArray[np.float64]) -> bool:
    """Set centre (2,) of an arc from point a to point b, on whole micrometres from a; tell whether there is one."""
    ax, ay = points[a, 0], points[a, 1]
    dx, dy = points[b, 0] - ax, points[b, 1] - ay
    squared = dx * dx + dy * dy
    if squared < 1e-6:
        return False
    far, at = 0.0, a
    for i in range(a + 1, b):
        aside = dx * (points[i, 1] - ay) - dy * (points[i, 0] - ax)
        if abs(aside) > abs(far):
            far, at = aside, i
    if far == 0.0:
        return False
    mx, my = 0.5 * dx, 0.5 * dy
    px, py = points[at, 0] - ax - mx, points[at, 1] - ay - my
    t = (px * px + py * py - 0.25 * squared) / (2.0 * far)  # in chords along (−dy, dx)
    i, j = np.rint((mx - dy * t) * 1e3) * 1e-3, np.rint((my + dx * t) * 1e3) * 1e-3
    radius = np.hypot(i, j)
    centre[0], centre[1] = ax + i, ay + j
    return LEAST_RADIUS <= radius <= LARGEST_RADIUS


@kernel
def lies_on_arc(points: NDArray[np.float64], a: int, b: int, centre: NDArray[np.float64], tolerance: float) -> bool:
    """Tell whether the polyline from point a to point b keeps to the circle about a centre, always forward."""
    cx, cy = centre[0], centre[1]
    radius = np.hypot(points[a, 0] - cx, points[a, 1] - cy)
    turned, way = 0.0, 0.0
    for i in range(a + 1, b + 1):
        px, py = points[i - 1, 0] - cx, points[i - 1, 1] - cy
        qx, qy = points[i, 0] - cx, points[i, 1] - cy
        if abs(np.hypot(qx, qy) - radius) > tolerance:
            return False
        step = np.arctan2(px * qy - py * qx, px * qx + py * qy)
        if i == a + 1:
            way = 1.0 if step > 0.0 else -1.0
        if step * way <= 0.0 or abs(step) > MOST_STEP:
            return False
        turned += abs(step)
        ex, ey = qx - px, qy - py
        length = np.hypot(ex, ey)
        foot = -(px * ex + py * ey) / length
        if 0.0 < foot < length and abs(abs(px * ey - py * ex) / length - radius) > tolerance:
            return False
    return turned <= MOST_TURN


@kernel
def fit_arcs(
    points: NDArray[np.float64],
    width: NDArray[np.float32],
    volume: NDArray[np.float64],
    speed: NDArray[np.float32],
    accel: NDArray[np.float32],
    role: NDArray[np.uint8],
    broken: NDArray[np.bool_],
    tolerance: float,
    last: NDArray[np.int64],
    centre: NDArray[np.int64],
) -> None:
    """Fill last (m,) with the last move of the arc that begins with a move, −1 for none, and centre (m, 2) in µm from
    where it begins.

    points (m, 3) mm and the rest (m,) as in `Toolpath`; broken: something is written before the move, so no arc goes
    on over it. Moves of an arc have the same role, speed, acceleration, height and plastic per length.
    """
    m = width.size
    c = np.empty(2)
    a = 1
    while a < m:
        last[a] = -1
        if width[a] <= 0.0:
            a += 1
            continue
        b = a + 1
        d = np.hypot(points[a, 0] - points[a - 1, 0], points[a, 1] - points[a - 1, 1])
        flow = volume[a] / d if d > 0.0 else 0.0
        while b < m and width[b] > 0.0 and not broken[b] and role[b] == role[a]:
            d = np.hypot(points[b, 0] - points[b - 1, 0], points[b, 1] - points[b - 1, 1])
            if speed[b] != speed[a] or accel[b] != accel[a] or points[b, 2] != points[a, 2] or width[b] != width[a]:
                break
            if d == 0.0 or abs(volume[b] / d - flow) > SPREAD * flow:
                break
            b += 1
        if points[a, 2] != points[a - 1, 2]:  # the move climbs
            a += 1
            continue
        i = a
        while i < b:
            last[i] = -1
            good, n, bad = 0, LEAST_MOVES, b - i + 1
            while good < n < bad:
                if centre_of(points, i - 1, i - 1 + n, c) and lies_on_arc(points, i - 1, i - 1 + n, c, tolerance):
                    good = n
                    n = min(2 * n, (n + bad) // 2) if bad <= b - i else min(2 * n, b - i)
                elif good == 0:
                    break
                else:
                    bad = n
                    n = (good + bad) // 2
            if good == 0:
                i += 1
                continue
            centre_of(points, i - 1, i - 1 + good, c)
            last[i] = i + good - 1
            for k in range(2):
                centre[i, k] = np.int64(np.rint((c[k] - points[i - 1, k]) * 1e3))
            i += good
        a = b
