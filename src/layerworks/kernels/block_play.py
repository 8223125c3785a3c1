"""Blocks with limited look-ahead, as Marlin and RepRapFirmware play them. Slow twin: tests/reference/marlin_plan.py.

A firmware plans over the blocks in its buffer as if the machine had to stand still at their end. A block's speeds are
final when it starts; so its exit speed follows from its entry speed and from the blocks that were in the buffer then.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels import gcode_read_codes as g
from layerworks.kernels.block_codes import (
    B_ACCEL,
    B_ARRIVAL,
    B_ENTRY2,
    B_LEAST2,
    B_LENGTH,
    B_RECEIVE,
    B_SPEED,
    B_STEP,
    C_ARRIVED,
    C_ENDS,
    C_ENTRY2,
    C_SLOWED,
    C_STARTED,
    FRESH,
    R_BUFFER,
    R_LEAST_SEGMENT_S,
    R_SERIAL,
    R_SLOWDOWN,
    R_WHOLE,
    WHOLE_NEWER,
    WHOLE_NOTHING,
    WHOLE_OLDER,
)
from layerworks.kernels.compiled import kernel

LEAST_RATE = 120.0  # steps a second, from and to a standstill
ROUNDED = 1e-4  # of a step, or of one a second: what single precision hides
GATHERING_S = 0.1  # the longest that the first block of an idle machine waits for two more


@kernel
def play_blocks(
    kind: NDArray[np.uint8],
    block: NDArray[np.float64],
    count: int,
    last: bool,
    rules: NDArray[np.float64],
    dwell_s: NDArray[np.float64],
    carried: NDArray[np.float64],
    length_mm: NDArray[np.float64],
    v_entry: NDArray[np.float64],
    v_cruise: NDArray[np.float64],
    v_exit: NDArray[np.float64],
    accel: NDArray[np.float64],
    t_s: NDArray[np.float64],
) -> int:
    """Play rows 0…count and return how many of them are final: all when `last`, else those no later row can change.

    block: (≥ count, BLOCK). rules: (PLAY_RULES,). dwell_s: seconds of each DWELL row in order. carried: (C_ENDS +
    2 buffer,) kept from call to call, at first zeros but FRESH. t_s: (≥ count + 1,), t_s[0] given. The others,
    (≥ count,), are written.
    """
    buffer = int(rules[R_BUFFER])
    whole = int(rules[R_WHOLE])
    serial = rules[R_SERIAL] != 0.0
    time = t_s[0]
    entry2 = carried[C_ENTRY2]
    started = int(carried[C_STARTED])
    dwells = 0
    final = count
    for i in range(count):
        d = block[i, B_LENGTH]
        if kind[i] > g.ROW_FILAMENT or d == 0.0:
            if kind[i] > g.ROW_FILAMENT:
                entry2 = FRESH
                if kind[i] == g.ROW_DWELL:
                    time += dwell_s[dwells]
                    dwells += 1
                carried[C_ARRIVED] = max(carried[C_ARRIVED], time)  # nothing is read meanwhile
            length_mm[i] = v_entry[i] = v_cruise[i] = v_exit[i] = accel[i] = 0.0
            t_s[i + 1] = time
            continue
        if entry2 < 0.0 or block[i, B_ENTRY2] < 0.0:
            entry2 = block[i, B_LEAST2]
            carried[C_ARRIVED] = max(carried[C_ARRIVED], time)  # as after a stop
        start = time
        if serial:
            start = _start(kind, block, i, count, last, started, buffer, time, rules, carried)
            if start < 0.0:
                final = i
                break
        a = block[i, B_ACCEL]
        exit2 = np.inf  # what the blocks ahead allow
        ahead2 = 0.0  # squared speed that they can lose before the one looked at
        end2 = block[i, B_LEAST2]  # speed at the end of the plan
        least2 = 0.0
        seen = 1
        k = i + 1
        known = True
        while ahead2 < exit2:
            if k >= count and not last:
                known = False
                break
            if k >= count or kind[k] > g.ROW_FILAMENT:
                exit2 = min(exit2, ahead2 + end2)
                break
            if block[k, B_LENGTH] > 0.0:
                ends = seen >= buffer or block[k, B_ENTRY2] < 0.0
                if serial and not ends:
                    ends = _arrival(block, k, started + seen, started, buffer, start, rules, carried) > start
                if ends:
                    exit2 = min(exit2, ahead2 + end2)
                    break
                if seen == 1:
                    least2 = block[k, B_LEAST2]
                exit2 = min(exit2, ahead2 + block[k, B_ENTRY2])
                ahead2 += 2.0 * block[k, B_ACCEL] * block[k, B_LENGTH]
                end2 = block[k, B_LEAST2]
                seen += 1
            k += 1
        if not known:
            final = i
            break

        top = block[i, B_SPEED]
        # A block that could reach its speed from a standstill is not looked at again by the older firmware, although
        # the next one may start faster than that.
        if whole != WHOLE_OLDER or top * top > block[i, B_LEAST2] + 2.0 * a * d:
            exit2 = min(exit2, entry2 + 2.0 * a * d)
        exit2 = max(exit2, least2)
        step = block[i, B_STEP]
        floor = LEAST_RATE * step if whole == WHOLE_OLDER else 0.0
        entry = min(max(math.sqrt(entry2), floor), top)
        leave = min(max(math.sqrt(exit2), floor), top)
        inverse = 1.0 / a
        up = 0.5 * (top * top - entry * entry) * inverse
        down = 0.5 * (top * top - leave * leave) * inverse
        if up + down > d:  # no room to reach the speed
            up = 0.5 * (d + up - down)
            if up <= -ROUNDED * step:
                up, top = 0.0, entry
                leave = max(leave, math.sqrt(max(entry * entry - 2.0 * a * d, 0.0)))
            elif up >= d:
                up = d
                leave = top = math.sqrt(entry * entry + 2.0 * a * d)
            else:
                if whole == WHOLE_OLDER:
                    enter_rate = math.ceil(entry / step - ROUNDED)
                    leave_rate = math.ceil(leave / step - ROUNDED)
                    up = 0.5 * d + 0.25 * (leave_rate * leave_rate - enter_rate * enter_rate) * step * step * inverse
                    up = min(max(math.ceil(up / step - ROUNDED), 0.0) * step, d)
                elif whole == WHOLE_NEWER:
                    up = min(math.floor(up / step + 0.5 + ROUNDED) * step, d)
                top = max(min(math.sqrt(entry * entry + 2.0 * a * up), top), leave)
            down = d - up
        elif whole != WHOLE_NOTHING:
            up = min(math.ceil(up / step - ROUNDED) * step, d)
            older = whole == WHOLE_OLDER
            down = math.floor(down / step + ROUNDED) if older else math.ceil(down / step - ROUNDED)
            down = min(down * step, d - up)
        time = start + 2.0 * up / (entry + top) + 2.0 * down / (leave + top) + (d - up - down) / top
        length_mm[i], v_entry[i], v_cruise[i], v_exit[i], accel[i] = d, entry, top, leave, a
        t_s[i + 1] = time
        entry2 = exit2
        carried[C_ENDS + started % buffer] = time
        carried[C_ENDS + buffer + started % buffer] = start
        started += 1
    carried[C_ENTRY2] = entry2
    carried[C_STARTED] = started
    return final


@kernel
def _start(
    kind: Any,
    block: Any,
    i: int,
    count: int,
    last: bool,
    started: int,
    buffer: int,
    time: float,
    rules: Any,
    carried: Any,
) -> float:
    """Return when a block that comes over a line starts, if the machine is free from `time` on.

    Negative while that hangs on rows to come: an idle machine waits for two more blocks, but not for long.
    """
    arrival = _arrival(block, i, started, started, buffer, np.inf, rules, carried)
    if arrival <= time and started > 0:
        return time
    latest = arrival + GATHERING_S
    gathered = arrival
    more = 0
    k = i + 1
    while more < 2 and gathered < latest:
        if k >= count and not last:
            return -1.0
        if k >= count or kind[k] > g.ROW_FILAMENT or (block[k, B_LENGTH] > 0.0 and block[k, B_ENTRY2] < 0.0):
            gathered = latest
        elif block[k, B_LENGTH] > 0.0:
            more += 1
            gathered += block[k, B_RECEIVE]
        k += 1
    return max(min(gathered, latest), time)


@kernel
def _arrival(block: Any, k: int, number: int, started: int, buffer: int, now: float, rules: Any, carried: Any) -> float:
    """Return when block k, the number-th of all, comes in: after the one before it, and when there is room for it.

    started: blocks that have started by `now`. What has come in by then is noted; where few waited, a short block is
    slowed down.
    """
    if block[k, B_ARRIVAL] >= 0.0:
        return block[k, B_ARRIVAL]
    room = carried[C_ENDS + number % buffer] if number >= buffer else 0.0
    arrival = max(carried[C_ARRIVED], room) + block[k, B_RECEIVE]
    if arrival > now:
        return arrival
    block[k, B_ARRIVAL] = arrival
    carried[C_ARRIVED] = arrival
    waiting = number - started
    at = started - 1
    while at >= 0 and started - at < buffer and carried[C_ENDS + buffer + at % buffer] >= arrival:
        waiting += 1
        at -= 1
    if carried[C_SLOWED] > 0.0:
        block[k, B_ENTRY2] = min(block[k, B_ENTRY2], carried[C_SLOWED] ** 2)
    carried[C_SLOWED] = 0.0
    seconds = block[k, B_LENGTH] / block[k, B_SPEED]
    least_s = rules[R_LEAST_SEGMENT_S]
    if 2 <= waiting < rules[R_SLOWDOWN] and seconds < least_s:
        block[k, B_SPEED] = block[k, B_LENGTH] / (seconds + 2.0 * (least_s - seconds) / waiting)
        block[k, B_ENTRY2] = min(block[k, B_ENTRY2], block[k, B_SPEED] ** 2)
        carried[C_SLOWED] = block[k, B_SPEED]
    return arrival
