"""From a request and a rate card to a price. Pure and exact."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from layerworks.centre._piece import PieceCost, piece_cost
from layerworks.centre._price import Price, PriceLine
from layerworks.centre.money import plain, rounded, times, total_of
from layerworks.centre.price_request import Interval, PriceRequest
from layerworks.centre.rate_card import Lead, RateCard
from layerworks.digest import digest_of
from layerworks.words import say

VERSION = 1  # of the rules below; part of every price's name


def price(request: PriceRequest, card: RateCard) -> Price:
    """Return the price of a request by a rate card.

    One piece costs (material + machine time + set-up) / (1 - chance of failure) + work, times the margin of the
    quantity, times the factor of the lead time, but no less than its share of the minimum order. The set-up of plates
    is charged by the share of a plate that is used, at least one, as the rest can carry other orders. The chance of
    failure is that of the piece alone: what one failure does to a full plate is weighed where plates are planned.
    Raises Missing when the card has no rate for the material, the lot or an operation.
    """
    likely = piece_cost(request, card)
    bounds = [_total(piece_cost(_at(request, end), card), request.quantity, card) for end in ("low", "high")]
    lead = getattr(card.lead_times, request.lead)
    unit_net = unit_price(likely, card)
    net = times(unit_net, request.quantity)
    tax = _tax(net, card)
    return Price(
        part=request.part,
        quantity=request.quantity,
        currency=card.currency,
        lead=request.lead,
        days=lead.days,
        lines=_with_rounding(likely.lines, unit_net),
        closing=_closing(request.quantity, unit_net, net, tax, card),
        unit_net=unit_net,
        net=net,
        tax_rate=card.tax.rate,
        tax=tax,
        total=total_of((net, tax)),
        total_low=bounds[0],
        total_high=bounds[1],
        card_version=card.version,
        card_digest=card.digest,
        digest=digest_of("price", VERSION, request, card.digest),
    )


def price_table(
    request: PriceRequest, card: RateCard, quantities: Iterable[int], leads: Iterable[Lead]
) -> tuple[tuple[Price, ...], ...]:
    """Return the prices of a request at other quantities (rows) and lead times (columns)."""
    columns = tuple(leads)
    return tuple(
        tuple(price(replace(request, quantity=quantity, lead=lead), card) for lead in columns)
        for quantity in quantities
    )


def unit_price(cost: PieceCost, card: RateCard) -> Decimal:
    """Return the net price of one piece in the card's steps."""
    return rounded(cost.amount, card.rounding.unit_price, card.rounding.mode)


def _total(cost: PieceCost, quantity: int, card: RateCard) -> Decimal:
    net = times(unit_price(cost, card), quantity)
    return total_of((net, _tax(net, card)))


def _tax(net: Decimal, card: RateCard) -> Decimal:
    return rounded(Fraction(net) * Fraction(card.tax.rate), card.rounding.amount)


def _at(request: PriceRequest, end: str) -> PriceRequest:
    mass_g, time_s = getattr(request.mass_g, end), getattr(request.time_s, end)
    return replace(request, mass_g=Interval.exact(mass_g), time_s=Interval.exact(time_s))


def _with_rounding(lines: tuple[PriceLine, ...], unit_net: Decimal) -> tuple[PriceLine, ...]:
    rest = total_of((unit_net, *(line.amount.copy_negate() for line in lines)))
    if rest == 0:
        return lines
    why = say("centre.rounding_why", unit_net=f"{unit_net:f}")
    return (*lines, PriceLine("rounding", say("centre.rounding"), why, rest))


def _closing(
    quantity: int, unit_net: Decimal, net: Decimal, tax: Decimal, card: RateCard
) -> tuple[PriceLine, PriceLine]:
    pieces = say("centre.pieces_why", count=quantity, unit_net=f"{unit_net:f}", currency=card.currency)
    percent = plain(rounded(Fraction(card.tax.rate) * 100, Decimal("0.0001")))
    taxed = say("centre.tax_why", percent=percent, net=f"{net:f}", currency=card.currency)
    return (
        PriceLine("pieces", say("centre.pieces", count=quantity), pieces, net),
        PriceLine("tax", card.tax.name.text, taxed, tax),
    )
