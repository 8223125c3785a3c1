"""Corners between chords of curves. Slow twin: tests/reference/motion_totals.py."""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels import motion_totals_codes as c
from layerworks.kernels.compiled import kernel


@kernel
def add_coarse_chords(
    points: NDArray[np.float64],
    e_mm: NDArray[np.float64],
    speed_mm_s: NDArray[np.float64],
    line: NDArray[np.int64],
    corner: NDArray[np.int64],
    corners: int,
    length_mm: NDArray[np.float64],
    v_entry: NDArray[np.float64],
    accel: NDArray[np.float64],
    t_s: NDArray[np.float64],
    top_mm_s: float,
    whole: NDArray[np.float64],
) -> None:
    """Add the corners that join chords of a curve which could be passed faster.

    A curve of radius R allows √(a·R); a corner between its chords allows a speed that falls as the chords grow.
    corner: (≥ corners,) rows that begin at one, all > 1, the row before laying plastic like the row itself.
    top_mm_s: of the machine. whole: (W_COLUMNS,). The other arrays: those of the rows.
    """
    for k in range(corners):
        i = corner[k]
        if e_mm[i - 2] <= 0.0 or length_mm[i - 2] <= 0.0:
            continue
        ax, ay = points[i - 1, 0] - points[i - 2, 0], points[i - 1, 1] - points[i - 2, 1]
        bx, by = points[i, 0] - points[i - 1, 0], points[i, 1] - points[i - 1, 1]
        dx, dy = points[i + 1, 0] - points[i, 0], points[i + 1, 1] - points[i, 1]
        if bx * dx + by * dy <= 0.0 or ax * bx + ay * by <= 0.0:
            continue
        turn = (bx * dy - by * dx) / (length_mm[i - 1] * length_mm[i])
        turn_before = (ax * by - ay * bx) / (length_mm[i - 2] * length_mm[i - 1])
        if turn * turn_before <= 0.0:
            continue
        turn, turn_before = abs(turn), abs(turn_before)
        if min(turn, turn_before) < c.LEAST_TURN or max(turn, turn_before) > c.MOST_TURN:
            continue
        chord = 0.5 * (length_mm[i - 1] + length_mm[i])
        radius = chord / turn
        radius_before = 0.5 * (length_mm[i - 2] + length_mm[i - 1]) / turn_before
        if radius > c.LIKE_RADIUS * radius_before or radius_before > c.LIKE_RADIUS * radius:
            continue
        could = min(math.sqrt(min(accel[i - 1], accel[i]) * radius), speed_mm_s[i - 1], speed_mm_s[i], top_mm_s)
        got = v_entry[i]
        if got >= c.SLOWED * could:
            continue
        lost = 0.0
        for row in range(i - 1, i + 1):
            lost += 0.5 * max(t_s[row + 1] - t_s[row] - length_mm[row] / could, 0.0)
        if whole[c.W_COARSE_LINE] == 0.0:
            whole[c.W_COARSE_LINE] = line[i]
        whole[c.W_COARSE] += 1.0
        whole[c.W_COARSE_MM] += chord
        whole[c.W_COARSE_LOST_S] += lost
        whole[c.W_COARSE_CHORD] += lost * chord
        whole[c.W_COARSE_GOT] += lost * got
        whole[c.W_COARSE_COULD] += lost * could
        whole[c.W_COARSE_ENOUGH] += lost * chord * got / could
