"""The service centre: prices, quotes, orders."""

from layerworks.centre.price import LineKind, Price, PriceLine
from layerworks.centre.price_request import Interval, PriceRequest, Work
from layerworks.centre.pricing import price, price_table
from layerworks.centre.rate_card import Lead, RateCard, default_rate_card, read_rate_card
from layerworks.centre.rate_card_text import write_rate_card

__all__ = [
    "Interval",
    "Lead",
    "LineKind",
    "Price",
    "PriceLine",
    "PriceRequest",
    "RateCard",
    "Work",
    "default_rate_card",
    "price",
    "price_table",
    "read_rate_card",
    "write_rate_card",
]
