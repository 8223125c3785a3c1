"""Rounding is the only thing that ever loses a digit, and it does so as it says."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerworks.centre.money import decimal_of, plain, rounded, times, total_of

steps = st.sampled_from([Decimal(s) for s in ("0.01", "0.05", "0.1", "0.25", "1", "5", "0.0001")])
amounts = st.fractions(-(10**9), 10**9, max_denominator=10**6)


@given(amounts, steps)
def test_half_up_is_the_nearest_multiple_of_the_step(amount: Fraction, step: Decimal):
    result = Fraction(rounded(amount, step))
    assert (result / Fraction(step)).denominator == 1
    assert abs(result - amount) <= Fraction(step) / 2
    if abs(result - amount) == Fraction(step) / 2:
        assert abs(result) > abs(amount)


@given(amounts, steps)
def test_up_is_the_next_multiple_of_the_step(amount: Fraction, step: Decimal):
    result = Fraction(rounded(amount, step, "up"))
    assert (result / Fraction(step)).denominator == 1
    assert 0 <= result - amount < Fraction(step)


@given(amounts, amounts, steps, st.sampled_from(["half_up", "up"]))
def test_rounding_never_turns_the_order_round(a: Fraction, b: Fraction, step: Decimal, mode: str):
    small, large = sorted((a, b))
    assert rounded(small, step, mode) <= rounded(large, step, mode)  # pyright: ignore[reportArgumentType]


@given(st.lists(st.decimals(-(10**12), 10**12, places=4), max_size=20), st.integers(0, 10**9))
def test_sums_are_exact_in_any_context(values: list[Decimal], count: int):
    with localcontext() as context:
        context.prec = 3
        total, many = total_of(values), times(values[0], count) if values else Decimal(0)
        cent = rounded(Fraction(10**15 + 1, 100), Decimal("0.01"))
    assert Fraction(total) == sum(map(Fraction, values))
    assert not values or Fraction(many) == Fraction(values[0]) * count
    assert str(cent) == "10000000000000.01"


@pytest.mark.parametrize(
    ("value", "step", "result"),
    [
        (2.675, "0.01", "2.68"),
        (0.125, "0.01", "0.13"),
        (-0.125, "0.01", "-0.13"),
        (1e-9, "0.01", "0.00"),
        (7, "1", "7"),
    ],
)
def test_figures_are_rounded_as_they_are_written(value: float, step: str, result: str):
    assert str(decimal_of(value, step)) == result


def test_figures_are_shown_plainly():
    shown = [plain(Decimal(text)) for text in ("12.50", "0.080", "1200", "1E+3", "0.00", "5")]
    assert shown == ["12.5", "0.08", "1200", "1000", "0", "5"]
