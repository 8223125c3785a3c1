"""Plain decimal numbers out of bytes, correctly rounded or left to Python."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel

_EXACT = np.array([float(f"1e{k}") for k in range(23)])  # every power of ten that a float64 holds exactly
_LARGEST = 2**53
_MOST_DIGITS = 18


@kernel
def read_decimal(text: NDArray[np.uint8], at: int) -> tuple[float, int, bool]:
    """Return the number at a position, where its word ends, and whether the number is right.

    text: (n,) u8. A word ends at white space, a quote, `<` or the end of the text.
    A mantissa below 2**53 times or over a power of ten up to 10**22 has one rounding, so it is what `float` gives
    (Clinger 1990, "How to read floating point numbers accurately"). Every other word, also one that is no number at
    all, comes back as (0.0, end, False).
    """
    i = at
    stop = text.size
    negative = False
    if i < stop and (text[i] == 43 or text[i] == 45):  # + -
        negative = text[i] == 45
        i += 1
    mantissa = np.int64(0)
    digits = 0  # significant ones
    power = 0
    seen = False
    point = False
    while i < stop:
        byte = text[i]
        if 48 <= byte <= 57:
            seen = True
            if digits > 0 or byte != 48:
                digits += 1
            if digits <= _MOST_DIGITS:
                mantissa = mantissa * 10 + np.int64(byte - 48)
            if point:
                power -= 1
        elif byte == 46 and not point:
            point = True
        else:
            break
        i += 1
    plain = seen and digits <= _MOST_DIGITS
    if plain and i < stop and (text[i] == 101 or text[i] == 69):  # e E
        i += 1
        down = False
        if i < stop and (text[i] == 43 or text[i] == 45):
            down = text[i] == 45
            i += 1
        exponent = 0
        seen = False
        while i < stop and 48 <= text[i] <= 57:
            seen = True
            exponent = min(exponent * 10 + int(text[i] - 48), 9999)
            i += 1
        plain = seen
        power += -exponent if down else exponent
    end = i
    while end < stop:
        byte = text[end]
        if byte == 32 or 9 <= byte <= 13 or byte == 34 or byte == 39 or byte == 60:
            break
        end += 1
    if not plain or end != i or mantissa > _LARGEST or power < -22 or power > 22:
        return 0.0, end, False
    value = float(mantissa)
    if power < 0:
        value /= _EXACT[-power]
    else:
        value *= _EXACT[power]
    return (-value if negative else value), end, True
