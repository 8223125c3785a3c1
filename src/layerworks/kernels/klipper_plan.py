"""Klipper's look-ahead over rows of motion. Slow twin: tests/reference/klipper_plan.py.

The rule is Klipper's (docs/Kinematics.md of the Klipper documentation): junction speeds from a deviation and an
approximated centripetal acceleration, and a second, gentler acceleration that must be able to reach every peak
(minimum cruise ratio). Speeds are planned as squares, and bound in the order of Klipper's own operations: equal moves
one after another tie, and then the last bit decides whether a peak is taken.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels import gcode_read_codes as g
from layerworks.kernels.compiled import kernel
from layerworks.kernels.klipper_codes import (
    C_ACCEL,
    C_ANGULAR,
    C_E_ACCEL,
    C_E_CORNER,
    C_E_VELOCITY,
    C_PLACE_RULE,
    C_SLOW2,
    C_VELOCITY,
    C_VERY_SLOW2,
    C_Z_ACCEL,
    C_Z_RULE,
    C_Z_VELOCITY,
    L_ACCEL,
    L_CRUISE_ACCEL,
    L_DEVIATION,
    L_VELOCITY,
    PLACE_ALONG_X,
    PLACE_ANYWHERE,
    PLACE_BY_ANGLE,
    Z_BY_SHARE,
    Z_BY_SPEED,
)

FILAMENT_ACCEL = 99999999.9  # what Klipper gives to a move of filament only, before the extruder's own limit
UNKNOWN_CRUISE = -1.0

# Columns of the working memory.
W_V2, W_DELTA, W_CRUISE_DELTA, W_START, W_CRUISE_START, W_CRUISE, WORK = range(7)


@kernel
def plan_rows(
    points: NDArray[np.float64],
    e_mm: NDArray[np.float64],
    speed_mm_s: NDArray[np.float64],
    kind: NDArray[np.uint8],
    count: int,
    limit_row: NDArray[np.int64],
    limits: NDArray[np.float64],
    fixed: NDArray[np.float64],
    dwell_s: NDArray[np.float64],
    carried: NDArray[np.float64],
    last: bool,
    work: NDArray[np.float64],
    length_mm: NDArray[np.float64],
    v_entry: NDArray[np.float64],
    v_cruise: NDArray[np.float64],
    v_exit: NDArray[np.float64],
    accel: NDArray[np.float64],
    t_s: NDArray[np.float64],
) -> int:
    """Plan rows 0…count and return how many of them are final: all when `last`, else those no later row can change.

    points: (≥ count + 1, 3). limits: (k, LIMITS), from limit_row (k,) on; limit_row[0] ≤ 0. fixed: (FIXED,).
    dwell_s: seconds of each DWELL row in order. carried: (2,) bounds of the first row's squared entry speed, kept from
    the call before; negative at a standstill; written for the row after the final ones. work: (≥ count, WORK).
    t_s: (≥ count + 1,), t_s[0] given. The other arrays, (≥ count,), are written.
    """
    velocity = top_accel = deviation = cruise_accel = 0.0
    nearly_e_corner2 = 0.999999 * fixed[C_E_CORNER] ** 2  # below that no rounding matters
    z_rule = fixed[C_Z_RULE]
    placed = fixed[C_PLACE_RULE] != PLACE_ANYWHERE
    change = 0
    # Of the row before:
    moving = False
    p_x = p_y = p_z = p_e = p_v2 = p_delta = p_cruise_delta = p_start = p_cruise_start = p_deviation = p_accel = 0.0
    for i in range(count):
        while change < limit_row.size and limit_row[change] <= i:
            velocity = limits[change, L_VELOCITY]
            top_accel = limits[change, L_ACCEL]
            deviation = limits[change, L_DEVIATION]
            cruise_accel = limits[change, L_CRUISE_ACCEL]
            change += 1
        if kind[i] > g.ROW_FILAMENT:
            moving = False
            continue
        de = e_mm[i]
        if kind[i] == g.ROW_MOVE:
            dx = points[i + 1, 0] - points[i, 0]
            dy = points[i + 1, 1] - points[i, 1]
            dz = points[i + 1, 2] - points[i, 2]
            d = math.sqrt(dx * dx + dy * dy + dz * dz)
            v = min(speed_mm_s[i], velocity)
            a = top_accel
        else:
            dx = dy = dz = 0.0
            d = abs(de)
            v = speed_mm_s[i]
            a = FILAMENT_ACCEL
        inverse = 1.0 / d
        r = de * inverse
        v2 = v * v
        cruise_delta = 2.0 * d * cruise_accel
        if dz != 0.0 and z_rule == Z_BY_SHARE:
            ratio = d / abs(dz)
            v2 = min(v2, (fixed[C_Z_VELOCITY] * ratio) ** 2)
            a = min(a, fixed[C_Z_ACCEL] * ratio)
        elif dz != 0.0 and z_rule == Z_BY_SPEED:
            v2 = min(v2, fixed[C_Z_VELOCITY] ** 2)
        if placed and kind[i] == g.ROW_MOVE:
            share = _share_by_place(points[i, 0], points[i, 1], dx, dy, v2, fixed)
            if share < 1.0:
                v2 = min(v2, (fixed[C_VELOCITY] * share) ** 2)
                a = min(a, fixed[C_ACCEL] * share)
        if de != 0.0 and ((dx == 0.0 and dy == 0.0) or r < 0.0):
            ratio = 1.0 / abs(r)
            v2 = min(v2, (fixed[C_E_VELOCITY] * ratio) ** 2)
            a = min(a, fixed[C_E_ACCEL] * ratio)
        delta = 2.0 * d * a
        cruise_delta = min(cruise_delta, delta)
        start = cruise_start = 0.0
        if kind[i] == g.ROW_MOVE:
            u_x, u_y, u_z = dx * inverse, dy * inverse, dz * inverse
            if i == 0 and carried[0] >= 0.0:
                start, cruise_start = carried[0], carried[1]
            elif moving:
                bound = min(v2, p_v2)
                bend_e = r - p_e
                if bound * bend_e * bend_e > nearly_e_corner2:
                    e_speed = fixed[C_E_CORNER] / abs(bend_e)
                    bound = min(bound, e_speed * e_speed)
                cosine = -(u_x * p_x + u_y * p_y + u_z * p_z)
                sin2 = max(0.5 * (1.0 - cosine), 0.0)  # of half the angle between both moves
                cos2 = max(0.5 * (1.0 + cosine), 0.0)
                sin_half, cos_half = math.sqrt(sin2), math.sqrt(cos2)
                if sin_half < 1.0 and cos_half > 0.0:
                    curve = sin_half / (1.0 - sin_half)
                    bound = min(bound, curve * deviation * a, curve * p_deviation * p_accel)
                    bound = min(bound, 0.25 * sin_half / cos_half * min(delta, p_delta))
                start = min(bound, p_start + p_delta)
                cruise_start = min(start, p_cruise_start + p_cruise_delta)
            p_x, p_y, p_z = u_x, u_y, u_z
            moving = True
        else:
            moving = False
        p_e, p_v2, p_delta, p_cruise_delta, p_deviation, p_accel = r, v2, delta, cruise_delta, deviation, a
        p_start, p_cruise_start = start, cruise_start
        length_mm[i] = d
        accel[i] = a
        work[i, W_V2] = v2
        work[i, W_DELTA] = delta
        work[i, W_CRUISE_DELTA] = cruise_delta
        work[i, W_START] = start
        work[i, W_CRUISE_START] = cruise_start

    # Backwards from a standstill.
    final = count
    undecided = not last
    next_v2 = next_cruise_v2 = peak = 0.0
    waiting = 0
    for i in range(count - 1, -1, -1):
        if kind[i] > g.ROW_FILAMENT:
            if undecided:
                undecided = False
                final = i + 1
            next_v2 = next_cruise_v2 = peak = 0.0
            waiting = 0
            continue
        delta = work[i, W_DELTA]
        cruise_delta = work[i, W_CRUISE_DELTA]
        reach = next_v2 + delta
        start = min(work[i, W_START], reach)
        cruise_reach = next_cruise_v2 + cruise_delta
        cruise_start = min(work[i, W_CRUISE_START], cruise_reach)
        waiting += 1
        cruise = UNKNOWN_CRUISE
        if cruise_start < cruise_reach:
            if cruise_start + cruise_delta > next_cruise_v2 or waiting > 1:
                if undecided and peak > 0.0:
                    final = i + waiting
                    undecided = False
                peak = 0.5 * (cruise_start + cruise_reach)
            cruise = min(0.5 * (start + reach), work[i, W_V2], peak)
            waiting = 0
        v_entry[i] = start  # squares for now
        v_exit[i] = next_v2
        work[i, W_CRUISE] = cruise
        next_v2 = start
        next_cruise_v2 = cruise_start
    if undecided:
        return 0

    # What is the same as in the row before need not be computed again: roots and divisions cost most here.
    cruise_before = accel_before = inverse = exit_before = exit2_before = 0.0
    time = t_s[0]
    dwells = 0
    for i in range(final):
        if kind[i] > g.ROW_FILAMENT:
            if kind[i] == g.ROW_DWELL:
                time += dwell_s[dwells]
                dwells += 1
            length_mm[i] = v_entry[i] = v_cruise[i] = v_exit[i] = accel[i] = 0.0
            cruise_before = 0.0
        else:
            cruise2 = work[i, W_CRUISE]
            if cruise2 == UNKNOWN_CRUISE:
                cruise2 = min(cruise_before, v_entry[i])
            entry2 = min(v_entry[i], cruise2)
            exit2 = min(v_exit[i], cruise2)
            if accel[i] != accel_before:
                accel_before = accel[i]
                inverse = 1.0 / accel_before
            up = (cruise2 - entry2) * (0.5 * inverse)
            down = (cruise2 - exit2) * (0.5 * inverse)
            entry = exit_before if entry2 == exit2_before else math.sqrt(entry2)
            cruise, leave = math.sqrt(cruise2), math.sqrt(exit2)
            time += (2.0 * cruise - entry - leave) * inverse + (length_mm[i] - up - down) / cruise
            v_entry[i], v_cruise[i], v_exit[i] = entry, cruise, leave
            exit_before, exit2_before = leave, exit2
            cruise_before = cruise2
        t_s[i + 1] = time
    if final < count and kind[final] == g.ROW_MOVE:
        carried[0], carried[1] = work[final, W_START], work[final, W_CRUISE_START]
    else:
        carried[0] = -1.0
    return final


@kernel
def _share_by_place(x: float, y: float, dx: float, dy: float, v2: float, fixed: Any) -> float:
    """Return the share of the machine's velocity and acceleration that a move from x, y is allowed where it is."""
    if fixed[C_PLACE_RULE] == PLACE_BY_ANGLE:
        if dx == 0.0 and dy == 0.0:
            return 1.0
        distance = _distance_to_middle(x, y, dx, dy)
        if distance == 0.0:
            return 1.0
        angular = math.sqrt(v2) / distance
        return fixed[C_ANGULAR] / angular if fixed[C_ANGULAR] < angular else 1.0
    if fixed[C_PLACE_RULE] == PLACE_ALONG_X:
        if dx == 0.0:
            return 1.0
        far2 = max(x * x, (x + dx) ** 2)
    else:
        far2 = max(x * x + y * y, (x + dx) ** 2 + (y + dy) ** 2)
    return 0.25 if far2 > fixed[C_VERY_SLOW2] else 0.5 if far2 > fixed[C_SLOW2] else 1.0


@kernel
def _distance_to_middle(x: float, y: float, dx: float, dy: float) -> float:
    """Return how near a straight way comes to the origin."""
    along = -(dx * x + dy * y)
    length = math.sqrt(dx * dx + dy * dy)
    if along <= 0.0:
        return math.sqrt(x * x + y * y)
    if along >= length * length:
        return math.sqrt((x + dx) ** 2 + (y + dy) ** 2)
    return abs(dy * x - dx * y) / length
