"""From a request and a rate card to a price. Pure and exact."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from layerworks.centre._piece import PieceCost, piece_cost
from layerworks.centre._price import Price, PriceLine
from layerworks.centre.money import plain, rounded, taxed, times, total_of
from layerworks.centre.price_request import Interval, PriceRequest
from layerworks.centre.rate_card import Lead, RateCard
from layerworks.digest import digest_of
from layerworks.errors import Rejected
from layerworks.words import Text, say

VERSION = 2  # of the rules below; part of every price's name


def prices(requests: Iterable[PriceRequest], card: RateCard) -> tuple[Price, ...]:
    """Return the prices of many requests by one card, faster than one by one."""
    card_digest = card.digest
    return tuple(_price(request, card, card_digest) for request in requests)


def price(request: PriceRequest, card: RateCard) -> Price:
    """Return the price of a request by a rate card.

    One piece costs (material + machine time + set-up) / (1 - chance of failure) + work, times the margin of the
    quantity, times the factor of the lead time, less what is agreed with the customer, but no less than its share of
    the minimum order. The set-up of plates is charged by the share of a plate that is used, at least one, as the rest
    can carry other orders. The chance of failure is that of the piece alone: what one failure does to a full plate is
    weighed where plates are planned.
    Raises Missing when the card has no rate for the material, the lot or an operation.
    """
    return _price(request, card, card.digest)


def _price(request: PriceRequest, card: RateCard, card_digest: str) -> Price:
    likely = piece_cost(request, card)
    bounds = [_total(piece_cost(_at(request, e), card, told=False), request.quantity, card) for e in ("low", "high")]
    lead = getattr(card.lead_times, request.lead)
    unit_net = unit_price(likely, card)
    net = times(unit_net, request.quantity)
    tax = taxed(net, card.tax.rate, card.rounding.amount)
    return Price(
        part=request.part,
        quantity=request.quantity,
        currency=card.currency,
        lead=request.lead,
        days=lead.days,
        lines=_with_rounding(likely.lines, unit_net),
        closing=_closing(
            request.quantity, unit_net, net, tax, _percent(card.tax.rate), card.tax.name.text, card.currency
        ),
        unit_net=unit_net,
        net=net,
        tax_rate=card.tax.rate,
        tax=tax,
        total=total_of((net, tax)),
        total_low=bounds[0],
        total_high=bounds[1],
        step=card.rounding.amount,
        card_version=card.version,
        card_digest=card_digest,
        digest=digest_of("price", VERSION, request, card_digest),
    )


def price_table(
    request: PriceRequest, card: RateCard, quantities: Iterable[int], leads: Iterable[Lead]
) -> tuple[tuple[Price, ...], ...]:
    """Return the prices of a request at other quantities (rows) and lead times (columns)."""
    columns, rows = tuple(leads), tuple(quantities)
    asked = [replace(request, quantity=quantity, lead=lead) for quantity in rows for lead in columns]
    all_prices = prices(asked, card)
    return tuple(all_prices[start : start + len(columns)] for start in range(0, len(asked), len(columns)))


def price_by_hand(reckoned: Price, unit_net: Decimal, reason: str) -> Price:
    """Return a price with another net price of one piece, set by a person; its breakdown says so and still adds up.

    Raises Rejected for a price below zero, or finer than the smallest amount of money.
    """
    if unit_net < 0 or rounded(unit_net, reckoned.step) != unit_net:
        figures = {"amount": f"{unit_net:f}", "step": f"{reckoned.step:f}"}
        raise Rejected(say("centre.bad_price", **figures), say("centre.bad_price_remedy"))
    lines = tuple(line for line in reckoned.lines if line.kind != "by_hand")
    rest = total_of((unit_net, *(line.amount.copy_negate() for line in lines)))
    why = say("centre.by_hand_why", unit_net=f"{unit_net:f}", reason=reason)
    net = times(unit_net, reckoned.quantity)
    tax = taxed(net, reckoned.tax_rate, reckoned.step)
    total = total_of((net, tax))
    tax_name, percent = reckoned.closing[-1].label, _percent(reckoned.tax_rate)
    return replace(
        reckoned,
        lines=(*lines, PriceLine("by_hand", say("centre.by_hand"), why, rest)),
        closing=_closing(reckoned.quantity, unit_net, net, tax, percent, tax_name, reckoned.currency),
        unit_net=unit_net,
        net=net,
        tax=tax,
        total=total,
        total_low=total,
        total_high=total,
        digest=digest_of("price by hand", reckoned.digest, unit_net, reason),
    )


def unit_price(cost: PieceCost, card: RateCard) -> Decimal:
    """Return the net price of one piece in the card's steps."""
    return rounded(cost.amount, card.rounding.unit_price, card.rounding.mode)


def _total(cost: PieceCost, quantity: int, card: RateCard) -> Decimal:
    net = times(unit_price(cost, card), quantity)
    return total_of((net, taxed(net, card.tax.rate, card.rounding.amount)))


def _at(request: PriceRequest, end: str) -> PriceRequest:
    mass_g, time_s = getattr(request.mass_g, end), getattr(request.time_s, end)
    return replace(request, mass_g=Interval.exact(mass_g), time_s=Interval.exact(time_s))


def _with_rounding(lines: tuple[PriceLine, ...], unit_net: Decimal) -> tuple[PriceLine, ...]:
    rest = total_of((unit_net, *(line.amount.copy_negate() for line in lines)))
    if rest == 0:
        return lines
    why = say("centre.rounding_why", unit_net=f"{unit_net:f}")
    return (*lines, PriceLine("rounding", say("centre.rounding"), why, rest))


def _percent(rate: Decimal) -> str:
    return plain(rounded(Fraction(rate) * 100, Decimal("0.0001")))


def _closing(
    quantity: int, unit_net: Decimal, net: Decimal, tax: Decimal, percent: str, tax_name: Text, currency: str
) -> tuple[PriceLine, PriceLine]:
    pieces = say("centre.pieces_why", count=quantity, unit_net=f"{unit_net:f}", currency=currency)
    why = say("centre.tax_why", percent=percent, net=f"{net:f}", currency=currency)
    return (
        PriceLine("pieces", say("centre.pieces", count=quantity), pieces, net),
        PriceLine("tax", tax_name, why, tax),
    )
