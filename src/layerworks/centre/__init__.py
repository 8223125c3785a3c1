"""The service centre: prices, quotes, orders, customers.

Prices are here; `quotes`, `orders` and `customers` each hold what can happen (`events`), what that makes (`quote`,
`order`, `customer`) and what may be done (the other modules: functions that return events). `writing` is how the
journal keeps them.
"""

from layerworks.centre._price import LineKind, Price, PriceLine
from layerworks.centre.calendar import ShopCalendar, working_days_after
from layerworks.centre.happened import Happened
from layerworks.centre.price_book import BookVersion, PriceBook, publish, recall_book
from layerworks.centre.price_request import Interval, PriceRequest, Work
from layerworks.centre.pricing import price, price_by_hand, price_table
from layerworks.centre.rate_card import Lead, RateCard, default_rate_card, read_rate_card
from layerworks.centre.rate_card_text import write_rate_card

__all__ = [
    "BookVersion",
    "Happened",
    "Interval",
    "Lead",
    "LineKind",
    "Price",
    "PriceBook",
    "PriceLine",
    "PriceRequest",
    "RateCard",
    "ShopCalendar",
    "Work",
    "default_rate_card",
    "price",
    "price_by_hand",
    "price_table",
    "publish",
    "read_rate_card",
    "recall_book",
    "working_days_after",
    "write_rate_card",
]
