"""Prices: exact sums, monotone in what should make them dearer, and every line reckoned as it says."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centre.price_requests import BRACKET, CARD, price_requests, rate_cards
from layerworks.centre import Interval, PriceRequest, RateCard, Work, price, price_table
from layerworks.centre._piece import failure_chance
from layerworks.centre.rate_card import LotRate
from layerworks.errors import Missing, Rejected
from layerworks.words import render


@given(price_requests(), rate_cards())
def test_sums_are_exact(request: PriceRequest, card: RateCard):
    found = price(request, card)
    assert sum(Fraction(line.amount) for line in found.lines) == Fraction(found.unit_net)
    assert Fraction(found.unit_net) * found.quantity == Fraction(found.net)
    assert Fraction(found.net) + Fraction(found.tax) == Fraction(found.total)
    assert sum(Fraction(line.amount) for line in found.closing) == Fraction(found.total)
    assert (Fraction(found.unit_net) / Fraction(card.rounding.unit_price)).denominator == 1
    assert (Fraction(found.tax) / Fraction(card.rounding.amount)).denominator == 1


@given(price_requests(), rate_cards(), st.integers(1, 5000))
def test_more_pieces_never_raise_the_price_of_one(request: PriceRequest, card: RateCard, more: int):
    larger = replace(request, quantity=request.quantity + more)
    assert price(larger, card).unit_net <= price(request, card).unit_net


@given(price_requests(), rate_cards(), st.floats(0.0, 500_000.0), st.floats(0.0, 5000.0))
def test_slower_and_heavier_is_never_cheaper(request: PriceRequest, card: RateCard, more_s: float, more_g: float):
    time, mass = request.time_s, request.mass_g
    slower = replace(request, time_s=Interval(time.low + more_s, time.likely + more_s, time.high + more_s))
    heavier = replace(request, mass_g=Interval(mass.low + more_g, mass.likely + more_g, mass.high + more_g))
    base = price(request, card)
    assert price(slower, card).total >= base.total
    assert price(heavier, card).total >= base.total


@given(price_requests(), rate_cards())
def test_faster_delivery_is_never_cheaper(request: PriceRequest, card: RateCard):
    prices = [price(replace(request, lead=lead), card) for lead in ("economy", "standard", "express")]
    assert [p.total for p in prices] == sorted(p.total for p in prices)
    assert [p.days for p in prices] == [10, 5, 2]


@given(price_requests(), rate_cards())
def test_the_interval_holds_the_price(request: PriceRequest, card: RateCard):
    found = price(request, card)
    assert found.total_low <= found.total <= found.total_high
    sure = replace(request, mass_g=Interval.exact(request.mass_g.likely), time_s=Interval.exact(request.time_s.likely))
    certain = price(sure, card)
    assert certain.total_low == certain.total == certain.total_high == found.total


@given(price_requests(), rate_cards())
def test_the_net_price_is_at_least_the_minimum_order(request: PriceRequest, card: RateCard):
    found = price(request, card)
    assert found.net >= card.minimum_order - request.quantity * card.rounding.unit_price
    if card.rounding.mode == "up":
        assert found.net >= card.minimum_order


@given(price_requests(), rate_cards())
def test_same_request_and_card_same_price_and_name(request: PriceRequest, card: RateCard):
    first, second = price(request, card), price(request, card)
    assert first == second
    assert price(replace(request, made_from=("f" * 64,)), card).digest != first.digest
    assert price(request, replace(card, version=card.version + "b")).digest != first.digest


@given(price_requests(), rate_cards())
def test_every_line_can_be_read_in_both_languages(request: PriceRequest, card: RateCard):
    found = price(request, card)
    for line in (*found.lines, *found.closing):
        for text in (line.label, line.why):
            assert render(text, "en")
            assert render(text, "zh")


def test_a_price_worked_out_by_hand():
    found = price(replace(BRACKET, work=(Work("support_removal", 3.0),), lead="express"), CARD)
    by_kind = {line.kind: line.amount for line in found.lines}
    # 12.5 g × 100 /kg × 1.08; 1.5 h × 6; 20 ÷ 10; 12 ÷ 4
    assert by_kind["material"] == Decimal("1.35")
    assert by_kind["machine_time"] == Decimal("9.00")
    assert by_kind["set_up_line"] == Decimal("2.00")
    assert by_kind["set_up_plate"] == Decimal("3.00")
    # 2 % + 1.5 h × 0.3 % + 85 mm × 0.8 % / 100 mm = 3.13 %; 15.35 × 0.0313 ÷ 0.9687
    assert failure_chance(BRACKET, CARD) == Fraction(313, 10000)
    assert by_kind["failure_risk"] == Decimal("0.50")
    assert by_kind["operation"] == Decimal("3.60")
    # 50 % of 19.44598…, then 50 % of 29.16898…
    assert by_kind["margin"] == Decimal("9.72")
    assert by_kind["lead_time"] == Decimal("14.58")
    assert found.unit_net == Decimal("43.75")
    assert found.net == Decimal("437.50")
    assert found.tax == Decimal("56.88")  # 56.875
    assert found.total == Decimal("494.38")


def test_the_figures_stand_in_the_sentences():
    found = price(BRACKET, CARD)
    why = {line.kind: render(line.why, "en") for line in (*found.lines, *found.closing)}
    assert why["material"] == "12.5 g at 100.00 CNY/kg, 8 % for purge and leftovers: 1.35"
    assert why["machine_time"] == "1.5 h × 6.00 CNY/h = 9.00"
    assert why["set_up_plate"] == "12.00 CNY a plate ÷ 4 on a plate = 3.00"
    assert why["pieces"] == f"10 × {found.unit_net} CNY"
    assert render(found.closing[1].label, "zh") == "增值税"


def test_a_small_order_is_lifted_to_the_minimum():
    tiny = replace(BRACKET, quantity=1, mass_g=Interval.exact(0.5), time_s=Interval.exact(60.0))
    found = price(tiny, replace(CARD, minimum_order=Decimal("120")))
    assert found.net == Decimal("120")
    assert {line.kind for line in found.lines} >= {"minimum"}


def test_a_lot_has_its_own_price():
    card = replace(CARD, lots=(LotRate("L7", "pla", Decimal("80")), LotRate("L8", "petg", Decimal("1"))))
    assert price(replace(BRACKET, lot="L7"), card).lines[0].amount == Decimal("1.08")
    with pytest.raises(Missing, match=r"no lot “L8”; the nearest is “L7”"):
        price(replace(BRACKET, lot="L8"), card)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"material": "plaa"}, "no material “plaa”; the nearest is “pla”"),
        ({"work": (Work("sandblasting", 1.0),)}, "no operation “sandblasting”; the nearest is “sanding”"),
        ({"machine_class": "industral"}, "no machine class “industral”; the nearest is “industrial”"),
    ],
)
def test_what_the_card_does_not_know_is_missing(change: dict[str, object], said: str):
    with pytest.raises(Missing, match=said):
        price(replace(BRACKET, **change), CARD)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    "change",
    [
        {"quantity": 0},
        {"pieces_per_plate": 0},
        {"longest_mm": -1.0},
        {"longest_mm": float("nan")},
        {"work": (Work("sanding", float("inf")),)},
    ],
)
def test_requests_that_make_no_sense_are_refused(change: dict[str, object]):
    with pytest.raises(Rejected):
        replace(BRACKET, **change)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("figures", [(2, 1, 3), (1, 3, 2), (-1, 0, 1), (0, 0, float("inf")), (0, float("nan"), 1)])
def test_intervals_that_are_none_are_refused(figures: tuple[float, float, float]):
    with pytest.raises(Rejected):
        Interval(*figures)


def test_the_table_holds_the_prices_asked_for():
    table = price_table(BRACKET, CARD, (1, 10, 100), ("economy", "express"))
    assert [[(p.quantity, p.lead) for p in row] for row in table] == [
        [(1, "economy"), (1, "express")],
        [(10, "economy"), (10, "express")],
        [(100, "economy"), (100, "express")],
    ]
    assert table[1][1] == price(replace(BRACKET, lead="express"), CARD)
