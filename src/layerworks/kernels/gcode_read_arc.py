"""G2 and G3 as chords, the way firmwares play them. Slow twin: tests/reference/gcode_read.py.

Klipper: their number is the length over the resolution, rounded down, at least one. Others: see ReadingRules.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels import gcode_read_codes as g
from layerworks.kernels.compiled import kernel
from layerworks.kernels.gcode_read_letters import A_I, A_R, A_X, B_R

MOST_CHORDS = 1 << 20

# What stays the same from chord to chord.
P_CENTRE, Q_CENTRE, P_ARM, Q_ARM, H_START, ANGLE, CLIMB, PLANE, CHORDS, TO_X, TO_Y, TO_Z, ARC_SIZE = range(13)


@kernel
def begin_arc(
    clockwise: bool, has: int, word: NDArray[np.float64], state: Any, flags: Any, speed_mm_s: float, arc: Any
) -> int:
    """Prepare an arc from the words of a line; returns DONE or what is wrong with it.

    state, flags: the reader's, up to date. arc: (ARC_SIZE,) is written; positions are in the program's coordinates.
    """
    free = flags[g.F_FREE_ARCS] != 0
    absolute = flags[g.F_ABSOLUTE] != 0
    plane = flags[g.F_PLANE]
    if has & B_R and not free:
        return g.ARC_BY_RADIUS
    if not absolute and not free:
        return g.ARC_RELATIVE
    p, q, h = 0, 1, 2
    if plane == g.PLANE_XZ:
        q, h = 2, 1
    elif plane == g.PLANE_YZ:
        p, q, h = 1, 2, 0
    unit = state[g.S_UNIT]
    for axis in range(3):
        now = state[g.S_X + axis] - state[g.S_BASE_X + axis]
        step = word[A_X + axis] * unit if has >> (A_X + axis) & 1 else 0.0
        arc[TO_X + axis] = step if absolute and has >> (A_X + axis) & 1 else now + step
    now_p = state[g.S_X + p] - state[g.S_BASE_X + p]
    now_q = state[g.S_X + q] - state[g.S_BASE_X + q]
    now_h = state[g.S_X + h] - state[g.S_BASE_X + h]
    if has & B_R:
        radius = word[A_R] * unit
        half_p, half_q = 0.5 * (arc[TO_X + p] - now_p), 0.5 * (arc[TO_X + q] - now_q)
        half = math.hypot(half_p, half_q)
        if half == 0.0:
            return g.NO_CENTRE
        aside = math.sqrt(max(radius * radius - half * half, 0.0)) / half
        if clockwise != (radius < 0.0):
            aside = -aside
        arm_p = aside * half_q - half_p
        arm_q = -aside * half_p - half_q
    else:
        # Minus zero where nothing is said: the sign decides the angle of an arc that ends in its own centre.
        arm_p = -word[A_I + p] * unit if has >> (A_I + p) & 1 else -0.0
        arm_q = -word[A_I + q] * unit if has >> (A_I + q) & 1 else -0.0
    if arm_p == 0.0 and arm_q == 0.0:
        return g.NO_CENTRE
    centre_p = now_p - arm_p
    centre_q = now_q - arm_q
    to_p = arc[TO_X + p] - centre_p
    to_q = arc[TO_X + q] - centre_q
    angle = math.atan2(arm_p * to_q - arm_q * to_p, arm_p * to_p + arm_q * to_q)
    if angle < 0.0:
        angle += 2.0 * math.pi
    if clockwise:
        angle -= 2.0 * math.pi
    if angle == 0.0 and now_p == arc[TO_X + p] and now_q == arc[TO_X + q]:
        angle = 2.0 * math.pi  # a full circle
    climb = arc[TO_X + h] - now_h
    arm = math.hypot(arm_p, arm_q)
    length = math.hypot(arm * angle, climb)
    chord_mm = state[g.S_ARC_RESOLUTION]
    if state[g.S_ARC_PER_S] > 0.0:
        chord_mm = min(chord_mm, speed_mm_s / state[g.S_ARC_PER_S])
    if state[g.S_ARC_DEVIATION] > 0.0:
        chord_mm = min(chord_mm, math.sqrt(8.0 * arm * state[g.S_ARC_DEVIATION]))
    chord_mm = max(chord_mm, state[g.S_ARC_LEAST])
    chords = math.floor(length / chord_mm + state[g.S_ARC_ROUND_UP])
    chords = max(1.0, chords, math.ceil(state[g.S_ARC_CIRCLE] * abs(angle) / (2.0 * math.pi)))
    if chords > MOST_CHORDS:
        return g.ARC_TOO_FINE
    arc[P_CENTRE], arc[Q_CENTRE], arc[P_ARM], arc[Q_ARM], arc[H_START] = centre_p, centre_q, arm_p, arm_q, now_h
    arc[ANGLE], arc[CLIMB], arc[PLANE], arc[CHORDS] = angle / chords, climb / chords, plane, chords
    return g.DONE


@kernel
def arc_point(arc: NDArray[np.float64], chord: int) -> tuple[float, float, float]:
    """Return the end of a chord, counted from 1, in the program's coordinates."""
    if chord >= arc[CHORDS]:
        return arc[TO_X], arc[TO_Y], arc[TO_Z]
    cosine = math.cos(chord * arc[ANGLE])
    sine = math.sin(chord * arc[ANGLE])
    p = arc[P_CENTRE] + (arc[P_ARM] * cosine - arc[Q_ARM] * sine)
    q = arc[Q_CENTRE] + (arc[P_ARM] * sine + arc[Q_ARM] * cosine)
    h = arc[H_START] + chord * arc[CLIMB]
    if arc[PLANE] == g.PLANE_XZ:
        return p, h, q
    if arc[PLANE] == g.PLANE_YZ:
        return h, p, q
    return p, q, h
