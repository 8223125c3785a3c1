"""Slow twin of layerworks.kernels.corner_rounding: one corner, in complex numbers."""

import cmath
import math


def round_corner(
    before: complex, corner: complex, after: complex, tolerance: float, most_chords: int, least_chord: float,
    least_area: float, least_turn: float,
) -> list[complex]:  # fmt: skip
    """Return the points that replace a corner: itself, or the ends of equal chords."""
    u, v = corner - before, after - corner
    turn = cmath.phase(v / u)
    best = [corner]
    for k in range(1, most_chords + 1):
        step = abs(turn) / (k + 1)
        if step < least_turn:
            break
        # chords of length 1, laid end to end from 0 in the direction of u, then turned into place
        shape = [0j]
        for j in range(1, k + 1):
            shape.append(shape[-1] + cmath.rect(1.0, math.copysign(step * j, turn)))
        # T: where the first segment's line, carried on, and the last one's, carried back, would meet
        cut = abs(shape[-1]) / (2.0 * math.cos(abs(turn) / 2.0))
        shape = [p / cut for p in shape]
        top = 1.0 + 0j  # the corner in these coordinates, for T = 1
        middle = shape[k // 2] if k % 2 == 0 else (shape[k // 2] + shape[k // 2 + 1]) / 2.0
        cut = min(tolerance / abs(top - middle), 0.5 * min(abs(u), abs(v)))
        if cut / (abs(shape[1] - shape[0]) and 1.0) and cut * abs(shape[1]) >= max(least_chord, least_area / step):
            direction = u / abs(u)
            best = [corner - cut * direction + p * cut * direction for p in shape]
    return best
