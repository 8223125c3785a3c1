"""Quotes: only moves that follow, revisions that never change, risks approved and taken on, prices with a reason."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from centre.orders_at_work import BOOK, NOW, Shop, quote_line
from centre.price_requests import BRACKET, CARD
from layerworks.centre.quotes import deciding
from layerworks.centre.quotes.quote import Quote
from layerworks.centre.writing import quote_subject
from layerworks.errors import Conflict, Missing, Rejected
from layerworks.words import render


@pytest.fixture
def shop() -> Shop:
    return Shop()


def sent(shop: Shop, quote: Quote) -> Quote:
    shop.write(quote_subject(quote.id), *deciding.send(quote))
    return shop.quote(quote.id)


def test_a_quote_is_estimated_until_every_line_is_sliced(shop: Shop):
    quote = shop.quoted(quote_line(1), quote_line(2, sliced=False))
    assert quote.state == "estimated"
    with pytest.raises(Conflict, match="“part-2” has not been sliced"):
        deciding.send(quote)
    shop.write(quote_subject(quote.id), *deciding.revise(quote, (quote_line(1), quote_line(2)), BOOK, shop.now))
    assert shop.quote(quote.id).state == "firm"


def test_the_same_draft_has_the_same_id_and_a_seed_sets_two_apart():
    assert deciding.quote_id("a", NOW, "1") == deciding.quote_id("a", NOW, "1")
    assert deciding.quote_id("a", NOW, "1") != deciding.quote_id("a", NOW, "2")


def test_a_change_is_a_new_revision_and_the_old_one_stays_as_it_was(shop: Shop):
    quote = sent(shop, shop.quoted(quote_line(1)))
    first = quote.last
    more = quote_line(1, replace(BRACKET, quantity=50))
    shop.write(quote_subject(quote.id), *deciding.revise(quote, (more,), BOOK, shop.now, "customer wants 50"))
    revised = shop.quote(quote.id)
    assert revised.state == "firm"
    assert revised.revisions[0] == first
    assert (revised.last.number, revised.last.reason) == (2, "customer wants 50")
    assert revised.last.digest != first.digest
    assert revised.last.card_digest == CARD.digest


def test_the_offer_accepted_is_the_one_that_was_looked_at(shop: Shop):
    quote = sent(shop, shop.quoted(quote_line(1)))
    looked_at = quote.last.digest
    shop.write(quote_subject(quote.id), *deciding.revise(quote, (quote_line(2),), BOOK, shop.now))
    again = sent(shop, shop.quote(quote.id))
    with pytest.raises(Conflict, match="has been revised"):
        deciding.accept(again, looked_at, frozenset(), shop.now)


def test_a_quote_can_be_accepted_until_its_last_moment_and_expires_after_it(shop: Shop):
    quote = sent(shop, shop.quoted(quote_line(1)))
    end = quote.last.valid_until
    assert deciding.accept(quote, quote.last.digest, frozenset(), end)
    assert deciding.expire(quote, end) == ()
    with pytest.raises(Conflict, match="was valid until 2025-12-09"):
        deciding.accept(quote, quote.last.digest, frozenset(), end + timedelta(seconds=1))
    shop.write(quote_subject(quote.id), *deciding.expire(quote, end + timedelta(seconds=1)))
    assert shop.quote(quote.id).state == "expired"


def test_a_finding_at_risk_is_approved_by_the_shop_and_taken_on_by_the_customer(shop: Shop):
    quote = shop.quoted(quote_line(1, at_risk=2))
    with pytest.raises(Conflict, match="nobody has approved"):
        deciding.send(quote)
    with pytest.raises(Missing):
        deciding.approve_risk(quote, "1", "something else")
    for n in range(2):
        shop.write(quote_subject(quote.id), *deciding.approve_risk(shop.quote(quote.id), "1", f"thin_wall_{n}"))
    assert deciding.approve_risk(shop.quote(quote.id), "1", "thin_wall_0") == ()
    quote = sent(shop, shop.quote(quote.id))
    with pytest.raises(Conflict, match="not been taken on"):
        deciding.accept(quote, quote.last.digest, frozenset({"1:thin_wall_0"}), shop.now)
    taken = frozenset({"1:thin_wall_0", "1:thin_wall_1"})
    shop.write(quote_subject(quote.id), *deciding.accept(quote, quote.last.digest, taken, shop.now))
    assert shop.quote(quote.id).taken_on == taken


def test_a_price_by_hand_is_a_revision_with_its_reason_and_adds_up(shop: Shop):
    quote = shop.quoted(quote_line(1), quote_line(2))
    with pytest.raises(Rejected, match="reason is missing"):
        deciding.set_price(quote, "1", Decimal(9), " ", "boss", shop.now)
    with pytest.raises(Rejected, match="not a price"):
        deciding.set_price(quote, "1", Decimal("9.999"), "friend", "boss", shop.now)
    for net in (Decimal("9.90"), Decimal("8.80")):
        events = deciding.set_price(shop.quote(quote.id), "1", net, "large order to come", "boss", shop.now)
        shop.write(quote_subject(quote.id), *events)
    last = shop.quote(quote.id).last
    priced = last.lines[0].price
    assert last.number == 3
    assert last.lines[1] == quote.last.lines[1]
    assert priced.unit_net == sum(line.amount for line in priced.lines) == Decimal("8.80")
    assert [line.kind for line in priced.lines].count("by_hand") == 1
    assert priced.total == priced.net + priced.tax == sum(line.amount for line in priced.closing)
    assert "large order to come" in render(priced.lines[-1].why, "zh")
    assert last.lines[0].by_hand is not None
    assert last.lines[0].by_hand.by == "boss"


def test_nobodys_quote_is_claimed_once_and_accepted_by_its_customer_alone(shop: Shop):
    quote = sent(shop, shop.quoted(quote_line(1), customer=""))
    with pytest.raises(Conflict, match="belongs to nobody"):
        deciding.accept(quote, quote.last.digest, frozenset(), shop.now)
    shop.write(quote_subject(quote.id), *deciding.claim(quote, "li"))
    claimed = shop.quote(quote.id)
    assert deciding.claim(claimed, "li") == ()
    with pytest.raises(Conflict, match="another customer"):
        deciding.claim(claimed, "han")


def test_an_answered_quote_takes_no_second_answer(shop: Shop):
    quote = shop.accepted(shop.quoted(quote_line(1)))
    for again in (
        lambda: deciding.decline(quote, "too dear"),
        lambda: deciding.accept(quote, quote.last.digest, frozenset(), shop.now),
        lambda: deciding.revise(quote, (quote_line(1),), BOOK, shop.now),
        lambda: deciding.set_price(quote, "1", Decimal(1), "why not", "boss", shop.now),
    ):
        with pytest.raises(Conflict) as refused:
            again()
        assert quote.id in render(refused.value.text, "zh")


def test_a_quote_needs_lines(shop: Shop):
    quote = shop.quoted(quote_line(1))
    with pytest.raises(Rejected):
        deciding.revise(quote, (), BOOK, shop.now)
    with pytest.raises(Rejected):
        deciding.revise(quote, (quote_line(1), quote_line(1)), BOOK, shop.now)
