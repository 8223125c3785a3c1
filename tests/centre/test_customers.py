"""Customers see their own; messages, terms and tax data are held to their form."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centre.orders_at_work import NOW, Shop, quote_line
from centre.price_requests import BRACKET, CARD, price_requests
from layerworks.centre import PriceRequest, price
from layerworks.centre.customers.customer import agree, agreed_unit_net, billed_to, recall_customer, recall_organisation
from layerworks.centre.customers.events import AgreedPrice, CustomerSaid, FileNamed, OrganisationSaid, Terms
from layerworks.centre.customers.fapiao import complaints, sound_tax_number
from layerworks.centre.customers.seeing import Viewer, may_see, messages_for, price_for, viewer_of
from layerworks.centre.customers.thread import messages, write
from layerworks.centre.orders.invoice import TaxData
from layerworks.errors import Rejected

REAL = "91110000600037341L"  # a published company's


@given(owner=st.sampled_from(["", "li", "han"]), theirs=st.sampled_from([None, "acme", "uni"]))
def test_a_customer_sees_his_own_and_his_organisations(owner: str, theirs: str | None):
    assert may_see(Viewer(staff=True), owner, theirs)
    assert not may_see(Viewer(), owner, theirs)
    li = Viewer(customer="li", organisation="acme")
    assert may_see(li, owner, theirs) == (owner == "li" or theirs == "acme")


def test_internal_messages_stay_inside():
    shop = Shop()
    shop.write("thread:O-1", *write("customer", "When?", (FileNamed("drawing.pdf", "a" * 64, 10),)))
    shop.write("thread:O-1", *write("shop", "He is in a hurry", internal=True))
    shop.write("thread:O-1", *write("shop", "Tuesday"))
    thread = messages(shop.history("thread:O-1"))
    assert [m.text for m in messages_for(Viewer(staff=True), thread)] == ["When?", "He is in a hurry", "Tuesday"]
    assert [m.number for m in messages_for(Viewer(customer="li"), thread)] == [1, 3]
    for bad in ("  ", "x" * 20_001):
        with pytest.raises(Rejected):
            write("shop", bad)
    with pytest.raises(Rejected):
        write("customer", "secret", internal=True)


@given(price_requests())
def test_what_the_shop_keeps_to_itself_is_one_line_and_all_adds_up(request: PriceRequest):
    priced = price(request, CARD)
    shown = price_for(Viewer(customer="li"), priced, frozenset({"margin", "rounding", "minimum"}))
    assert sum(line.amount for line in shown.lines) == priced.unit_net
    assert not {line.kind for line in shown.lines} & {"margin", "rounding", "minimum"}
    assert price_for(Viewer(staff=True), priced) == priced


def test_organisation_and_customer_are_read_back_and_billed():
    shop = Shop()
    tax = TaxData("星火精密有限公司", REAL, fapiao="general")
    shop.write("organisation:acme", OrganisationSaid("星火精密", tax))
    shop.write("organisation:acme", *agree(Terms(Decimal("0.05"), 30)))
    shop.write("customer:li", CustomerSaid("李雷", "li@example.com", organisation="acme"))
    acme = recall_organisation("acme", shop.history("organisation:acme"))
    li = recall_customer("li", shop.history("customer:li"))
    assert acme is not None
    assert li is not None
    assert acme.terms.discount == Decimal("0.05")
    assert billed_to(li, acme) == tax
    assert billed_to(li, None).title == "李雷"
    assert viewer_of(li) == Viewer(customer="li", organisation="acme")
    assert recall_customer("nobody", ()) is None
    assert recall_organisation("nobody", ()) is None


def test_terms_must_make_sense():
    for terms in (Terms(Decimal(1)), Terms(Decimal("-0.1")), Terms(days_to_pay=-1)):
        with pytest.raises(Rejected):
            agree(terms)


def test_the_agreed_price_of_the_greatest_quantity_reached_holds_until_its_day():
    line, today = quote_line(1), NOW.date()
    prices = tuple(
        AgreedPrice(line.mesh_digest, "pla", quantity, Decimal(net), today + timedelta(days=days))
        for quantity, net, days in ((1, 9, 1), (10, 8, 0), (10_000, 1, 1))
    )
    terms = Terms(prices=prices)
    assert agreed_unit_net(line, terms, today) == 8
    assert agreed_unit_net(line, terms, today + timedelta(days=1)) == 9
    assert agreed_unit_net(line, terms, date(2099, 1, 1)) is None
    assert agreed_unit_net(replace(line, material="pa-cf"), terms, today) is None


@given(price_requests(), st.decimals("0.01", "0.5", places=2))
def test_a_discount_lowers_the_price_and_the_lines_add_up(request: PriceRequest, share: Decimal):
    full, less = price(request, CARD), price(replace(request, agreed=share), CARD)
    assert less.unit_net <= full.unit_net
    assert sum(line.amount for line in less.lines) == less.unit_net
    with pytest.raises(Rejected):
        replace(BRACKET, agreed=Decimal(1))


def test_a_fapiao_says_what_it_lacks():
    assert complaints(TaxData("Li Lei")) == ()
    assert complaints(TaxData("星火", REAL, fapiao="general")) == ()
    assert len(complaints(TaxData("星火", REAL, fapiao="special"))) == 4
    assert [text.code for text in complaints(TaxData("星火", "123", fapiao="general"))] == ["centre.bad_tax_number"]


@given(st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_a_wrong_character_in_a_tax_number_is_found(at: int, character: str):
    changed = REAL[:at] + character + REAL[at + 1 :]
    assert sound_tax_number(changed) == (changed == REAL)
    assert sound_tax_number("110108123456789")
    assert not sound_tax_number("9111")
