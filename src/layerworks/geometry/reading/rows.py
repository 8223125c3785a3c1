"""Rows of numbers out of text, block by block: memory follows what is there, not what a header claims."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from layerworks.geometry.reading.decimals import fill_odd

_BLOCK = 1 << 12


def row_blocks(
    text: bytes, at: int, pattern: bytes, *, fold: bool = False, most: int | None = None
) -> Iterator[tuple[NDArray[np.float64], int]]:
    """Yield blocks of rows that follow a pattern from a position on, each with the position after it.

    pattern: as in `kernels.text_rows`. fold: capital letters are taken as small. most: stop after so many rows.
    A block is (k, numbers in the pattern) f64, k > 0. Raises Rejected when a word in a number's place is none.
    """
    from layerworks.kernels.text_rows import match_rows

    letters = np.frombuffer(text, np.uint8)
    signs = np.frombuffer(pattern, np.uint8)
    columns = pattern.count(b"#")
    room = _BLOCK if most is None else min(most, _BLOCK)
    values = np.empty((room, columns), np.float64)
    odd = np.empty((room * columns, 4), np.int64)
    left = most
    while left is None or left > 0:
        want = room if left is None else min(room, left)
        rows, at, odds = match_rows(letters, at, signs, fold, values[:want], odd)
        if rows == 0:
            return
        fill_odd(text, values, odd[:odds].tolist())
        yield values[:rows].copy(), at
        if rows < want:
            return
        if left is not None:
            left -= rows


def line_number(text: bytes, at: int) -> int:
    """Return the number of the line that a position is in, counted from 1."""
    return max(text.count(b"\n", 0, at), text.count(b"\r", 0, at)) + 1
