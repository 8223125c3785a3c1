"""Numbers that read well on an axis or a bar: 1, 2 or 5 times a power of ten."""

import math


def round_below(value: float) -> float:
    """Return the greatest round number that is not above a positive value."""
    power = 10.0 ** math.floor(math.log10(value))
    return max(m * power for m in (1.0, 2.0, 5.0) if m * power <= value)


def round_above(value: float) -> float:
    """Return the least round number that is not below a positive value."""
    power = 10.0 ** math.floor(math.log10(value))
    return min(m * power for m in (1.0, 2.0, 5.0, 10.0) if m * power >= value)
