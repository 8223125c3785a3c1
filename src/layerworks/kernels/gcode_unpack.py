"""The two codings of binary G-code that the standard library lacks. Slow twins: tests/reference/gcode_unpack.py.

heatshrink (github.com/atomicobject/heatshrink): LZSS, most significant bit first; a 1 and 8 bits are a byte, a 0 is
followed by how far back and how long a copy is, both less one.
MeatPack (github.com/scottmudge/OctoPrint-MeatPack): two frequent characters a byte, the low half first.
"""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel

BROKEN = -1
FREQUENT = np.frombuffer(b"0123456789. \nGX", np.uint8).copy()
WHOLE = 15  # a half that stands for a character to follow
SIGNAL = 255
NO_BLANKS_OFF, NO_BLANKS_ON, RESET, PACKING_OFF, PACKING_ON = 246, 247, 249, 250, 251


@kernel
def expand_copies(data: NDArray[np.uint8], window_bits: int, length_bits: int, out: NDArray[np.uint8]) -> int:
    """Fill `out` from heatshrink data; returns how much was filled, or BROKEN when a copy reaches before the start."""
    held = 0  # bits read but not used, the low ones of `pool`
    pool = 0
    i = n = 0
    while n < out.size:
        while held <= 32 and i < data.size:
            pool = ((pool << 8) | np.int64(data[i])) & 0xFFFFFFFFFF
            held += 8
            i += 1
        literal = held > 0 and (pool >> (held - 1)) & 1
        need = 9 if literal else 1 + window_bits + length_bits
        if held < need:
            return n
        if literal:
            out[n] = (pool >> (held - 9)) & 0xFF
            n += 1
        else:
            back = ((pool >> (held - 1 - window_bits)) & ((1 << window_bits) - 1)) + 1
            length = ((pool >> (held - need)) & ((1 << length_bits) - 1)) + 1
            if back > n:
                return BROKEN
            for _ in range(min(length, out.size - n)):
                out[n] = out[n - back]
                n += 1
        held -= need
    return n


@kernel
def expand_pairs(data: NDArray[np.uint8], out: NDArray[np.uint8]) -> int:
    """Fill `out`, which has twice the room of `data`, from MeatPack data; returns how much was filled.

    A line feed doubled to fill a byte is written once.
    """
    packing = no_blanks = False
    n = i = 0
    while i < data.size:
        c = np.int64(data[i])
        i += 1
        if c == SIGNAL and i < data.size and data[i] == SIGNAL:
            i += 1
            if i >= data.size:
                break
            command = data[i]
            i += 1
            if command == PACKING_ON:
                packing = True
            elif command == PACKING_OFF:
                packing = False
            elif command in (NO_BLANKS_ON, NO_BLANKS_OFF):
                no_blanks = command == NO_BLANKS_ON
            elif command == RESET:
                packing = no_blanks = False
            continue
        if not packing:
            out[n] = c
            n += 1
            continue
        low = c & 15
        high = c >> 4
        for half in range(2):
            index = low if half == 0 else high
            if index == WHOLE:
                if i >= data.size:
                    return n
                out[n] = data[i]
                i += 1
            elif index == 11 and no_blanks:
                out[n] = 69  # E
            else:
                out[n] = FREQUENT[index]
            n += 1
            if half == 0 and index == 12 and high == 12:
                break
    return n
