"""Moves as lines of G-code, written byte by byte with integers: one pass, no text objects."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel

LINE = 256  # bytes that a move and its marks never exceed, texts of marks apart
UNKNOWN = -(2**62)
# rows of the state that is carried from one buffer to the next
X, Y, Z, E, E_ZERO, F, ROLE, PRINT_ACCEL, TRAVEL_ACCEL, WIDTH, EVENT = range(11)
STATES = 11
RETRACT, UNRETRACT, WIPE = 1, 2, 18  # values of `Role`


class Texts(NamedTuple):
    """Byte strings laid end to end: text t is data[start[t]:start[t + 1]].

    0…255 marks of roles, then the beginning of an acceleration command for laying and for travelling, of a width
    mark, the start and the end of a wipe, then the texts of events.
    """

    data: NDArray[np.uint8]
    start: NDArray[np.int64]


LAYING_ACCEL, TRAVELLING_ACCEL, WIDTH_MARK, WIPE_START, WIPE_END, EVENTS = range(256, 262)


class Lines(NamedTuple):
    """The columns of a toolpath that are written, as in `Toolpath`.

    arc_last (m): last move of the arc that begins with a move, −1 for none. arc_centre (m, 2): µm from where it begins.
    Both are empty where no arc is.
    """

    points: NDArray[np.float64]
    width: NDArray[np.float32]
    volume: NDArray[np.float64]
    speed: NDArray[np.float32]
    accel: NDArray[np.float32]
    role: NDArray[np.uint8]
    arc_last: NDArray[np.int64]
    arc_centre: NDArray[np.int64]


@kernel
def put_text(buffer: NDArray[np.uint8], n: int, texts: Texts, t: int) -> int:
    """Copy a text to buffer[n:]; return where it ends."""
    a, b = texts.start[t], texts.start[t + 1]
    for i in range(a, b):
        buffer[n + i - a] = texts.data[i]
    return n + b - a


@kernel
def put_number(buffer: NDArray[np.uint8], n: int, value: int, decimals: int) -> int:
    """Write value / 10^decimals without trailing zeros to buffer[n:]; return where it ends."""
    if value < 0:
        buffer[n] = 45
        n += 1
        value = -value
    left, ten = np.uint64(value), np.uint64(10)  # division of what has no sign is a multiplication
    while decimals > 0:
        shorter = left // ten
        if shorter * ten != left:
            break
        left = shorter
        decimals -= 1
    digits = 1
    power = ten
    while power <= left:
        power *= ten
        digits += 1
    length = max(digits, decimals + 1)
    end = n + length + (decimals > 0)
    i = end - 1
    for k in range(length):
        if k == decimals and decimals > 0:
            buffer[i] = 46
            i -= 1
        shorter = left // ten
        buffer[i] = np.uint64(48) + left - shorter * ten
        left = shorter
        i -= 1
    return end


@kernel
def write_lines(
    lines: Lines,
    row: int,
    texts: Texts,
    event_row: NDArray[np.int64],
    event_text: NDArray[np.int64],
    event_resets: NDArray[np.bool_],
    event_at: NDArray[np.int64],
    offset: int,
    filament_mm2: float,
    relative: bool,
    one_accel: bool,
    pushed: NDArray[np.float64],
    state: NDArray[np.int64],
    buffer: NDArray[np.uint8],
) -> tuple[int, int]:
    """Write moves from `row` on until the buffer is full or all are written; return the next row and the bytes used.

    event_row (e,) ascending, event_text (e,): a text to write before a move; event_resets (e,): the text sets E to 0;
    event_at (e,) is filled with the byte at which it begins, counted from `offset`. pushed (1,) is the filament
    length so far, mm; rounding never adds up. one_accel: laying and travelling share one acceleration. A move that
    changes nothing at the precision written (µm, 10 nm of filament) leaves no line.
    """
    # numbers that are no literals, so that the helpers are compiled once
    n, none, three, five = int(np.int64(0)), int(np.int64(0)), int(np.int64(3)), int(np.int64(5))
    laying, travelling, width_mark = (
        int(np.int64(LAYING_ACCEL)),
        int(np.int64(TRAVELLING_ACCEL)),
        int(np.int64(WIDTH_MARK)),
    )
    wipe_start, wipe_end = int(np.int64(WIPE_START)), int(np.int64(WIPE_END))
    m = lines.role.size
    while True:
        while state[EVENT] < event_row.size and event_row[state[EVENT]] <= row:
            t = int(event_text[state[EVENT]])
            if n + texts.start[t + 1] - texts.start[t] + LINE > buffer.size:
                return row, n
            event_at[state[EVENT]] = offset + n
            n = put_text(buffer, n, texts, t)
            if event_resets[state[EVENT]]:
                state[E_ZERO] = state[E]
            state[EVENT] += 1
        if row == m or n + LINE + 512 > buffer.size:
            return row, n
        role = lines.role[row]
        lays = lines.width[row] > 0.0
        accel = int(np.rint(lines.accel[row]))
        kind = PRINT_ACCEL if lays or one_accel else TRAVEL_ACCEL
        if accel > 0 and state[kind] != accel and role != RETRACT and role != UNRETRACT:
            n = put_text(buffer, n, texts, laying if kind == PRINT_ACCEL else travelling)
            n = put_number(buffer, n, accel, none)
            buffer[n] = 10
            n += 1
            state[kind] = accel
        if role == WIPE and (row == 0 or lines.role[row - 1] != WIPE):
            n = put_text(buffer, n, texts, wipe_start)
        if lays:
            if role != state[ROLE]:
                n = put_text(buffer, n, texts, int(role))
                state[ROLE] = role
            width = int(np.rint(lines.width[row] * 1e3))
            if width != state[WIDTH]:
                n = put_text(buffer, n, texts, width_mark)
                n = put_number(buffer, n, width, three)
                buffer[n] = 10
                n += 1
                state[WIDTH] = width
        begin, end, arc = n, row, lines.arc_last.size > 0 and lines.arc_last[row] >= row
        buffer[n] = 71
        buffer[n + 1] = 49
        if arc:
            end = int(lines.arc_last[row])
            forward = lines.arc_centre[row, 1] * (lines.points[row, 0] - lines.points[row - 1, 0])
            forward -= lines.arc_centre[row, 0] * (lines.points[row, 1] - lines.points[row - 1, 1])
            buffer[n + 1] = 51 if forward > 0.0 else 50
        n += 2
        for axis in range(3):
            um = int(np.rint(lines.points[end, axis] * 1e3))
            if um != state[X + axis] or (arc and axis < 2):
                buffer[n] = 32
                buffer[n + 1] = 88 + axis
                n = put_number(buffer, n + 2, um, three)
                state[X + axis] = um
        for axis in range(2 if arc else 0):
            buffer[n] = 32
            buffer[n + 1] = 73 + axis
            n = put_number(buffer, n + 2, int(lines.arc_centre[row, axis]), three)
        if lines.volume[row] != 0.0:
            for k in range(row, end + 1):
                pushed[0] += lines.volume[k] / filament_mm2
            e = int(np.rint(pushed[0] * 1e5))
            if e != state[E]:
                buffer[n] = 32
                buffer[n + 1] = 69
                n = put_number(buffer, n + 2, e - int(state[E if relative else E_ZERO]), five)
                state[E] = e
        if n == begin + 2:
            n = begin
        else:
            feed = int(np.rint(lines.speed[row] * 60.0))
            if feed != state[F]:
                buffer[n] = 32
                buffer[n + 1] = 70
                n = put_number(buffer, n + 2, max(1, feed), none)
                state[F] = feed
            buffer[n] = 10
            n += 1
        if role == WIPE and (row == m - 1 or lines.role[row + 1] != WIPE):
            n = put_text(buffer, n, texts, wipe_end)
        row = end + 1
