"""Slow twin of layerworks.kernels.corner_rounding: corner by corner, in complex numbers."""

import cmath
import math


def round_corner(before: complex, corner: complex, after: complex, tolerance: float, chords: int) -> list[complex]:
    """Return the points that replace a corner by so many equal chords: itself for none."""
    if chords == 0:
        return [corner]
    u, v = corner - before, after - corner
    shape, cut = _shape(u, v, tolerance, chords)
    return [corner - cut * u / abs(u) + p * cut * u / abs(u) for p in shape]


def chords_at(
    before: complex, corner: complex, after: complex, tolerance: float, most_chords: int, least_chord: float,
    least_area: float, least_turn: float,
) -> int:  # fmt: skip
    """Return into how many chords a corner is cut."""
    u, v = corner - before, after - corner
    turn = abs(cmath.phase(v / u))
    best = 0
    for k in range(1, most_chords + 1):
        step = turn / (k + 1)
        if step < least_turn:
            break
        shape, cut = _shape(u, v, tolerance, k)
        if cut * abs(shape[1] - shape[0]) >= max(least_chord, least_area / step):
            best = k
    return best


def moved_corner(before: complex, corner: complex, after: complex, tolerance: float, chords: int) -> complex:
    """Return a corner moved out so far that the area its chords cut comes back."""
    if chords == 0:
        return corner
    u, v = corner - before, after - corner
    points = [corner, *round_corner(before, corner, after, tolerance, chords)]
    area = abs(sum((p.conjugate() * q).imag for p, q in zip(points, [*points[1:], points[0]], strict=True))) / 2.0
    outward = u / abs(u) - v / abs(v)
    half = abs(cmath.phase(v / u)) / 2.0
    return corner + area / ((abs(u) + abs(v)) / 2.0 * math.cos(half)) * outward / abs(outward)


def _shape(u: complex, v: complex, tolerance: float, chords: int) -> tuple[list[complex], float]:
    """Return the ends of the chords for T = 1, from 0 in the direction of u, which is 1, and T."""
    turn = cmath.phase(v / u)
    # chords of length 1, laid end to end, then turned into place
    shape = [0j]
    for j in range(1, chords + 1):
        shape.append(shape[-1] + cmath.rect(1.0, turn / (chords + 1) * j))
    # T: where the first segment's line, carried on, and the last one's, carried back, would meet
    cut = abs(shape[-1]) / (2.0 * math.cos(abs(turn) / 2.0))
    shape = [p / cut for p in shape]
    top = 1.0 + 0j  # the corner in these coordinates
    middle = shape[chords // 2] if chords % 2 == 0 else (shape[chords // 2] + shape[chords // 2 + 1]) / 2.0
    return shape, min(tolerance / abs(top - middle), 0.5 * min(abs(u), abs(v)))
