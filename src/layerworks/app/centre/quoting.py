"""Quotes at work: from somebody's wish for a price to an order."""

from collections.abc import Callable
from datetime import datetime

from layerworks.app.centre.histories import entries, history
from layerworks.centre.calendar import EVERY_WEEKDAY, ShopCalendar
from layerworks.centre.orders import order as orders
from layerworks.centre.orders.order import Order
from layerworks.centre.orders.placing import confirm, order_id, place_order
from layerworks.centre.price_book import PriceBook, publish, recall_book
from layerworks.centre.quotes import quote as quotes
from layerworks.centre.quotes.deciding import accept, open_quote, quote_id
from layerworks.centre.quotes.events import QuoteEvent
from layerworks.centre.quotes.quote import Quote
from layerworks.centre.rate_card import RateCard, default_rate_card
from layerworks.centre.writing import PRICES, order_subject, quote_subject
from layerworks.errors import Missing
from layerworks.words import say
from layerworks.workshop import Journal

Decide = Callable[[Quote], tuple[QuoteEvent, ...]]


def price_book(journal: Journal, since: datetime) -> PriceBook:
    """Return the price book; since: from when on the example card holds, while no other is published."""
    return recall_book(default_rate_card(), since, history(journal, PRICES))


def publish_prices(journal: Journal, card: RateCard, now: datetime, who: str, reason: str) -> PriceBook:
    """Put a card in force; one in force already changes nothing. Raises Rejected as `centre.publish`, Conflict."""
    book = price_book(journal, now)
    events = publish(book, card, reason)
    if events:
        journal.append(*entries(PRICES, book.last.number, events, now, who, reason))
    return price_book(journal, now)


def start_quote(journal: Journal, customer: str, now: datetime, who: str, seed: str) -> Quote:
    """Open a quote. customer: empty while nobody has signed in. seed: sets two of one moment apart."""
    id = quote_id(customer, now, seed)
    journal.append(*entries(quote_subject(id), 0, open_quote(customer), now, who, "asked"))
    return read_quote(journal, id)


def read_quote(journal: Journal, id: str) -> Quote:
    """Return a quote. Raises Missing where there is none of that number."""
    found = quotes.recall(id, history(journal, quote_subject(id)))
    if found is None:
        raise Missing(say("centre.no_such_quote", id=id), say("centre.no_such_quote_remedy"))
    return found


def change_quote(journal: Journal, id: str, decide: Decide, now: datetime, who: str, why: str = "asked") -> Quote:
    """Do something with a quote, by one of the functions of `centre.quotes.deciding`; return it as it is then.

    Raises as that function does, Missing, and Conflict where somebody else was faster.
    """
    quote = read_quote(journal, id)
    journal.append(*entries(quote_subject(id), quote.place, decide(quote), now, who, why))
    return read_quote(journal, id)


def accept_quote(
    journal: Journal,
    id: str,
    digest: str,
    risks: frozenset[str],
    now: datetime,
    who: str,
    *,
    calendar: ShopCalendar = EVERY_WEEKDAY,
    confirmed: bool = False,
) -> Order:
    """Take an offer and make its order, both or neither. confirmed: the shop promises what it has offered at once.

    Accepting what was accepted returns its order again. Raises as `centre.quotes.deciding.accept`.
    """
    quote = read_quote(journal, id)
    subject = order_subject(order_id(quote))
    if quote.state != "accepted":
        answer = accept(quote, digest, risks, now)
        taken = quotes.evolve(quote, answer[0], now)
        (made,) = place_order(taken, now, calendar)
        order = orders.begin(order_id(taken), made, now)
        events = (made, *(confirm(order) if confirmed else ()))
        journal.append(
            *entries(quote_subject(id), quote.place, answer, now, who, "accepted"),
            *entries(subject, 0, events, now, who, "accepted"),
        )
    found = orders.recall(order_id(quote), history(journal, subject))
    if found is None:
        raise Missing(say("centre.no_such_order", id=order_id(quote)), say("centre.no_such_order_remedy"))
    return found
