"""The same once more, at today's prices."""

from dataclasses import replace

from layerworks.centre.orders.order import Order
from layerworks.centre.pricing import price
from layerworks.centre.quotes.events import QuoteLine
from layerworks.centre.rate_card import RateCard


def lines_again(order: Order, card: RateCard) -> tuple[QuoteLine, ...]:
    """Return the lines of a quote for the same parts and quantities, less what was cancelled, at a card's prices.

    What was sliced then still holds, so the quote is firm at once. Raises Missing when the card lacks a rate.
    """
    cancelled = [part.line for part in order.pieces if part.state == "cancelled"]
    lines: list[QuoteLine] = []
    for line in order.lines:
        quantity = line.quantity - cancelled.count(line.id)
        if quantity:
            request = replace(line.request, quantity=quantity)
            priced = price(request, card)
            number = str(len(lines) + 1)
            lines.append(
                QuoteLine(
                    number,
                    line.part,
                    line.mesh_digest,
                    line.program_digest or None,
                    line.machine,
                    line.material,
                    line.profile,
                    request,
                    priced,
                )
            )
    return tuple(lines)
