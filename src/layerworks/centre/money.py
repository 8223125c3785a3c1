"""Exact money: fractions while reckoning, decimals once rounded, and one explicit rounding in between."""

from collections.abc import Iterable
from decimal import Context, Decimal
from fractions import Fraction
from typing import Literal

RoundingMode = Literal["half_up", "up"]

_WIDE = Context(prec=100)  # wide enough that sums and products of rounded amounts are exact


def rounded(amount: Fraction | Decimal, step: Decimal, mode: RoundingMode = "half_up") -> Decimal:
    """Return an amount as a multiple of a step such as 0.01: to the nearest, halves away from zero; or up."""
    above, below = amount.as_integer_ratio()
    step_above, step_below = step.as_integer_ratio()
    above, below = above * step_below, below * step_above  # whole numbers: ten times as fast as fractions
    if mode == "up":
        steps = -(-above // below)
    else:
        steps = (2 * abs(above) + below) // (2 * below) * (1 if above >= 0 else -1)
    return _WIDE.multiply(Decimal(steps), step)


def total_of(amounts: Iterable[Decimal]) -> Decimal:
    """Return the exact sum of amounts."""
    total = Decimal(0)
    for amount in amounts:
        total = _WIDE.add(total, amount)
    return total


def times(amount: Decimal, count: int) -> Decimal:
    """Return an amount so many times, exactly."""
    return _WIDE.multiply(amount, Decimal(count))


def taxed(net: Decimal, rate: Decimal, step: Decimal) -> Decimal:
    """Return the tax on a net amount, in the smallest amounts of money there are."""
    return rounded(Fraction(net) * Fraction(rate), step)


def decimal_of(value: float, step: str) -> Decimal:
    """Return a measured figure as the decimal that is shown and reckoned with: 12.34 for a step of "0.01"."""
    return rounded(Decimal(repr(float(value))), Decimal(step))


def plain(amount: Decimal) -> str:
    """Return a figure without exponent and needless zeros: 12.5, 0.08, 1200."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
