"""All prices of a part at once: materials and ways of printing, quantities, lead times."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice

from layerworks.centre._price import Price
from layerworks.centre.price_request import PriceRequest
from layerworks.centre.pricing import prices
from layerworks.centre.rate_card import Lead, RateCard

LEADS: tuple[Lead, ...] = ("economy", "standard", "express")
QUANTITIES = (1, 5, 10, 50)


@dataclass(frozen=True, slots=True)
class Way:
    """A way of making a part: in a material, by a profile, on a machine (ids). firm: known from slicing."""

    machine: str
    material: str
    profile: str
    firm: bool
    request: PriceRequest


@dataclass(frozen=True, slots=True)
class Offer:
    """The prices of one way. prices: rows by quantity, columns by lead time."""

    way: Way
    quantities: tuple[int, ...]
    leads: tuple[Lead, ...]
    prices: tuple[tuple[Price, ...], ...]

    def at(self, quantity: int, lead: Lead) -> Price:
        """Return one price."""
        return self.prices[self.quantities.index(quantity)][self.leads.index(lead)]


def offers(
    ways: Iterable[Way],
    card: RateCard,
    quantities: Iterable[int] = QUANTITIES,
    leads: Iterable[Lead] = LEADS,
    agreed: Decimal = Decimal(0),
) -> tuple[Offer, ...]:
    """Return what each way costs. agreed: share taken off by agreement. Raises Missing where the card lacks a rate."""
    rows, columns, all_ways = tuple(quantities), tuple(leads), tuple(ways)
    asked = (
        replace(way.request, quantity=quantity, lead=lead, agreed=agreed)
        for way in all_ways
        for quantity in rows
        for lead in columns
    )
    priced = iter(prices(asked, card))
    return tuple(
        Offer(way, rows, columns, tuple(tuple(islice(priced, len(columns))) for _ in rows)) for way in all_ways
    )
