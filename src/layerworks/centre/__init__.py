"""The service centre: prices, quotes, orders."""

from layerworks.centre._price import LineKind, Price, PriceLine
from layerworks.centre.order import (
    LineState,
    Order,
    OrderLine,
    OrderMark,
    OrderState,
    hold_order,
    line_state,
    mark_order,
    order_from,
    order_state,
    pieces_of,
)
from layerworks.centre.part_instance import (
    PartInstance,
    PartState,
    move_part,
    place_part,
    planned_instances,
    replacements,
)
from layerworks.centre.price_request import Interval, PriceRequest, Work
from layerworks.centre.pricing import price, price_table
from layerworks.centre.quote import Quote, QuoteLine, QuoteState, draft_quote, move_quote, revise_quote
from layerworks.centre.rate_card import Lead, RateCard, default_rate_card, read_rate_card
from layerworks.centre.rate_card_text import write_rate_card

__all__ = [
    "Interval",
    "Lead",
    "LineKind",
    "LineState",
    "Order",
    "OrderLine",
    "OrderMark",
    "OrderState",
    "PartInstance",
    "PartState",
    "Price",
    "PriceLine",
    "PriceRequest",
    "Quote",
    "QuoteLine",
    "QuoteState",
    "RateCard",
    "Work",
    "default_rate_card",
    "draft_quote",
    "hold_order",
    "line_state",
    "mark_order",
    "move_part",
    "move_quote",
    "order_from",
    "order_state",
    "pieces_of",
    "place_part",
    "planned_instances",
    "price",
    "price_table",
    "read_rate_card",
    "replacements",
    "revise_quote",
    "write_rate_card",
]
