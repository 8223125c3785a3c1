"""The centre's events as the journal keeps them: a name, a subject, plain data."""

from collections.abc import Mapping
from typing import Any

from layerworks.centre import price_book
from layerworks.centre.customers import events as customer_events
from layerworks.centre.customers.events import CustomerEvent
from layerworks.centre.orders import events as order_events
from layerworks.centre.orders.events import OrderEvent
from layerworks.centre.plain import as_plain, from_plain
from layerworks.centre.price_book import PriceBookEvent
from layerworks.centre.quotes import events as quote_events
from layerworks.centre.quotes.events import QuoteEvent

CentreEvent = PriceBookEvent | QuoteEvent | OrderEvent | CustomerEvent
WHAT: Mapping[str, type[CentreEvent]] = {
    **price_book.WHAT,
    **quote_events.WHAT,
    **order_events.WHAT,
    **customer_events.WHAT,
}
_NAME = {kind: name for name, kind in WHAT.items()}

PRICES = "prices"  # the subject of the price book


def quote_subject(id: str) -> str:
    """Return the subject that the events of a quote are written down under."""
    return f"quote:{id}"


def order_subject(id: str) -> str:
    """Return the subject of an order and its pieces."""
    return f"order:{id}"


def thread_subject(id: str) -> str:
    """Return the subject of the messages about a quote or an order."""
    return f"thread:{id}"


def customer_subject(id: str) -> str:
    """Return the subject of a customer."""
    return f"customer:{id}"


def organisation_subject(id: str) -> str:
    """Return the subject of an organisation."""
    return f"organisation:{id}"


def written(event: CentreEvent) -> tuple[str, dict[str, Any]]:
    """Return an event's name and body."""
    return _NAME[type(event)], as_plain(event)


def read(what: str, body: Mapping[str, Any]) -> CentreEvent:
    """Return the event of a name and a body."""
    return from_plain(WHAT[what], body)
