"""Commands that change how the rest of a program is read. Slow twin: tests/reference/gcode_read.py."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels import gcode_read_codes as g
from layerworks.kernels.compiled import kernel
from layerworks.kernels.gcode_read_letters import A_E, A_P, A_R, A_S, A_T, A_X, B_E, B_P, B_PLACE, B_R, B_S, B_T

NOTHING = 0


@kernel
def obey(
    action: int,
    number: int,
    has: int,
    bare: int,
    word: NDArray[np.float64],
    state: NDArray[np.float64],
    flags: NDArray[np.int64],
    note: Any,
) -> int:
    """Carry a command out on the reader's state; returns what to write, or minus the reason why not.

    number: of the command (T1). has, bare: letters with and without a number. note: (2,) value and index for an event.
    A move is written to S_X… at S_PENDING_SPEED.
    """
    s = state
    note[0] = 0.0
    note[1] = -1.0
    if action == g.DWELL:
        if has & B_P:
            note[0] = max(0.0, word[A_P] / 1000.0)
        elif has & B_S and flags[g.F_DWELL_S_WORD] != 0:
            note[0] = max(0.0, word[A_S])
        return g.WRITE_DWELL
    if g.NOZZLE <= action <= g.CHAMBER_WAIT:
        celsius = word[A_S] if has & B_S else word[A_R] if has & B_R else 0.0
        note[0] = celsius
        note[1] = word[A_T] if has & B_T else -1.0
        waited = g.S_NOZZLE_WAITED + (action - g.NOZZLE) // 2
        if celsius == s[waited]:
            return NOTHING  # it is there already
        wait = (action - g.NOZZLE) % 2 == 1 and celsius > 0.0
        s[waited] = celsius if wait else math.nan
        return g.WRITE_STOP if wait else NOTHING
    if action == g.FAN:
        note[0] = word[A_S] if has & B_S else 255.0
        note[1] = word[A_P] if has & B_P else -1.0
    elif action == g.ACCELERATION:
        note[0] = word[A_S] if has & B_S else min(word[A_P], word[A_T]) if has & B_P and has & B_T else math.nan
    elif action == g.SET_POSITION:
        for axis in range(3):
            if has >> (A_X + axis) & 1 or has & B_PLACE == 0:
                value = word[A_X + axis] * s[g.S_UNIT] if has >> (A_X + axis) & 1 else 0.0
                s[g.S_BASE_X + axis] = s[g.S_X + axis] - value
        if has & B_E or has & B_PLACE == 0:
            s[g.S_BASE_E] = s[g.S_E] - (word[A_E] * s[g.S_UNIT] * s[g.S_FLOW_FACTOR] if has & B_E else 0.0)
    elif action == g.ABSOLUTE or action == g.RELATIVE:
        flags[g.F_ABSOLUTE] = action == g.ABSOLUTE
        if flags[g.F_E_MODE] == g.E_LAST:
            flags[g.F_E_ABSOLUTE] = flags[g.F_ABSOLUTE]
    elif action == g.E_ABSOLUTE or action == g.E_RELATIVE:
        flags[g.F_E_ABSOLUTE] = action == g.E_ABSOLUTE
        flags[g.F_E_TOLD] = 1
    elif action == g.RETRACT or action == g.UNRETRACT:
        wanted = 1 if action == g.RETRACT else 0
        if flags[g.F_RETRACTED] == wanted or has & B_P:
            return NOTHING
        flags[g.F_RETRACTED] = wanted
        pull = -s[g.S_RETRACT] if wanted else s[g.S_RETRACT] + s[g.S_UNRETRACT_EXTRA]
        if pull == 0.0:
            flags[g.F_EMPTY_RETRACTS] += 1
        s[g.S_PENDING_SPEED] = s[g.S_RETRACT_SPEED if wanted else g.S_UNRETRACT_SPEED] * s[g.S_SPEED_FACTOR]
        before = s[g.S_E]
        s[g.S_E] += pull * s[g.S_FLOW_FACTOR]
        s[g.S_BASE_E] += s[g.S_E] - before
        return g.WRITE_MOVE
    elif action == g.HOME:
        letters = (has | bare) >> A_X & 7
        for axis in range(3):
            if letters == 0 or letters >> axis & 1:
                s[g.S_HEAD_X + axis] = s[g.S_HOME_X + axis]
                s[g.S_BASE_X + axis] = s[g.S_OFFSET_X + axis]
            s[g.S_X + axis] = s[g.S_HEAD_X + axis]
        s[g.S_E] = s[g.S_HEAD_E]
        return g.WRITE_STOP
    elif action == g.SPEED_FACTOR:
        factor = word[A_S] / 6000.0 if has & B_S else 100.0 / 6000.0
        if factor <= 0.0:
            return -g.BAD_FACTOR
        s[g.S_SPEED] = s[g.S_SPEED] / s[g.S_SPEED_FACTOR] * factor
        s[g.S_SPEED_FACTOR] = factor
    elif action == g.FLOW_FACTOR:
        factor = word[A_S] / 100.0 if has & B_S else 1.0
        if factor <= 0.0:
            return -g.BAD_FACTOR
        s[g.S_BASE_E] = s[g.S_E] - (s[g.S_E] - s[g.S_BASE_E]) / s[g.S_FLOW_FACTOR] * factor
        s[g.S_FLOW_FACTOR] = factor
    elif action == g.STOP or action == g.PAUSE or action == g.PROBE:
        return g.WRITE_STOP
    elif action == g.TOOL:
        if number == flags[g.F_TOOL]:
            return NOTHING
        flags[g.F_TOOL] = number
        note[1] = number
        s[g.S_FLOW_FACTOR] = 1.0
        s[g.S_BASE_E] = s[g.S_E]
        return g.WRITE_STOP
    elif g.PLANE_XY <= action <= g.PLANE_YZ:
        flags[g.F_PLANE] = action
    elif action == g.INCHES or action == g.MILLIMETRES:
        s[g.S_UNIT] = 25.4 if action == g.INCHES else 1.0
    return NOTHING
