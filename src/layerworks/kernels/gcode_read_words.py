"""Pieces of one line of G-code: numbered words, names, comments. Slow twin: tests/reference/gcode_read.py.

All texts end with a line feed, so no loop here needs to look at the end of the array.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels import gcode_read_codes as g
from layerworks.kernels.compiled import kernel
from layerworks.kernels.unchecked import byte_at

Text = NDArray[Any]  # bytes; Any, because an int() around each would make numba compute in unsigned numbers
POWERS = np.array([10.0**k for k in range(23)])


@kernel
def skip_line(text: Text, i: int) -> int:
    """Return the index of the next line feed."""
    while byte_at(text, i) != 10:
        i += 1
    return i


@kernel
def long_number(text: Text, i: int) -> float:
    """Return the digits from i on, with or without a point, as a number; right to 15 digits, for more than 18."""
    value = 0.0
    power = 0
    seen_point = False
    while 48 <= byte_at(text, i) <= 57 or (byte_at(text, i) == 46 and not seen_point):
        if byte_at(text, i) == 46:
            seen_point = True
        else:
            if seen_point:
                power += 1
            value = value * 10.0 + (byte_at(text, i) - 48)
        i += 1
    return value / 10.0**power if power < 300 else 0.0


@kernel
def read_words(text: Text, i: int, word: NDArray[np.float64]) -> tuple[int, int, int, int]:
    """Read the words of a line from i to its line feed or comment into `word`.

    word: (26,) value by letter, written only for the letters met.
    Returns the index of the line feed, the letters that had a number and those without one (bit 0 is A), and DONE or
    what is wrong with the character at the index.
    """
    has = 0
    bare = 0
    while True:
        c = byte_at(text, i)
        while c == 32 or c == 9 or c == 13:
            i += 1
            c = byte_at(text, i)
        if c == 10:
            return i, has, bare, g.DONE
        if c == 59 or c == 42:  # ; *
            return skip_line(text, i), has, bare, g.DONE
        if c == 40:  # (
            while c != 41 and c != 10:
                i += 1
                c = byte_at(text, i)
            if c == 41:
                i += 1
            continue
        letter = (c | 32) - 97
        if letter < 0 or letter > 25:
            return i, has, bare, g.BAD_CHARACTER
        i += 1
        c = byte_at(text, i)
        while c == 32 or c == 9:
            i += 1
            c = byte_at(text, i)
        negative = c == 45
        if negative or c == 43:
            i += 1
            c = byte_at(text, i)
        start = i
        mantissa = 0
        while 48 <= c <= 57:
            mantissa = mantissa * 10 + (c - 48)
            i += 1
            c = byte_at(text, i)
        length = i - start
        power = 0
        if c == 46:
            i += 1
            c = byte_at(text, i)
            point = i
            while 48 <= c <= 57:
                mantissa = mantissa * 10 + (c - 48)
                i += 1
                c = byte_at(text, i)
            power = i - point
            length += power
        if length == 0:
            if i != start or negative or byte_at(text, start - 1) == 43:
                return i, has, bare, g.BAD_NUMBER
            bare |= 1 << letter
            continue
        value = mantissa / POWERS[power] if length <= 18 else long_number(text, start)
        if value > 1e9:
            return i, has, bare, g.TOO_LARGE
        word[letter] = -value if negative else value
        has |= 1 << letter


@kernel
def find_name(keys: NDArray[np.int64], values: Text, key: int, otherwise: int) -> int:
    """Return the value of a hashed name in an open table, or else `otherwise`."""
    at = key & (g.TABLE_SIZE - 1)
    while keys[at] != 0:
        if keys[at] == key:
            return values[at]
        at = (at + 1) & (g.TABLE_SIZE - 1)
    return otherwise


@kernel
def hash_name(text: Text, i: int, seed: int) -> tuple[int, int]:
    """Return the index after a name of letters, digits and underscores, and its hash in lower case."""
    key = seed
    c = byte_at(text, i)
    while 48 <= c <= 57 or 65 <= c <= 90 or 97 <= c <= 122 or c == 95:
        if 65 <= c <= 90:
            c |= 32
        key = (key ^ c) * g.HASH_PRIME
        i += 1
        c = byte_at(text, i)
    return i, key


@kernel
def read_comment(text: Text, i: int, keys: NDArray[np.int64], values: Text) -> tuple[int, int, int]:
    """Read a comment line from its semicolon at i.

    Returns the index of the line feed, what the comment is (MARK_ROLE, LAYER, MARK_OBJECT or IGNORE), and the role.
    """
    c = byte_at(text, i)
    while c == 59 or c == 32 or c == 9 or c == 45:  # ; and -
        i += 1
        c = byte_at(text, i)
    i, key = hash_name(text, i, g.SEED_COMMENT)
    what = find_name(keys, values, key, g.IGNORE)
    if what == g.IGNORE:
        return skip_line(text, i), g.IGNORE, 0
    c = byte_at(text, i)
    if what == g.MARK_LAYER:
        separated = c == 58 or c == 32
        if separated:
            i += 1
        if byte_at(text, i) == 45:
            i += 1
        what = g.LAYER if separated and 48 <= byte_at(text, i) <= 57 else g.IGNORE
    elif what == g.MARK_LAYER_CHANGE:
        what = g.LAYER
    elif what == g.MARK_FEATURE or (what == g.MARK_ROLE and c == 58):
        while c == 58 or c == 32 or c == 9:
            i += 1
            c = byte_at(text, i)
        key = g.SEED_ROLE
        trimmed = key  # the hash without blanks at the end
        while c != 10:
            if 65 <= c <= 90:
                c |= 32
            key = (key ^ c) * g.HASH_PRIME
            if c != 32 and c != 13 and c != 9:
                trimmed = key
            i += 1
            c = byte_at(text, i)
        return i, g.MARK_ROLE, find_name(keys, values, trimmed, g.ROLE_UNMARKED)
    elif what == g.MARK_ROLE:
        what = g.IGNORE
    return skip_line(text, i), what, 0
