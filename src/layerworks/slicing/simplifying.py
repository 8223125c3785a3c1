"""Outlines with fewer points that enclose the same area."""

import math

import numpy as np
from numpy.typing import NDArray

LEAST_SHIFT_UM = 0.01
SHARP = math.sin(math.radians(20.0))  # of the turn from which a corner stays where its edges meet


def simplified(
    points_um: NDArray[np.float64], loop_start: NDArray[np.int64], tolerance_um: float, least_area_um2: float
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Return points (m, 2), loop starts (r + 1,) and which loop each of them was (r,), within a tolerance of loops.

    Chords between points of a curve lie inside of it, so that a part would come out smaller, its bores wider. Each
    edge is therefore moved sideways by the mean distance of what it stands for: then about as much lies outside as
    inside, and nothing is farther off than the tolerance. Corners between straight edges stay.
    """
    from layerworks.kernels.offset_grid import following_points
    from layerworks.kernels.simplify_loops import simplify_loops

    kept, start, loop = simplify_loops(points_um, loop_start, tolerance_um, least_area_um2)
    if len(kept) == 0:
        return points_um[kept], start, loop
    a = points_um[kept]
    after = following_points(start, len(kept))
    step = a[after] - a
    length = np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-9)
    out = np.stack([step[:, 1], -step[:, 0]], 1) / length[:, None]  # to the right of the edge, away from the area
    shift = _area_beyond(points_um, loop_start, kept, start, loop, after) / length
    shift[np.abs(shift) < LEAST_SHIFT_UM] = 0.0
    before = np.empty_like(after)
    before[after] = np.arange(len(after))
    n, m, s, t = out[before], out, shift[before], shift
    turn = n[:, 0] * m[:, 1] - n[:, 1] * m[:, 0]
    sharp = np.abs(turn) > SHARP
    across = np.where(sharp, turn, 1.0)
    corner = np.stack([s * m[:, 1] - t * n[:, 1], t * n[:, 0] - s * m[:, 0]], 1) / across[:, None]
    # where the edges go nearly the same way their meeting point would run away: both give in a little
    half = n + m
    smooth = half * ((s + t) / np.maximum((half * half).sum(axis=1), 1e-9))[:, None]
    move = np.where(sharp[:, None], corner, smooth)
    far = np.maximum(1.0, np.hypot(move[:, 0], move[:, 1]) / max(tolerance_um, 1e-9))
    return a + move / far[:, None], start, loop


def _area_beyond(
    points_um: NDArray[np.float64],
    loop_start: NDArray[np.int64],
    kept: NDArray[np.int64],
    start: NDArray[np.int64],
    loop: NDArray[np.int64],
    after: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return (m,) the area between each edge of the simplified loops and what it stands for, right of the edge."""
    from layerworks.kernels.offset_grid import following_points

    size = np.diff(loop_start)
    p = points_um - np.repeat(points_um[np.minimum(loop_start[:-1], len(points_um) - 1)], size, axis=0)
    q = p[following_points(loop_start, len(p))]
    swept = np.concatenate([np.zeros(1), np.cumsum(p[:, 0] * q[:, 1] - p[:, 1] * q[:, 0])])
    whole = swept[loop_start[loop + 1]] - swept[loop_start[loop]]
    to = kept[after]
    path = swept[to] - swept[kept]
    last = start[1:] - 1  # the edge that closes a loop
    path[last] += whole
    chord = p[kept, 0] * p[to, 1] - p[kept, 1] * p[to, 0]
    return (path - chord) / 2.0
