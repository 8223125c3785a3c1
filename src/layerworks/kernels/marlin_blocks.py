"""Rows of motion as blocks of Marlin's planner. Slow twin: tests/reference/marlin_plan.py.

The rules are those of Marlin's documentation of M92, M201, M203, M204, M205 and M900 and of its planner's behaviour:
lengths in whole steps, speeds and accelerations limited axis by axis, junctions by jerk or by deviation.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels import gcode_read_codes as g
from layerworks.kernels.block_codes import B_ACCEL, B_ARRIVAL, B_ENTRY2, B_LEAST2, B_LENGTH, B_SPEED, B_STEP, FRESH
from layerworks.kernels.compiled import kernel
from layerworks.kernels.marlin_codes import (
    FIRM_BY_DEVIATION,
    FIRM_COREXY,
    FIRM_LEAST_STEPS,
    FIRM_NEWER,
    FIRM_OVERFLOWS,
    FIRM_SLOWDOWN,
    FIRM_SMOOTH_ADVANCE,
    P_ACCEL,
    P_ADVANCE_S,
    P_DEVIATION,
    P_FILAMENT,
    P_JERK,
    P_LEAST_SEGMENT_S,
    P_LEAST_SPEED,
    P_LEAST_TRAVEL_SPEED,
    P_PRINT_ACCEL,
    P_RETRACT_ACCEL,
    P_STEPS,
    P_TRAVEL_ACCEL,
    P_VELOCITY,
)

LEAST_SPEED = 0.05  # mm/s, from and to a standstill
STRAIGHT = 0.999999  # cosines beyond are taken for this
OCTAGON = 0.7071067812  # cosine of a turn of 45 degrees
SHORT_MM = 1.0
TURN_PARTS = 16
WORD = 2.0**32
THICKEST = 3.0  # filament per millimetre of way; above, linear advance takes it for a retraction


def _turn_chords() -> NDArray[np.float64]:
    """Return the chords that the firmware takes the arc cosine for, (TURN_PARTS, 2) at 0 and slope.

    They meet at 1 − 1/2, 1 − 1/4, … and are raised there so that the error is the same above and below.
    """
    raised = 1.00751495
    chords = np.empty((TURN_PARTS, 2))
    for part in range(TURN_PARTS):
        near, far = 1.0 - 0.5**part, min(1.0 - 0.5 ** (part + 1), STRAIGHT)
        far = STRAIGHT if part == TURN_PARTS - 1 else far
        turn_near = math.acos(near) * (1.0 if part == 0 else raised)
        turn_far = math.acos(far) * (1.0 if part == TURN_PARTS - 1 else raised)
        slope = (turn_near - turn_far) / (near - far)
        chords[part] = turn_near - slope * near, slope
    return chords


TURN = _turn_chords()

# Carried from block to block: where the last one ended (three), its direction and speed (four each), …
K_PLACE, K_FILAMENT, K_UNIT, K_VELOCITY = 0, 3, 4, 8
K_SPEED, K_SAFE, K_ADVANCE_RATE, K_QUEUED, K_FILAMENT_BEFORE, CARRIED = 12, 13, 14, 15, 16, 17


@kernel
def _steps(place_mm: float, steps_mm: float) -> float:
    """Return a place in whole steps; rounded from single precision, as in the firmware."""
    place = np.float32(place_mm) * np.float32(steps_mm)
    return math.copysign(math.floor(abs(place) + 0.5), place)


@kernel
def marlin_blocks(
    points: NDArray[np.float64],
    e_mm: NDArray[np.float64],
    speed_mm_s: NDArray[np.float64],
    kind: NDArray[np.uint8],
    first: int,
    count: int,
    change_row: NDArray[np.int64],
    change_place: NDArray[np.int64],
    change_value: NDArray[np.float64],
    firm: NDArray[np.float64],
    setting: NDArray[np.float64],
    carried: NDArray[np.float64],
    block: NDArray[np.float64],
) -> None:
    """Make the blocks of rows first…count.

    points: (≥ count + 1, 3). change_row (c,) ascending, change_place, change_value: setting (SETTINGS,) that changes
    before a row; it is written. firm: (FIRM,). carried: (CARRIED,) kept from call to call; at first zeros but the
    place of the head. block: (≥ count, BLOCK) is written.
    """
    change = 0
    way = np.empty(4)
    step = np.empty(4)
    velocity = np.empty(4)
    unit = np.empty(4)
    newer = firm[FIRM_NEWER] != 0.0
    for i in range(first, count):
        while change < change_row.size and change_row[change] <= i:
            place = change_place[change]
            if place == P_FILAMENT:
                carried[K_FILAMENT] = carried[K_FILAMENT_BEFORE] = change_value[change]
            elif place == P_ADVANCE_S and setting[place] != change_value[change]:
                carried[K_QUEUED] = 0.0  # the queue runs empty first
            setting[place] = change_value[change]
            change += 1
        block[i, B_LENGTH] = 0.0
        if kind[i] > g.ROW_FILAMENT:
            for axis in range(3):
                carried[K_PLACE + axis] = points[i + 1, axis]
            carried[K_QUEUED] = 0.0
            continue
        # Way in whole steps from where the last block ended.
        length2 = flight2 = 0.0
        for axis in range(3):
            steps_mm = setting[P_STEPS + axis]
            step[axis] = _steps(points[i + 1, axis], steps_mm) - _steps(carried[K_PLACE + axis], steps_mm)
            way[axis] = step[axis] / steps_mm
            length2 += way[axis] * way[axis]
            flight2 += (points[i + 1, axis] - carried[K_PLACE + axis]) ** 2
        carried[K_FILAMENT] += e_mm[i]
        feed = carried[K_FILAMENT] - carried[K_FILAMENT_BEFORE]
        step[3] = _steps(carried[K_FILAMENT], setting[P_STEPS + 3])
        step[3] -= _steps(carried[K_FILAMENT_BEFORE], setting[P_STEPS + 3])
        way[3] = step[3] / setting[P_STEPS + 3]
        step[3] = abs(step[3])
        if firm[FIRM_COREXY] != 0.0:
            step[0], step[1] = step[0] + step[1], step[0] - step[1]
            way[0], way[1] = way[0] + way[1], way[0] - way[1]
        steps = max(abs(step[0]), abs(step[1]), abs(step[2]))
        still = steps == 0.0
        length = abs(way[3]) if steps < firm[FIRM_LEAST_STEPS] else math.sqrt(length2)
        steps = max(steps, step[3])
        if steps < max(firm[FIRM_LEAST_STEPS], 1.0) or length == 0.0:
            continue
        for axis in range(3):
            carried[K_PLACE + axis] = points[i + 1, axis]
        carried[K_FILAMENT_BEFORE] = carried[K_FILAMENT]
        steps_mm = steps / length

        # Speed within the limits of every axis.
        speed = max(speed_mm_s[i], setting[P_LEAST_SPEED if step[3] > 0.0 else P_LEAST_TRAVEL_SPEED])
        queued = carried[K_QUEUED]
        if 2.0 <= queued < firm[FIRM_SLOWDOWN]:  # a queue that has yet to fill
            seconds = length / speed
            if seconds < setting[P_LEAST_SEGMENT_S]:
                speed = length / (seconds + 2.0 * (setting[P_LEAST_SEGMENT_S] - seconds) / queued)
        inverse_s = speed / length
        factor = 1.0
        for axis in range(4):
            velocity[axis] = way[axis] * inverse_s
            if abs(velocity[axis]) > setting[P_VELOCITY + axis]:
                factor = min(factor, setting[P_VELOCITY + axis] / abs(velocity[axis]))
        for axis in range(4):
            velocity[axis] *= factor
        speed *= factor

        # Acceleration likewise; a move of filament alone has its own.
        advancing = False
        if still:
            accel = setting[P_RETRACT_ACCEL]
        else:
            accel = setting[P_PRINT_ACCEL if step[3] > 0.0 else P_TRAVEL_ACCEL]
            advancing = step[3] > 0.0 and feed > 0.0 and setting[P_ADVANCE_S] > 0.0
            if advancing:
                thickness = feed / math.sqrt(flight2)
                advancing = thickness <= THICKEST
                if advancing and firm[FIRM_SMOOTH_ADVANCE] == 0.0:
                    e_jerk = setting[P_JERK + 3]
                    if firm[FIRM_BY_DEVIATION] != 0.0:
                        half = math.sqrt(0.5)
                        e_jerk = math.sqrt(setting[P_DEVIATION] * half / (1.0 - half) * setting[P_ACCEL + 3])
                    accel = min(accel, e_jerk / (setting[P_ADVANCE_S] * thickness))
            if firm[FIRM_OVERFLOWS] != 0.0 and accel * steps_mm * steps >= WORD:
                accel = _accel_in_a_word(accel * steps_mm, step, steps, setting) / steps_mm
            else:
                for axis in range(4):
                    if accel * abs(way[axis]) > setting[P_ACCEL + axis] * length:
                        accel = setting[P_ACCEL + axis] * length / abs(way[axis])
        least2 = LEAST_SPEED * LEAST_SPEED
        if newer:  # a speed can change only from step to step
            least2 = min(0.5 * accel / steps_mm, speed * speed)

        # Most speed at which the block before may hand over.
        entry2 = FRESH
        moving = queued > 0.0
        before = carried[K_SPEED]
        if firm[FIRM_BY_DEVIATION] != 0.0:
            square = 0.0
            for axis in range(4 if step[3] > 0.0 or firm[FIRM_COREXY] != 0.0 else 3):
                square += way[axis] * way[axis]
            inverse = 1.0 / math.sqrt(square) if step[3] > 0.0 or firm[FIRM_COREXY] != 0.0 else 1.0 / length
            for axis in range(4):
                unit[axis] = way[axis] * inverse
            if moving:
                entry2 = _by_deviation(unit, carried, accel, length, least2, setting)
                entry2 = min(entry2, speed * speed, before * before)
            for axis in range(4):
                carried[K_UNIT + axis] = unit[axis]
        elif newer:
            if moving:
                shared = min(speed, before)
                ease = carried[K_ADVANCE_RATE] if feed < 0.0 else 0.0
                entry2 = shared * _newer_jerk_factor(velocity, shared / speed, carried, shared / before, ease, setting)
                entry2 *= entry2
        else:
            safe = speed
            for axis in range(4):
                if abs(velocity[axis]) * safe > setting[P_JERK + axis] * speed:
                    safe = setting[P_JERK + axis] * speed / abs(velocity[axis])
            if moving:
                shared = min(speed, before)
                shared *= _older_jerk_factor(velocity, carried, shared / before, setting)
                if carried[K_SAFE] > 0.99 * shared and safe > 0.99 * shared:
                    shared = safe
                entry2 = shared * shared
            carried[K_SAFE] = safe
        if newer and moving:
            entry2 = max(entry2, least2)
        for axis in range(4):
            carried[K_VELOCITY + axis] = velocity[axis]
        carried[K_SPEED] = speed
        carried[K_ADVANCE_RATE] = setting[P_ADVANCE_S] * accel * steps_mm / setting[P_STEPS + 3] if advancing else 0.0
        carried[K_QUEUED] = queued + 1.0
        block[i, B_LENGTH] = length
        block[i, B_SPEED] = speed
        block[i, B_ACCEL] = accel
        block[i, B_ENTRY2] = entry2
        block[i, B_LEAST2] = least2
        block[i, B_STEP] = 1.0 / steps_mm
        block[i, B_ARRIVAL] = -1.0


@kernel
def _accel_in_a_word(rate: float, step: Any, steps: float, setting: Any) -> float:
    """Return the acceleration in steps/s² that the axes allow, by products that overflow 32 bits.

    Moves of more steps than the firmware thinks safe are counted in floating point; it minds the limits there only, not
    the acceleration of a diagonal of CoreXY, whose longer motor counts √2 times the steps.
    """
    highest = 1.0
    for axis in range(4):
        highest = max(highest, math.floor(setting[P_ACCEL + axis] * setting[P_STEPS + axis]))
    whole = steps <= math.floor((WORD - 1.0) / highest)
    for axis in range(4):
        most = math.floor(setting[P_ACCEL + axis] * setting[P_STEPS + axis])
        if step[axis] != 0.0 and most < rate:
            wanted = rate * abs(step[axis])
            if whole:
                wanted %= WORD
            if wanted > most * steps:
                rate = most * steps / abs(step[axis])
                if whole:
                    rate = math.floor(rate)
    return rate


@kernel
def _by_deviation(unit: Any, carried: Any, accel: float, length: float, least2: float, setting: Any) -> float:
    """Return the squared speed at which the way may bend here, by the circle that cuts the corner."""
    cosine = 0.0
    for axis in range(4):
        cosine -= carried[K_UNIT + axis] * unit[axis]
    if cosine > STRAIGHT:
        return least2
    cosine = max(cosine, -STRAIGHT)
    square = 0.0
    for axis in range(4):
        square += (unit[axis] - carried[K_UNIT + axis]) ** 2
    inverse = 1.0 / math.sqrt(square) if square > 0.0 else 0.0
    for axis in range(4):
        share = abs(unit[axis] - carried[K_UNIT + axis]) * inverse
        if accel * share > setting[P_ACCEL + axis]:
            accel = setting[P_ACCEL + axis] / share
    sine = math.sqrt(0.5 * (1.0 - cosine))
    entry2 = accel * setting[P_DEVIATION] * sine / (1.0 - sine)
    if length < SHORT_MM and cosine < -OCTAGON:
        part = int((1.0 + cosine) * 2.0 ** (TURN_PARTS - 1))
        chord = TURN_PARTS - 1
        while part > 0:
            part >>= 1
            chord -= 1
        entry2 = min(entry2, length * accel / (TURN[chord, 0] - TURN[chord, 1] * cosine))
    return entry2


@kernel
def _newer_jerk_factor(
    velocity: Any, scale: float, carried: Any, scale_before: float, ease: float, setting: Any
) -> float:
    """Return the share of the shared speed at which no axis jumps by more than its jerk. ease: more for filament."""
    factor = 1.0
    for axis in range(4):
        jump = abs(velocity[axis] * scale - carried[K_VELOCITY + axis] * scale_before)
        most = setting[P_JERK + axis] + (ease if axis == 3 else 0.0)
        if jump * factor > most:
            factor = most / jump
    return factor


@kernel
def _older_jerk_factor(velocity: Any, carried: Any, scale_before: float, setting: Any) -> float:
    """Return the same by the older rule: an axis that turns back jumps by the larger of both speeds only."""
    factor = 1.0
    for axis in range(4):
        leave = carried[K_VELOCITY + axis] * scale_before * factor
        enter = velocity[axis] * factor
        same_way = leave * enter > 0.0
        jump = abs(leave - enter) if same_way else max(abs(leave), abs(enter))
        if jump > setting[P_JERK + axis]:
            factor *= setting[P_JERK + axis] / jump
    return factor
