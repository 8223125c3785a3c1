"""Sums over planned rows. Slow twin: tests/reference/motion_totals.py."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels import gcode_read_codes as g
from layerworks.kernels import motion_totals_codes as c
from layerworks.kernels.compiled import kernel


@kernel
def add_totals(
    points: NDArray[np.float64],
    e_mm: NDArray[np.float64],
    speed_mm_s: NDArray[np.float64],
    kind: NDArray[np.uint8],
    role: NDArray[np.uint8],
    line: NDArray[np.int64],
    count: int,
    length_mm: NDArray[np.float64],
    v_entry: NDArray[np.float64],
    v_cruise: NDArray[np.float64],
    v_exit: NDArray[np.float64],
    accel: NDArray[np.float64],
    t_s: NDArray[np.float64],
    thickest: float,
    smallest_e_mm: float,
    longest_e_mm: float,
    fastest_e_mm_s: float,
    by_role: NDArray[np.float64],
    whole: NDArray[np.float64],
    box: NDArray[np.float64],
    corner: NDArray[np.int64],
) -> int:
    """Add rows 0…count to the sums; returns how many corners slow the head down.

    thickest: filament per millimetre of way above which the firmware refuses a move, unless it takes no more than
    smallest_e_mm. longest_e_mm: most filament in one move of filament only. fastest_e_mm_s: filament per second that
    the hot end melts.
    by_role: (roles, R_COLUMNS); whole: (W_COLUMNS,); box: (2, 2, 3) lowest and highest of B_PRINTED and of B_HEAD.
    corner: (≥ count,) is written: rows that begin at a corner between lines, slower there than on both.
    """
    corners = 0
    wanted_before = inverse_wanted = accel_before = half = 0.0  # divisions cost most here
    # Kept out of the array while rows are read: sums in memory wait for each other.
    low_x, low_y, low_z = box[c.B_PRINTED, 0]
    high_x, high_y, high_z = box[c.B_PRINTED, 1]
    head_low_x, head_low_y, head_low_z = box[c.B_HEAD, 0]
    head_high_x, head_high_y, head_high_z = box[c.B_HEAD, 1]
    for i in range(count):
        time = t_s[i + 1] - t_s[i]
        if kind[i] > g.ROW_FILAMENT:
            if kind[i] == g.ROW_DWELL:
                whole[c.W_DWELL_S] += time
            continue
        whole[c.W_MOVES] += 1.0
        d = length_mm[i]
        de = e_mm[i]
        r = role[i]
        by_role[r, c.R_TIME] += time
        if kind[i] == g.ROW_FILAMENT:
            whole[c.W_FILAMENT_S] += time
            if abs(de) > longest_e_mm:
                whole[c.W_TOO_LONG] += 1.0
                if whole[c.W_TOO_LONG_LINE] == 0.0:
                    whole[c.W_TOO_LONG_LINE] = line[i]
            continue
        by_role[r, c.R_LENGTH] += d
        x, y, z = points[i + 1, 0], points[i + 1, 1], points[i + 1, 2]
        head_low_x, head_high_x = min(head_low_x, x), max(head_high_x, x)
        head_low_y, head_high_y = min(head_low_y, y), max(head_high_y, y)
        head_low_z, head_high_z = min(head_low_z, z), max(head_high_z, z)
        if de <= 0.0:
            if abs(z - points[i, 2]) >= 0.999 * d:
                whole[c.W_Z_S] += time
            else:
                whole[c.W_TRAVEL_S] += time
            continue
        wanted = speed_mm_s[i]
        cruise = v_cruise[i]
        by_role[r, c.R_E] += de
        if wanted != wanted_before:
            wanted_before = wanted
            inverse_wanted = 1.0 / wanted
        by_role[r, c.R_IDEAL_S] += d * inverse_wanted
        by_role[r, c.R_COMMANDED] = max(by_role[r, c.R_COMMANDED], wanted)
        by_role[r, c.R_REACHED] = max(by_role[r, c.R_REACHED], cruise)
        by_role[r, c.R_LONGEST] = max(by_role[r, c.R_LONGEST], d)
        if cruise >= 0.99 * wanted:
            if accel[i] != accel_before:
                accel_before = accel[i]
                half = 0.5 / accel_before
            ramps = (2.0 * cruise * cruise - v_entry[i] * v_entry[i] - v_exit[i] * v_exit[i]) * half
            by_role[r, c.R_LENGTH_AT_SPEED] += d - ramps
        if d >= c.SHORTEST_FOR_FLOW_MM and cruise * de > by_role[r, c.R_AREA_PEAK] * d:
            by_role[r, c.R_AREA_PEAK] = cruise * de / d
            by_role[r, c.R_AREA_PEAK_LINE] = line[i]
            by_role[r, c.R_AREA_PEAK_Z] = z
        if cruise * de > fastest_e_mm_s * d and d >= c.SHORTEST_FOR_FLOW_MM:
            whole[c.W_OVER_FLOW_S] += time
            if whole[c.W_OVER_FLOW_LINE] == 0.0:
                whole[c.W_OVER_FLOW_LINE] = line[i]
                whole[c.W_OVER_FLOW_Z] = z
        if v_entry[i] < c.DIPS * cruise and i > 1 and v_entry[i] < c.DIPS * v_cruise[i - 1] and e_mm[i - 1] > 0.0:
            corner[corners] = i
            corners += 1
        for end in range(i, i + 2):
            x, y, z = points[end, 0], points[end, 1], points[end, 2]
            low_x, high_x = min(low_x, x), max(high_x, x)
            low_y, high_y = min(low_y, y), max(high_y, y)
            low_z, high_z = min(low_z, z), max(high_z, z)
        if de > thickest * d and de > smallest_e_mm:
            whole[c.W_TOO_THICK] += 1.0
            if whole[c.W_TOO_THICK_LINE] == 0.0:
                whole[c.W_TOO_THICK_LINE] = line[i]
    box[c.B_PRINTED, 0] = low_x, low_y, low_z
    box[c.B_PRINTED, 1] = high_x, high_y, high_z
    box[c.B_HEAD, 0] = head_low_x, head_low_y, head_low_z
    box[c.B_HEAD, 1] = head_high_x, head_high_y, head_high_z
    return corners
