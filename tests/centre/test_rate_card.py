"""The card an owner edits: read strictly, told by line what is wrong, written back without loss."""

import re
from dataclasses import replace
from decimal import Decimal
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centre.price_requests import rate_cards
from layerworks.catalogue import ids, machines
from layerworks.centre import RateCard, default_rate_card, read_rate_card, write_rate_card
from layerworks.centre.rate_card import LotRate, MaterialRate
from layerworks.errors import Rejected
from layerworks.words import render

TEXT = (resources.files("layerworks.centre") / "data" / "rate-card.toml").read_text(encoding="utf-8")


def test_the_default_card_prices_everything_in_the_catalogue():
    card = default_rate_card()
    assert set(card.materials) == set(ids("material"))
    assert {m.machine_class for m in machines()} <= set(card.machine_classes)
    assert [m.factor for m in card.margins] == sorted((m.factor for m in card.margins), reverse=True)


def test_the_default_card_says_that_its_figures_are_examples():
    assert default_rate_card().version.startswith("example")
    assert "Every figure here is an example" in TEXT


def test_amounts_are_read_as_they_are_written():
    assert str(default_rate_card().operations["support_removal"].per_unit) == "1.20"


@given(rate_cards())
def test_a_card_written_and_read_is_the_same_card(card: RateCard):
    again = read_rate_card(write_rate_card(card), "card.toml")
    assert again == card
    assert again.digest == card.digest


@given(st.text(min_size=1).filter(lambda t: bool(t.strip())), st.decimals("0", "1E+5", places=3))
def test_any_name_and_amount_survive_writing(name: str, amount: Decimal):
    card = replace(
        default_rate_card(),
        version=name,
        lots=(LotRate(name, "pla", amount),),
        materials={"pla": MaterialRate(amount, Decimal("0.1")), name: MaterialRate(amount, Decimal("1E+0"))},
    )
    assert read_rate_card(write_rate_card(card), "card.toml") == card


def test_the_digest_follows_the_content():
    card = default_rate_card()
    assert card.digest == read_rate_card(TEXT, "other-name.toml").digest
    assert card.digest != replace(card, minimum_order=card.minimum_order + 1).digest


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("per_line = 20.00", "per_lane = 20.00", "there is no key “set_up.per_lane” here; the nearest is “per_line”"),
        ("per_line = 20.00", "per_line = -1", "set_up.per_line = -1 is out of bounds (0 to "),
        ("per_line = 20.00", 'per_line = "20"', "“set_up.per_line” must be a number"),
        ("per_line = 20.00", "", "the key “set_up.per_line” is missing"),
        ("hobby = {", "hoby = {", "there is no machine class “hoby”"),
        ("hobby = {", "hoby = {", "the machine class “hobby” has no rate"),
        ("from_quantity = 1\n", "from_quantity = 2\n", "the first margin must have from_quantity = 1"),
        ("from_quantity = 20\n", "from_quantity = 5\n", "from_quantity must be above that of the margin before"),
        ("factor = 1.60", "factor = 0.60", "margins.1.factor = 0.60"),
        ('currency = "CNY"', 'currency = "yuan"', "“yuan” is not a currency"),
        ('mode = "half_up"', 'mode = "down"', "“rounding.mode” cannot be “down”"),
        ("express = {", "expres = {", "“lead_times.express” is missing"),
        ("highest_failure = 0.50", "highest_failure = 1.00", "highest_failure = 1.00"),
        ("rate = 0.13", "rate = 13", "tax.rate = 13"),
        (
            "valid_days = 14",
            "valid_days = 14\n[[lots]]\nid = 'L1'\nmaterial = 'unobtainium'\nper_kg = 1\n",
            "unobtainium",
        ),
    ],
)
def test_what_is_wrong_is_told_by_its_line(old: str, new: str, said: str):
    assert TEXT.count(old) == 1
    line = TEXT[: TEXT.index(old)].count("\n") + 1
    with pytest.raises(Rejected) as refused:
        read_rate_card(TEXT.replace(old, new), "card.toml")
    english = render(refused.value.text, "en")
    assert said in english
    assert render(refused.value.text, "zh") != english
    told = {int(number) for number in re.findall(r"line (\d+):", english)}
    assert any(abs(number - line) <= 3 for number in told)


def test_a_lot_stands_once_and_belongs_to_a_material():
    lots = "[[lots]]\nid = 'L1'\nmaterial = 'pla'\nper_kg = 70.5\n"
    assert read_rate_card(TEXT + lots, "card.toml").lots == (LotRate("L1", "pla", Decimal("70.5")),)
    with pytest.raises(Rejected, match="the lot “L1” stands here twice"):
        read_rate_card(TEXT + lots + lots, "card.toml")
