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

    Of the first corners of a program each is looked at, then one of every four, and counts for four: this is advice,
    and the others are like it. Which of the four follows the golden section, so that no rhythm of a part can hide any.
    A curve of radius R allows √(a·R); a corner between its chords allows a speed that falls as the chords grow.
    corner: (≥ corners,) rows that begin at one, all > 1, the row before laying plastic like the row itself.
    top_mm_s: of the machine. whole: (W_COLUMNS,); W_CORNERS is how many corners came before. The other arrays: those of
    the rows.
    """
    seen = np.int64(whole[c.W_CORNERS])
    whole[c.W_CORNERS] = seen + corners
    least = c.SLOWED * c.SLOWED
    k = -1
    while True:
        k += 1
        weight = 1.0
        if seen + k >= c.EACH_CORNER:
            weight = 4.0
            four = (seen + k) >> 2
            drawn = (four << 2) + (four * c.GOLDEN >> 30 & 3) - seen
            if drawn < k:
                four += 1
                drawn = (four << 2) + (four * c.GOLDEN >> 30 & 3) - seen
            k = drawn
        if k >= corners:
            break
        i = corner[k]
        before, chord_in, chord_out = length_mm[i - 2], length_mm[i - 1], length_mm[i]
        if e_mm[i - 2] <= 0.0 or before <= 0.0:
            continue
        got = v_entry[i]
        could = min(speed_mm_s[i - 1], speed_mm_s[i], top_mm_s)
        if got >= c.SLOWED * could:
            continue
        ax, ay = points[i - 1, 0] - points[i - 2, 0], points[i - 1, 1] - points[i - 2, 1]
        bx, by = points[i, 0] - points[i - 1, 0], points[i, 1] - points[i - 1, 1]
        dx, dy = points[i + 1, 0] - points[i, 0], points[i + 1, 1] - points[i, 1]
        cross, cross_before = bx * dy - by * dx, ax * by - ay * bx
        if cross * cross_before <= 0.0 or bx * dx + by * dy <= 0.0 or ax * bx + ay * by <= 0.0:
            continue
        # Sines of turns are crosses over these products; divisions come last, for the few that need them.
        cross, cross_before = abs(cross), abs(cross_before)
        product, product_before = chord_in * chord_out, before * chord_in
        if cross < c.LEAST_TURN * product or cross > c.MOST_TURN * product:
            continue
        if cross_before < c.LEAST_TURN * product_before or cross_before > c.MOST_TURN * product_before:
            continue
        # Radius: half the sum of two chords over the sine of their turn.
        curve, curve_before = (chord_in + chord_out) * product, (before + chord_in) * product_before
        if curve * cross_before > c.LIKE_RADIUS * curve_before * cross:
            continue
        if curve_before * cross > c.LIKE_RADIUS * curve * cross_before:
            continue
        half_accel = 0.5 * min(accel[i - 1], accel[i])
        if got * got * cross >= least * half_accel * curve:
            continue
        could = min(could, math.sqrt(half_accel * curve / cross))
        inverse = 1.0 / could
        lost = 0.5 * weight * max(t_s[i] - t_s[i - 1] - chord_in * inverse, 0.0)
        lost += 0.5 * weight * max(t_s[i + 1] - t_s[i] - chord_out * inverse, 0.0)
        chord = 0.5 * (chord_in + chord_out)
        if whole[c.W_COARSE_LINE] == 0.0:
            whole[c.W_COARSE_LINE] = line[i]
        whole[c.W_COARSE] += weight
        whole[c.W_COARSE_MM] += weight * chord
        whole[c.W_COARSE_LOST_S] += lost
        whole[c.W_COARSE_CHORD] += lost * chord
        whole[c.W_COARSE_GOT] += lost * got
        whole[c.W_COARSE_COULD] += lost * could
        whole[c.W_COARSE_ENOUGH] += lost * chord * got * inverse
