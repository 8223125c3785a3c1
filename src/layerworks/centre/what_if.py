"""What other prices would have made of orders that are past."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from layerworks.centre.money import total_of
from layerworks.centre.orders.events import OrderLine
from layerworks.centre.orders.order import Order
from layerworks.centre.pricing import price
from layerworks.centre.rate_card import RateCard
from layerworks.errors import Missing
from layerworks.words import Text


@dataclass(frozen=True, slots=True)
class LineWhatIf:
    """A line of a past order: its total then, and by the other card. now: None where that lacks a rate, as `why` says.

    by_hand: then the price was set by a person; the other card does not know what that person would have done.
    """

    order: str
    line: str
    part: str
    quantity: int
    then: Decimal
    now: Decimal | None
    by_hand: bool
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """All lines. then, now: sums over those that the other card can price."""

    lines: tuple[LineWhatIf, ...]
    then: Decimal
    now: Decimal

    @property
    def dearer(self) -> tuple[LineWhatIf, ...]:
        """Lines that would have cost more, the greatest difference first."""
        rows = [line for line in self.lines if line.now is not None and line.now > line.then]
        return tuple(sorted(rows, key=lambda line: line.then - (line.now or line.then)))

    @property
    def unpriced(self) -> tuple[LineWhatIf, ...]:
        """Lines that the other card cannot price."""
        return tuple(line for line in self.lines if line.now is None)


def what_if(orders: Iterable[Order], card: RateCard) -> WhatIf:
    """Price the lines of past orders once more by another card, from what their prices were reckoned from then.

    Quantities are those ordered. A lot that the other card does not know is priced as its material.
    """
    lines = tuple(_line(order.id, line, card) for order in orders for line in order.lines)
    priced = [line for line in lines if line.now is not None]
    return WhatIf(lines, total_of(line.then for line in priced), total_of(line.now or Decimal(0) for line in priced))


def _line(order: str, line: OrderLine, card: RateCard) -> LineWhatIf:
    request = line.request
    if request.lot is not None and request.lot not in {rate.id for rate in card.lots}:
        request = replace(request, lot=None)
    by_hand = any(row.kind == "by_hand" for row in line.price.lines)
    now: Decimal | None = None
    why: Text | None = None
    try:
        now = price(request, card).total
    except Missing as missing:
        why = missing.text
    return LineWhatIf(order, line.id, line.part, line.quantity, line.price.total, now, by_hand, why)
