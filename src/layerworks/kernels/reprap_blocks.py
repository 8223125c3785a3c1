"""Rows of motion as blocks of RepRapFirmware's planner. Slow twin: tests/reference/reprap_plan.py.

The rules are those of its documentation of M201, M203, M204, M566 and M572: velocity and acceleration in a box of all
axes, junctions where no axis jumps by more than its jerk, and a stop between moves of different sorts.
"""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels import gcode_read_codes as g
from layerworks.kernels.block_codes import B_ACCEL, B_ARRIVAL, B_ENTRY2, B_LEAST2, B_LENGTH, B_SPEED, B_STEP, FRESH
from layerworks.kernels.compiled import kernel
from layerworks.kernels.reprap_codes import (
    P_ACCEL,
    P_ADVANCE_S,
    P_JERK,
    P_JERK_POLICY,
    P_PRINT_ACCEL,
    P_TRAVEL_ACCEL,
    P_VELOCITY,
)

LEAST_SPEED = 0.5  # mm/s
# Sorts of moves.
STANDING, PRINTING, TRAVELLING, ALONG_Z, FILAMENT = range(5)
# Carried from block to block: the sort of the one before, its speed, and its direction (four).
K_SORT, K_SPEED, K_UNIT, CARRIED = 0, 1, 2, 6


@kernel
def reprap_blocks(
    points: NDArray[np.float64],
    e_mm: NDArray[np.float64],
    speed_mm_s: NDArray[np.float64],
    kind: NDArray[np.uint8],
    first: int,
    count: int,
    change_row: NDArray[np.int64],
    change_place: NDArray[np.int64],
    change_value: NDArray[np.float64],
    corexy: bool,
    setting: NDArray[np.float64],
    carried: NDArray[np.float64],
    block: NDArray[np.float64],
) -> None:
    """Make the blocks of rows first…count.

    points: (≥ count + 1, 3). change_row (c,) ascending, change_place, change_value: setting (SETTINGS,) that changes
    before a row; it is written. carried: (CARRIED,) kept from call to call, at first zeros. block: (≥ count, BLOCK) is
    written.
    """
    change = 0
    unit = np.empty(4)
    for i in range(first, count):
        while change < change_row.size and change_row[change] <= i:
            setting[change_place[change]] = change_value[change]
            change += 1
        block[i, B_LENGTH] = 0.0
        if kind[i] > g.ROW_FILAMENT:
            carried[K_SORT] = STANDING
            continue
        length2 = 0.0
        for axis in range(3):
            unit[axis] = points[i + 1, axis] - points[i, axis] if kind[i] == g.ROW_MOVE else 0.0
            length2 += unit[axis] * unit[axis]
        unit[3] = e_mm[i]
        length = math.sqrt(length2) if kind[i] == g.ROW_MOVE else abs(e_mm[i])
        flat = unit[0] != 0.0 or unit[1] != 0.0
        sort = FILAMENT
        if flat:
            sort = PRINTING if e_mm[i] > 0.0 else TRAVELLING
        elif kind[i] == g.ROW_MOVE:
            sort = ALONG_Z
        speed = max(speed_mm_s[i], LEAST_SPEED)
        accel = np.inf
        for axis in range(4):
            unit[axis] /= length
            share = abs(unit[axis])
            if share > 0.0:
                most = setting[P_ACCEL + axis]
                if axis == 3 and flat and setting[P_ADVANCE_S] > 0.0:
                    most = min(most, setting[P_JERK + 3] / setting[P_ADVANCE_S])  # what advance adds to its speed
                speed = min(speed, setting[P_VELOCITY + axis] / share)
                accel = min(accel, most / share)
        if corexy and flat:  # the busier motor
            share = abs(unit[0]) + abs(unit[1])
            speed = min(speed, setting[P_VELOCITY] / share)
            accel = min(accel, setting[P_ACCEL] / share)
        if flat:
            accel = min(accel, setting[P_PRINT_ACCEL if sort == PRINTING else P_TRAVEL_ACCEL])

        entry2 = FRESH
        before = carried[K_SORT]
        if before != STANDING and (before == sort or setting[P_JERK_POLICY] != 0.0):
            entry = min(speed, carried[K_SPEED])
            for axis in range(4):
                bend = abs(unit[axis] - carried[K_UNIT + axis])
                if bend * entry > setting[P_JERK + axis]:
                    entry = setting[P_JERK + axis] / bend
            entry2 = entry * entry
        carried[K_SORT] = sort
        carried[K_SPEED] = speed
        for axis in range(4):
            carried[K_UNIT + axis] = unit[axis]
        block[i, B_LENGTH] = length
        block[i, B_SPEED] = speed
        block[i, B_ACCEL] = accel
        block[i, B_ENTRY2] = entry2
        block[i, B_LEAST2] = 0.0
        block[i, B_STEP] = 0.0
        block[i, B_ARRIVAL] = -1.0
