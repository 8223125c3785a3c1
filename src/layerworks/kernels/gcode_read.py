"""G-code text to rows of motion, byte by byte. Slow twin: tests/reference/gcode_read.py.

Positions follow the arithmetic of Klipper's G-code layer operation by operation, so that rounding is the same too.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels import gcode_read_codes as g
from layerworks.kernels.compiled import kernel
from layerworks.kernels.gcode_read_arc import ARC_SIZE, CHORDS, arc_point, begin_arc
from layerworks.kernels.gcode_read_letters import (
    A_E,
    A_F,
    A_X,
    A_Y,
    A_Z,
    B_E,
    B_F,
    B_MOVING,
    B_P,
    B_X,
    B_Y,
    B_Z,
)
from layerworks.kernels.gcode_read_obey import obey
from layerworks.kernels.gcode_read_words import find_name, hash_name, read_comment, read_words, skip_line
from layerworks.kernels.unchecked import byte_at

WITH_WORDS = sum(
    1 << action
    for action in (
        *(g.MOVE, g.ARC_CLOCKWISE, g.ARC_COUNTER, g.DWELL, g.RETRACT, g.HOME, g.SET_POSITION, g.SPEED_FACTOR),
        *(g.FLOW_FACTOR, g.ACCELERATION, g.NOZZLE, g.NOZZLE_WAIT, g.BED, g.BED_WAIT, g.CHAMBER, g.CHAMBER_WAIT),
        g.FAN,
    )
)
LAYER_RISE_MM = 1e-4


@kernel
def read_rows(
    text: NDArray[np.uint8],
    actions: NDArray[Any],
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

    text: (b,) lines. actions: (2, COMMANDS) what G0… and M0… do. name_keys, name_values: (TABLE_SIZE,) open table.
    state, flags: the reader between calls, see gcode_read_codes. points: (n + 1, 3) position before the first row and
    after each; the other row arrays (n,). event_kind: (k,); event_place: (k, 4) row, line, start and end in the block;
    event_value: (k, 2) value (S word) and index (T or P word, −1 for none).
    """
    i = flags[g.F_CURSOR]
    line_number = flags[g.F_LINE]
    base_offset = flags[g.F_BASE]
    n = flags[g.F_ROWS]
    events = flags[g.F_EVENTS]
    mark = flags[g.F_ROLE]
    with_event = flags[g.F_WITH_EVENT]
    absolute = flags[g.F_ABSOLUTE] != 0
    e_absolute = (absolute or flags[g.F_E_MODE] != g.E_EITHER) and flags[g.F_E_ABSOLUTE] != 0
    x, y, z, e = state[g.S_X], state[g.S_Y], state[g.S_Z], state[g.S_E]
    base_x, base_y, base_z, base_e = state[g.S_BASE_X], state[g.S_BASE_Y], state[g.S_BASE_Z], state[g.S_BASE_E]
    head_x, head_y, head_z, head_e = state[g.S_HEAD_X], state[g.S_HEAD_Y], state[g.S_HEAD_Z], state[g.S_HEAD_E]
    speed, speed_factor = state[g.S_SPEED], state[g.S_SPEED_FACTOR]
    flow, unit = state[g.S_FLOW_FACTOR], state[g.S_UNIT]
    extruded, extruded_most = state[g.S_EXTRUDED], state[g.S_EXTRUDED_MOST]
    word = np.empty(26)
    arc = np.empty(ARC_SIZE)
    note = np.empty(2)
    end = text.size
    row_room = e_mm.size
    event_room = event_kind.size - 2  # a line gives two events at most
    reason = g.DONE

    while reason == g.DONE:
        if n >= row_room:
            reason = g.ROWS_FULL
            break
        if events > event_room:
            reason = g.EVENTS_FULL
            break
        start = i
        action = g.IGNORE
        number = has = bare = 0
        chords = 0  # moves that the line makes
        write = 0  # rows that are no moves of the program
        if flags[g.F_PENDING] != 0:
            write = flags[g.F_PENDING]
            flags[g.F_PENDING] = 0
        elif i >= end:
            break
        else:
            c = byte_at(text, i)
            while c == 32 or c == 9 or c == 13:
                i += 1
                c = byte_at(text, i)
            if (c | 32) == 110 and (48 <= byte_at(text, i + 1) <= 57):  # N
                i += 1
                c = byte_at(text, i)
                while 48 <= c <= 57 or c == 32:
                    i += 1
                    c = byte_at(text, i)
            letter = c | 32
            if 97 <= letter <= 122 or c == 95:
                if 48 <= byte_at(text, i + 1) <= 57:
                    i += 1
                    c = byte_at(text, i)
                    while 48 <= c <= 57:
                        number = min(number * 10 + (c - 48), 1 << 30)
                        i += 1
                        c = byte_at(text, i)
                    action = g.UNKNOWN
                    if letter == 103 and number < g.COMMANDS and c != 46:  # G
                        action = actions[0, number]
                    elif letter == 109 and number < g.COMMANDS:  # M
                        action = actions[1, number]
                    elif letter == 116:  # T
                        action = g.TOOL if number < g.TOOLS else g.IGNORE
                else:
                    i, key = hash_name(text, i, g.SEED_WORD)
                    action = find_name(name_keys, name_values, key, g.UNKNOWN)
            elif c == 59:
                i, action, found = read_comment(text, i, name_keys, name_values)
                if action == g.MARK_ROLE:
                    mark = found
                elif action == g.LAYER:
                    if flags[g.F_LAYER_MARKS] != 0 and flags[g.F_PRINTED] == 0:
                        action = g.IGNORE  # a second mark for the same layer
                    flags[g.F_LAYER_MARKS] = 1
                    flags[g.F_PRINTED] = 0
            elif not (c == 10 or c == 40 or c == 37):  # line feed, bracket, per cent
                flags[g.F_BAD] = i
                reason = g.BAD_START
                break
            if action <= g.FAN and (WITH_WORDS >> action) & 1:
                i, has, bare, reason = read_words(text, i, word)
                if reason != g.DONE:
                    flags[g.F_BAD] = i
                    break
            else:
                i = skip_line(text, i)
            i += 1

            if action <= g.ARC_COUNTER and action >= g.MOVE:
                chords = 1
                if bare & B_MOVING:
                    reason = g.BAD_NUMBER
                elif has & B_F and word[A_F] <= 0.0:
                    reason = g.BAD_SPEED
                elif action != g.MOVE:
                    state[g.S_X], state[g.S_Y], state[g.S_Z] = x, y, z
                    arc_speed = word[A_F] * unit * speed_factor if has & B_F else speed
                    reason = begin_arc(action == g.ARC_CLOCKWISE, has, word, state, flags, arc_speed, arc)
                    if reason == g.DONE:
                        chords = np.int64(arc[CHORDS])
                        if n + chords > row_room:
                            reason = g.ROWS_FULL
                            i = start
                            break
                if reason != g.DONE:
                    flags[g.F_BAD] = start
                    break
            elif action <= g.TOOL and action != g.IGNORE and action != g.UNKNOWN:
                if action == g.ASK or (action == g.RETRACT and has & B_P):  # G10 P… tells RepRapFirmware of a tool
                    flags[g.F_BAD] = start
                    line_number += 1
                    reason = g.ASKED
                    break
                state[g.S_X], state[g.S_Y], state[g.S_Z], state[g.S_E] = x, y, z, e
                state[g.S_BASE_X], state[g.S_BASE_Y], state[g.S_BASE_Z] = base_x, base_y, base_z
                state[g.S_BASE_E] = base_e
                state[g.S_HEAD_X], state[g.S_HEAD_Y], state[g.S_HEAD_Z] = head_x, head_y, head_z
                state[g.S_HEAD_E] = head_e
                state[g.S_SPEED] = speed
                write = obey(action, number, has, bare, word, state, flags, note)
                if write < 0:
                    flags[g.F_BAD] = start
                    reason = -write
                    break
                absolute = flags[g.F_ABSOLUTE] != 0
                e_absolute = (absolute or flags[g.F_E_MODE] != g.E_EITHER) and flags[g.F_E_ABSOLUTE] != 0
                x, y, z, e = state[g.S_X], state[g.S_Y], state[g.S_Z], state[g.S_E]
                base_x, base_y, base_z = state[g.S_BASE_X], state[g.S_BASE_Y], state[g.S_BASE_Z]
                base_e = state[g.S_BASE_E]
                head_x, head_y, head_z = state[g.S_HEAD_X], state[g.S_HEAD_Y], state[g.S_HEAD_Z]
                speed, speed_factor = state[g.S_SPEED], state[g.S_SPEED_FACTOR]
                flow, unit = state[g.S_FLOW_FACTOR], state[g.S_UNIT]
                if action == g.TOOL and write == 0:
                    action = g.IGNORE
            if action <= g.PLANNER_LINE and (with_event >> action) & 1:
                event_kind[events] = action
                event_place[events, 0] = n
                event_place[events, 1] = line_number
                event_place[events, 2] = start
                event_place[events, 3] = i - 1
                event_value[events, 0] = note[0]
                event_value[events, 1] = note[1]
                events += 1
            line_number += 1

        row_speed = -1.0
        if write == g.WRITE_MOVE:
            row_speed = state[g.S_PENDING_SPEED]
            chords = 1
        arc_e = arc_e_base = 0.0
        for chord in range(1, chords + 1):
            if action == g.MOVE:
                if has & B_X:
                    x = word[A_X] * unit + (base_x if absolute else x)
                if has & B_Y:
                    y = word[A_Y] * unit + (base_y if absolute else y)
                if has & B_Z:
                    z = word[A_Z] * unit + (base_z if absolute else z)
                if has & B_E:
                    e = word[A_E] * unit * flow + (base_e if e_absolute else e)
                if has & B_F:
                    speed = word[A_F] * unit * speed_factor
            elif write == 0:
                x, y, z = arc_point(arc, chord)
                x, y, z = x + base_x, y + base_y, z + base_z
                if has & B_F:
                    speed = word[A_F] * unit * speed_factor
                if has & B_E:
                    if chord == 1:
                        arc_e_base = (e - base_e) / flow if e_absolute else 0.0
                        arc_e = (word[A_E] * unit - arc_e_base) / chords
                    if arc_e != 0.0:
                        arc_e_base += arc_e
                        e = arc_e_base * flow + base_e if e_absolute else arc_e * flow + e

            row = np.uintp(n)  # unsigned: spares the test for negative indices
            dx, dy, dz, de = x - head_x, y - head_y, z - head_z, e - head_e
            if dx * dx + dy * dy + dz * dz >= 1e-18:
                kind[row] = g.ROW_MOVE
                role[row] = mark if de > 0.0 else g.ROLE_WIPE if de < 0.0 else g.ROLE_TRAVEL
                if de > 0.0 and (dx != 0.0 or dy != 0.0):
                    rises = False
                    if dz == 0.0 and z > state[g.S_TOP_Z] + LAYER_RISE_MM:
                        state[g.S_TOP_Z] = z
                        rises = flags[g.F_LAYER_MARKS] == 0
                    if rises or flags[g.F_PRINTED] == 0:
                        event_kind[events] = g.RISE if rises else g.FIRST_BEAD
                        event_place[events, 0] = n
                        event_place[events, 1] = line_number - 1
                        event_place[events, 2] = start
                        event_place[events, 3] = i - 1
                        event_value[events, 0] = z
                        events += 1
                        flags[g.F_PRINTED] = 1
                head_x, head_y, head_z = x, y, z
            elif de != 0.0:
                kind[row] = g.ROW_FILAMENT
                role[row] = g.ROLE_RETRACT if de < 0.0 else g.ROLE_UNRETRACT
            else:
                continue
            head_e = e
            extruded += de
            extruded_most = max(extruded_most, extruded)
            e_mm[row] = de
            speed_mm_s[row] = speed if row_speed < 0.0 else row_speed
            line[row] = line_number - 1
            offset[row] = base_offset + start
            n += 1
            row = np.uintp(n)
            points[row, 0], points[row, 1], points[row, 2] = head_x, head_y, head_z
        if write == g.WRITE_STOP or write == g.WRITE_DWELL:
            kind[n] = g.ROW_DWELL if write == g.WRITE_DWELL else g.ROW_STOP
            role[n] = g.ROLE_TRAVEL
            e_mm[n] = 0.0
            speed_mm_s[n] = 0.0
            line[n] = line_number - 1
            offset[n] = base_offset + start
            n += 1
            points[n, 0], points[n, 1], points[n, 2] = head_x, head_y, head_z

    flags[g.F_CURSOR] = i
    flags[g.F_LINE] = line_number
    flags[g.F_ROWS] = n
    flags[g.F_EVENTS] = events
    flags[g.F_ROLE] = mark
    state[g.S_X], state[g.S_Y], state[g.S_Z], state[g.S_E] = x, y, z, e
    state[g.S_BASE_X], state[g.S_BASE_Y], state[g.S_BASE_Z], state[g.S_BASE_E] = base_x, base_y, base_z, base_e
    state[g.S_HEAD_X], state[g.S_HEAD_Y], state[g.S_HEAD_Z], state[g.S_HEAD_E] = head_x, head_y, head_z, head_e
    state[g.S_SPEED] = speed
    state[g.S_EXTRUDED] = extruded
    state[g.S_EXTRUDED_MOST] = extruded_most
    return reason
