"""A price: what one piece costs line by line, what so many cost, and how it came about."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from layerworks.centre.rate_card import Lead
from layerworks.words import Text

LineKind = Literal[
    "material",
    "machine_time",
    "set_up_line",
    "set_up_plate",
    "failure_risk",
    "operation",
    "margin",
    "lead_time",
    "agreed",
    "minimum",
    "rounding",
    "by_hand",
    "other",
    "pieces",
    "tax",
]


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One line of a price. label: what it is for. why: the figures it came from."""

    kind: LineKind
    label: Text
    why: Text
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """The price of so many of one part. All sums are exact:

    the amounts of `lines` add up to unit_net, the net price of one piece; unit_net × quantity is net;
    net + tax is total; the amounts of `closing` add up to total.
    total_low, total_high: the total if mass and time come out at the bounds of their intervals.
    days: working days until the order leaves the house. step: smallest amount of money there is.
    card_version, card_digest: the rate card.
    digest: names request and card, and so the price.
    """

    part: str
    quantity: int
    currency: str
    lead: Lead
    days: int
    lines: tuple[PriceLine, ...]
    closing: tuple[PriceLine, ...]
    unit_net: Decimal
    net: Decimal
    tax_rate: Decimal
    tax: Decimal
    total: Decimal
    total_low: Decimal
    total_high: Decimal
    step: Decimal
    card_version: str
    card_digest: str
    digest: str
