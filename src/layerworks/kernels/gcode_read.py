"""G-code text to rows of motion, byte by byte. Slow twin: tests/reference/gcode_read.py.

Positions follow the arithmetic of Klipper's G-code layer operation by operation, so that rounding is the same too.
"""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels import gcode_read_codes as g
from layerworks.kernels.compiled import kernel
from layerworks.kernels.gcode_read_words import find_name, hash_name, read_comment, read_words, skip_line

# Letters as bits and as places in the words of a line.
A_E, A_F, A_I, A_J, A_K, A_P, A_R, A_S, A_T, A_X, A_Y, A_Z = 4, 5, 8, 9, 10, 15, 17, 18, 19, 23, 24, 25
B_E, B_F, B_I, B_J, B_K, B_P, B_R, B_S, B_T, B_X, B_Y, B_Z = (
    1 << place for place in (A_E, A_F, A_I, A_J, A_K, A_P, A_R, A_S, A_T, A_X, A_Y, A_Z)
)
WITH_WORDS = sum(
    1 << action
    for action in (
        *(g.MOVE, g.ARC_CLOCKWISE, g.ARC_COUNTER, g.DWELL, g.RETRACT, g.HOME, g.SET_POSITION, g.SPEED_FACTOR),
        *(g.FLOW_FACTOR, g.ACCELERATION, g.NOZZLE, g.NOZZLE_WAIT, g.BED, g.BED_WAIT, g.CHAMBER, g.CHAMBER_WAIT),
        g.FAN,
    )
)
WITH_EVENT = sum(
    1 << action
    for action in (
        *(g.UNKNOWN, g.HOME, g.ACCELERATION, g.DWELL, g.NOZZLE, g.NOZZLE_WAIT, g.BED, g.BED_WAIT, g.CHAMBER),
        *(g.CHAMBER_WAIT, g.FAN, g.FAN_OFF, g.OBJECT, g.PAUSE, g.PROBE, g.TOOL, g.LIMIT_LINE, g.OBJECT_START),
        *(g.OBJECT_END, g.OBJECT_DEFINE, g.LAYER, g.MARK_OBJECT),
    )
)
MOST_CHORDS = 1 << 20


