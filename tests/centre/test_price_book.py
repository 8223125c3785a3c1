"""The price book: a change is a version with its author and reason, and no name stands for two cards."""

from dataclasses import replace
from decimal import Decimal

import pytest

from centre.orders_at_work import NOW, Shop
from centre.price_requests import CARD
from layerworks.centre import PriceBook, publish, recall_book
from layerworks.centre.what_if import what_if
from layerworks.centre.writing import PRICES
from layerworks.errors import Missing, Rejected
from layerworks.words import render, say


def book(shop: Shop) -> PriceBook:
    return recall_book(CARD, NOW, shop.history(PRICES))


def test_a_change_is_a_version_with_author_and_reason():
    shop = Shop()
    assert book(shop).last.number == 0
    dearer = replace(CARD, version="2026-1", minimum_order=Decimal(80))
    shop.write(PRICES, *publish(book(shop), dearer, "energy is dearer"))
    last = book(shop).last
    assert (last.number, last.card, last.author, last.since) == (1, dearer, "someone", NOW)
    assert last.digest == dearer.digest
    assert book(shop).version(0).card == CARD
    assert publish(book(shop), dearer, "again") == ()


def test_no_version_without_a_reason_and_no_name_for_two_cards():
    shop = Shop()
    with pytest.raises(Rejected, match="reason is missing"):
        publish(book(shop), replace(CARD, version="2026-1"), "")
    with pytest.raises(Rejected, match="other prices"):
        publish(book(shop), replace(CARD, minimum_order=Decimal(80)), "dearer")
    with pytest.raises(Missing):
        book(shop).version(7)


def test_other_prices_are_held_against_past_orders():
    shop = Shop()
    orders = [shop.ordered(3, 2), shop.ordered(5)]
    same = what_if(orders, CARD)
    assert same.then == same.now == sum(line.price.total for order in orders for line in order.lines)
    dearer = what_if(orders, replace(CARD, minimum_order=Decimal(1000)))
    assert len(dearer.dearer) == 3
    assert dearer.dearer[0].now == max(line.now or 0 for line in dearer.lines)
    without = what_if(orders, replace(CARD, materials={}))
    assert len(without.unpriced) == 3
    assert "pla" in render(without.unpriced[0].why or say("centre.margin"), "zh")
    assert without.then == without.now == 0
