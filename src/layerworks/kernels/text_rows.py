"""Rows of numbers written to one pattern again and again: facets of an STL, elements of an XML mesh."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel
from layerworks.kernels.text_decimal import read_decimal


@kernel
def match_rows(
    text: NDArray[np.uint8],
    at: int,
    pattern: NDArray[np.uint8],
    fold: bool,
    values: NDArray[np.float64],
    odd: NDArray[np.int64],
) -> tuple[int, int, int]:
    """Read rows that follow a pattern, from a position until one does not or `values` is full.

    text: (n,) u8. pattern: (p,) u8, where `#` is a number, `?` a word that does not matter, a blank any white space or
    none, `~` at least one white space, `*` further XML attributes up to `/>`; other bytes stand for themselves.
    fold: capital letters of the text are taken as small. values: (rows, columns) f64, written.
    odd: (rows * columns, 4) i64, written with row, column, start and end of words that are not plain decimals.
    Returns rows read, the position after the last of them, and how many words are odd.
    """
    stop = text.size
    rows = 0
    odds = 0
    done = at
    while rows < values.shape[0]:
        i = done
        column = 0
        row_odds = odds
        matched = True
        for p in range(pattern.size):
            sign = pattern[p]
            start = i
            if sign == 32 or sign == 126:  # blank ~
                while i < stop and (text[i] == 32 or 9 <= text[i] <= 13):
                    i += 1
                matched = sign == 32 or i > start
            elif sign == 35:  # number
                value, i, plain = read_decimal(text, start)
                matched = i > start
                if matched:
                    values[rows, column] = value
                    if not plain:
                        odd[row_odds, 0] = rows
                        odd[row_odds, 1] = column
                        odd[row_odds, 2] = start
                        odd[row_odds, 3] = i
                        row_odds += 1
                    column += 1
            elif sign == 63:  # any word
                while i < stop and not (text[i] == 32 or 9 <= text[i] <= 13):
                    i += 1
                matched = i > start
            elif sign == 42:  # further attributes
                while i + 1 < stop and not (text[i] == 47 and text[i + 1] == 62):
                    if text[i] == 38 or text[i] == 60 or text[i] == 62:  # & < >
                        break
                    i += 1
                matched = True  # what follows in the pattern is `/>`
            else:
                byte = text[i] if i < stop else 0
                if fold and 65 <= byte <= 90:
                    byte += 32
                matched = byte == sign
                i += 1
            if not matched:
                break
        if not matched:
            break
        rows += 1
        odds = row_odds
        done = i
    return rows, done, odds