@kernel
def read_rows(
    text: NDArray[np.uint8],
    actions: NDArray[np.uint8],
    name_keys: NDArray[np.int64],
    name_values: NDArray[np.uint8],
    state: NDArray[np.float64],
    flags: NDArray[np.int64],
    points: NDArray[np.float64],
    e_mm: NDArray[np.float64],
    speed_mm_s: NDArray[np.float64],
    kind: NDArray[np.uint8],
    role: NDArray[np.uint8],
    line: NDArray[np.int64],
    offset: NDArray[np.int64],
    event_kind: NDArray[np.uint8],
    event_place: NDArray[np.int64],
    event_value: NDArray[np.float64],
) -> int:
    """Read a block of whole lines, filling rows and events until something stops it; returns what (DONE, ROWS_FULL, …).

    text: (b,) whole lines. actions: (2, 1024) action of G0… and M0…. name_keys, name_values: (TABLE_SIZE,) open table.
    state, flags: the reader between calls, see gcode_read_codes. points: (n + 1, 3) position before the first row and
    after each; the other row arrays (n,). event_kind: (k,); event_place: (k, 3) row, line, offset in the block;
    event_value: (k, 2) value (S word) and index (T or P word, −1 for none).
    """
    i = flags[g.F_CURSOR]
    line_number = flags[g.F_LINE]
    base_offset = flags[g.F_BASE]
    absolute = flags[g.F_ABSOLUTE] != 0
    e_absolute = flags[g.F_E_ABSOLUTE] != 0
    mark = flags[g.F_ROLE]
    tool = flags[g.F_TOOL]
    pending = flags[g.F_PENDING]
    n = flags[g.F_ROWS]
    events = flags[g.F_EVENTS]
    layer_marks = flags[g.F_LAYER_MARKS]
    printed = flags[g.F_PRINTED]
    x, y, z, e = state[g.S_X], state[g.S_Y], state[g.S_Z], state[g.S_E]
    base_x, base_y, base_z, base_e = state[g.S_BASE_X], state[g.S_BASE_Y], state[g.S_BASE_Z], state[g.S_BASE_E]
    head_x, head_y, head_z, head_e = state[g.S_HEAD_X], state[g.S_HEAD_Y], state[g.S_HEAD_Z], state[g.S_HEAD_E]
    speed = state[g.S_SPEED]
    speed_factor = state[g.S_SPEED_FACTOR]
    flow = state[g.S_FLOW_FACTOR]
    unit = state[g.S_UNIT]
    top_z = state[g.S_TOP_Z]
    extruded = state[g.S_EXTRUDED]
    extruded_most = state[g.S_EXTRUDED_MOST]
    word = np.empty(26)
    now = np.empty(3)
    target = np.empty(3)
    end = text.size
    row_room = e_mm.size
    event_room = event_kind.size - 2  # a line gives two events at most
    reason = g.DONE

    while True:
        if n >= row_room:
            reason = g.ROWS_FULL
            break
        if events > event_room:
            reason = g.EVENTS_FULL
            break
        action = g.IGNORE
        chords = 0  # moves that the line makes
        stop = False
        dwell = False
        event_s = 0.0
        event_index = -1.0
        row_speed = -1.0  # of this line only, where not negative
        start = i
        number = has = bare = 0
        # Of arcs: rotation and climb of a chord, filament of a chord.
        turn = climb = arc_e = arc_e_base = centre_p = centre_q = arm_p = arm_q = from_h = 0.0
        axis_p, axis_q, axis_h = 0, 1, 2

        if pending != 0:
            stop = pending == 1
            if pending == 2:
                action = g.MOVE
                chords = 1
                row_speed = state[g.S_PENDING_SPEED]
        elif i >= end:
            break
        else:
            c = text[i]
            while c == 32 or c == 9 or c == 13:
                i += 1
                c = text[i]
            if (c | 32) == 110 and (48 <= text[i + 1] <= 57):  # N
                i += 1
                c = text[i]
                while 48 <= c <= 57 or c == 32:
                    i += 1
                    c = text[i]
            letter = np.int64(c | 32)
            if 97 <= letter <= 122 or c == 95:
                if 48 <= text[i + 1] <= 57:
                    i += 1
                    c = text[i]
                    while 48 <= c <= 57:
                        number = min(number * 10 + (np.int64(c) - 48), 1 << 30)
                        i += 1
                        c = text[i]
                    action = g.UNKNOWN
                    if letter == 103 and number < 1024 and c != 46:  # G
                        action = np.int64(actions[0, number])
                    elif letter == 109 and number < 1024:  # M
                        action = np.int64(actions[1, number])
                    elif letter == 116:  # T
                        action = g.TOOL
                else:
                    i, key = hash_name(text, i, g.SEED_WORD)
                    action = find_name(name_keys, name_values, key, g.UNKNOWN)
            elif c == 59:
                i, action, found = read_comment(text, i, name_keys, name_values)
                if action == g.MARK_ROLE:
                    mark = found
                elif action == g.LAYER:
                    if layer_marks != 0 and printed == 0:
                        action = g.IGNORE  # a second mark for the same layer
                    layer_marks = 1
                    printed = 0
            elif not (c == 10 or c == 40 or c == 37):  # line feed, bracket, per cent
                reason = g.BAD_START
                flags[g.F_BAD] = i
                break
            if action <= g.FAN and (WITH_WORDS >> action) & 1:
                i, has, bare, reason = read_words(text, i, word)
                if reason != g.DONE:
                    flags[g.F_BAD] = i
                    break
            else:
                i = skip_line(text, i)
            i += 1
            line_number += 1

            if action == g.MOVE:
                chords = 1
            elif action == g.ARC_CLOCKWISE or action == g.ARC_COUNTER:
                if has & B_R:
                    reason = g.ARC_BY_RADIUS
                elif not absolute:
                    reason = g.ARC_RELATIVE
                if flags[g.F_PLANE] == g.PLANE_XZ:
                    axis_q, axis_h = 2, 1
                elif flags[g.F_PLANE] == g.PLANE_YZ:
                    axis_p, axis_q, axis_h = 1, 2, 0
                arm_p = -word[A_I + axis_p] * unit if has >> (A_I + axis_p) & 1 else 0.0
                arm_q = -word[A_I + axis_q] * unit if has >> (A_I + axis_q) & 1 else 0.0
                if reason == g.DONE and arm_p == 0.0 and arm_q == 0.0:
                    reason = g.NO_CENTRE
                now[0], now[1], now[2] = x - base_x, y - base_y, z - base_z
                for axis in range(3):
                    target[axis] = word[A_X + axis] * unit if has >> (A_X + axis) & 1 else now[axis]
                centre_p = now[axis_p] - arm_p
                centre_q = now[axis_q] - arm_q
                to_p = target[axis_p] - centre_p
                to_q = target[axis_q] - centre_q
                angle = math.atan2(arm_p * to_q - arm_q * to_p, arm_p * to_p + arm_q * to_q)
                if angle < 0.0:
                    angle += 2.0 * math.pi
                if action == g.ARC_CLOCKWISE:
                    angle -= 2.0 * math.pi
                if angle == 0.0 and now[axis_p] == target[axis_p] and now[axis_q] == target[axis_q]:
                    angle = 2.0 * math.pi
                climb = target[axis_h] - now[axis_h]
                length = math.hypot(math.hypot(arm_p, arm_q) * angle, climb)
                steps = max(1.0, math.floor(length / state[g.S_ARC_RESOLUTION]))
                if reason == g.DONE and steps > MOST_CHORDS:
                    reason = g.ARC_TOO_FINE
                if reason != g.DONE:
                    i = start
                    flags[g.F_BAD] = start
                    line_number -= 1
                    break
                chords = np.int64(steps)
                if n + chords > row_room:
                    reason = g.ROWS_FULL
                    i = start
                    line_number -= 1
                    break
                turn = angle / steps
                climb /= steps
                from_h = now[axis_h]
                if has & B_E:
                    arc_e_base = (e - base_e) / flow if e_absolute else 0.0
                    arc_e = (word[A_E] * unit - arc_e_base) / steps
            elif action == g.DWELL:
                dwell = True
                if has & B_P:
                    event_s = max(0.0, word[A_P] / 1000.0)
                elif has & B_S and flags[g.F_DWELL_S_WORD] != 0:
                    event_s = max(0.0, word[A_S])
            elif g.NOZZLE <= action <= g.CHAMBER_WAIT:
                event_s = word[A_S] if has & B_S else word[A_R] if has & B_R else 0.0
                event_index = word[A_T] if has & B_T else -1.0
                waited = g.S_NOZZLE_WAITED + (action - g.NOZZLE) // 2
                if event_s != state[waited]:
                    stop = (action - g.NOZZLE) % 2 == 1 and event_s > 0.0
                    state[waited] = event_s if stop else math.nan
            elif action == g.FAN:
                event_s = word[A_S] if has & B_S else 255.0
                event_index = word[A_P] if has & B_P else -1.0
            elif action == g.ACCELERATION:
                event_s = math.nan
                if has & B_S:
                    event_s = word[A_S]
                elif has & B_P and has & B_T:
                    event_s = min(word[A_P], word[A_T])
            elif action == g.SET_POSITION:
                if has & (B_X | B_Y | B_Z | B_E) == 0:
                    base_x, base_y, base_z, base_e = x, y, z, e
                else:
                    base_x = x - word[A_X] * unit if has & B_X else base_x
                    base_y = y - word[A_Y] * unit if has & B_Y else base_y
                    base_z = z - word[A_Z] * unit if has & B_Z else base_z
                    base_e = e - word[A_E] * unit * flow if has & B_E else base_e
            elif action == g.ABSOLUTE or action == g.RELATIVE:
                absolute = action == g.ABSOLUTE
            elif action == g.E_ABSOLUTE or action == g.E_RELATIVE:
                e_absolute = action == g.E_ABSOLUTE
            elif action == g.RETRACT or action == g.UNRETRACT:
                wanted = 1 if action == g.RETRACT else 0
                if flags[g.F_RETRACTED] != wanted and not has & B_P:  # G10 P… sets up a tool in RepRapFirmware
                    flags[g.F_RETRACTED] = wanted
                    chords = 1
                    pull = -state[g.S_RETRACT] if wanted else state[g.S_RETRACT] + state[g.S_UNRETRACT_EXTRA]
                    row_speed = state[g.S_RETRACT_SPEED if wanted else g.S_UNRETRACT_SPEED] * speed_factor
                    old_e = e
                    e += pull * flow
                    base_e += e - old_e
            elif action == g.HOME:
                stop = True
                axes = (has | bare) & (B_X | B_Y | B_Z)
                if axes == 0 or axes & B_X:
                    head_x, base_x = state[g.S_HOME_X], state[g.S_OFFSET_X]
                if axes == 0 or axes & B_Y:
                    head_y, base_y = state[g.S_HOME_Y], state[g.S_OFFSET_Y]
                if axes == 0 or axes & B_Z:
                    head_z, base_z = state[g.S_HOME_Z], state[g.S_OFFSET_Z]
                x, y, z, e = head_x, head_y, head_z, head_e
            elif action == g.SPEED_FACTOR or action == g.FLOW_FACTOR:
                factor = word[A_S] if has & B_S else 100.0
                if factor <= 0.0:
                    reason = g.BAD_FACTOR
                    i = start
                    flags[g.F_BAD] = start
                    line_number -= 1
                    break
                if action == g.SPEED_FACTOR:
                    factor /= 6000.0
                    speed = speed / speed_factor * factor
                    speed_factor = factor
                else:
                    factor /= 100.0
                    base_e = e - (e - base_e) / flow * factor
                    flow = factor
            elif action == g.STOP or action == g.PAUSE or action == g.PROBE:
                stop = True
            elif action == g.TOOL:
                if number == tool:
                    action = g.IGNORE
                else:
                    tool = number
                    event_index = number
                    stop = True
                    flow = 1.0
                    base_e = e
            elif g.PLANE_XY <= action <= g.PLANE_YZ:
                flags[g.F_PLANE] = action
            elif action == g.INCHES or action == g.MILLIMETRES:
                unit = 25.4 if action == g.INCHES else 1.0
            elif action == g.ASK:
                reason = g.ASKED
                flags[g.F_BAD] = start
                break

            if action <= g.ARC_COUNTER and chords > 0:
                if bare & (B_X | B_Y | B_Z | B_E | B_F | B_I | B_J | B_K):
                    reason = g.BAD_NUMBER
                elif has & B_F and word[A_F] <= 0.0:
                    reason = g.BAD_SPEED
                if reason != g.DONE:
                    i = start
                    flags[g.F_BAD] = start
                    line_number -= 1
                    break
            if action <= g.MARK_OBJECT and (WITH_EVENT >> action) & 1:
                event_kind[events] = action
                event_place[events, 0] = n
                event_place[events, 1] = line_number - 1
                event_place[events, 2] = start
                event_value[events, 0] = event_s
                event_value[events, 1] = event_index
                events += 1

        for chord in range(1, chords + 1):
            if pending != 0 or action == g.RETRACT or action == g.UNRETRACT:
                pass
            elif action == g.MOVE:
                if has & B_X:
                    x = word[A_X] * unit + (base_x if absolute else x)
                if has & B_Y:
                    y = word[A_Y] * unit + (base_y if absolute else y)
                if has & B_Z:
                    z = word[A_Z] * unit + (base_z if absolute else z)
                if has & B_E:
                    e = word[A_E] * unit * flow + (base_e if absolute and e_absolute else e)
                if has & B_F:
                    speed = word[A_F] * unit * speed_factor
            else:
                if has & B_F:
                    speed = word[A_F] * unit * speed_factor
                if chord < chords:
                    cos_turn = math.cos(chord * turn)
                    sin_turn = math.sin(chord * turn)
                    now[axis_p] = centre_p + (arm_p * cos_turn - arm_q * sin_turn)
                    now[axis_q] = centre_q + (arm_p * sin_turn + arm_q * cos_turn)
                    now[axis_h] = from_h + chord * climb
                else:
                    now[0], now[1], now[2] = target[0], target[1], target[2]
                x, y, z = now[0] + base_x, now[1] + base_y, now[2] + base_z
                if arc_e != 0.0:
                    arc_e_base += arc_e
                    e = arc_e_base * flow + base_e if e_absolute else arc_e * flow + e

            dx, dy, dz, de = x - head_x, y - head_y, z - head_z, e - head_e
            if dx * dx + dy * dy + dz * dz >= 1e-18:
                kind[n] = g.ROW_MOVE
                if de > 0.0:
                    role[n] = mark
                    if dx != 0.0 or dy != 0.0:
                        printed = 1
                        if dz == 0.0 and z > top_z + 1e-4:
                            top_z = z
                            if layer_marks == 0:
                                event_kind[events] = g.RISE
                                event_place[events, 0] = n
                                event_place[events, 1] = line_number - 1
                                event_place[events, 2] = start
                                events += 1
                else:
                    role[n] = g.ROLE_WIPE if de < 0.0 else g.ROLE_TRAVEL
                head_x, head_y, head_z = x, y, z
            elif de != 0.0:
                kind[n] = g.ROW_FILAMENT
                role[n] = g.ROLE_RETRACT if de < 0.0 else g.ROLE_UNRETRACT
            else:
                continue
            head_e = e
            extruded += de
            extruded_most = max(extruded_most, extruded)
            e_mm[n] = de
            speed_mm_s[n] = speed if row_speed < 0.0 else row_speed
            line[n] = line_number - 1
            offset[n] = base_offset + start
            n += 1
            points[n, 0], points[n, 1], points[n, 2] = head_x, head_y, head_z
        if stop or dwell:
            kind[n] = g.ROW_DWELL if dwell else g.ROW_STOP
            role[n] = g.ROLE_TRAVEL
            e_mm[n] = 0.0
            speed_mm_s[n] = 0.0
            line[n] = line_number - 1
            offset[n] = base_offset + start
            n += 1
            points[n, 0], points[n, 1], points[n, 2] = head_x, head_y, head_z
        pending = 0

    flags[g.F_CURSOR] = i
    flags[g.F_LINE] = line_number
    flags[g.F_ABSOLUTE] = absolute
    flags[g.F_E_ABSOLUTE] = e_absolute
    flags[g.F_ROLE] = mark
    flags[g.F_TOOL] = tool
    flags[g.F_PENDING] = pending
    flags[g.F_ROWS] = n
    flags[g.F_EVENTS] = events
    flags[g.F_LAYER_MARKS] = layer_marks
    flags[g.F_PRINTED] = printed
    state[g.S_X], state[g.S_Y], state[g.S_Z], state[g.S_E] = x, y, z, e
    state[g.S_BASE_X], state[g.S_BASE_Y], state[g.S_BASE_Z], state[g.S_BASE_E] = base_x, base_y, base_z, base_e
    state[g.S_HEAD_X], state[g.S_HEAD_Y], state[g.S_HEAD_Z], state[g.S_HEAD_E] = head_x, head_y, head_z, head_e
    state[g.S_SPEED] = speed
    state[g.S_SPEED_FACTOR] = speed_factor
    state[g.S_FLOW_FACTOR] = flow
    state[g.S_UNIT] = unit
    state[g.S_TOP_Z] = top_z
    state[g.S_EXTRUDED] = extruded
    state[g.S_EXTRUDED_MOST] = extruded_most
    return reason
