"""Numbers as files write them, where the fast kernels give up."""

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from layerworks.errors import Rejected
from layerworks.geometry.reading.naming import shown
from layerworks.words import say

_LONGEST = 1000  # bytes; real numbers have some twenty


def number(word: bytes | str) -> float:
    """Return the number that a word stands for; NaN for the ways in which programs write one.

    Raises Rejected for anything else.
    """
    text = word if isinstance(word, str) else word.decode("latin-1")
    if len(text) <= _LONGEST:
        try:
            if "_" not in text:
                return float(text)
        except ValueError:
            if "nan" in text.lower() or "#" in text:  # -nan(ind), 1.#QNAN, 1.#INF of the Microsoft runtime
                return math.nan
    raise Rejected(say("reading.bad_number", word=shown(text, most=24)), say("reading.remedy_number"))


def fill_odd(
    text: bytes, values: NDArray[np.float64], odd: Iterable[tuple[int, int, int, int]] | NDArray[np.int64]
) -> None:
    """Write numbers that a kernel left out. odd: row, column, start and end of each."""
    for row, column, start, end in odd:
        values[row, column] = number(text[start : min(end, start + _LONGEST + 1)])
