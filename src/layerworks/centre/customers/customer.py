"""Customers and organisations, as their events tell them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from layerworks.centre.customers.events import CustomerEvent, CustomerSaid, OrganisationSaid, Terms, TermsAgreed
from layerworks.centre.happened import Happened
from layerworks.centre.money import rounded
from layerworks.centre.orders.invoice import TaxData
from layerworks.centre.quotes.events import QuoteLine
from layerworks.errors import Rejected
from layerworks.words import say

NOTHING_AGREED = Terms()


@dataclass(frozen=True, slots=True)
class Organisation:
    """A company, school, institute. place: events so far."""

    id: str
    said: OrganisationSaid
    terms: Terms = NOTHING_AGREED
    place: int = 1


@dataclass(frozen=True, slots=True)
class Customer:
    """A person who asks for prices and orders. place: events so far."""

    id: str
    said: CustomerSaid
    place: int = 1

    @property
    def organisation(self) -> str | None:
        """The organisation that this customer orders for."""
        return self.said.organisation


def recall_organisation(id: str, history: Iterable[Happened[CustomerEvent]]) -> Organisation | None:
    """Return the organisation that a history tells of, or None for an empty one."""
    said: OrganisationSaid | None = None
    terms, events = NOTHING_AGREED, tuple(history)
    for happened in events:
        match happened.event:
            case OrganisationSaid():
                said = happened.event
            case TermsAgreed():
                terms = happened.event.terms
            case _:
                raise ValueError(f"{happened.event} is not about an organisation")
    return Organisation(id, said, terms, len(events)) if said else None


def recall_customer(id: str, history: Iterable[Happened[CustomerEvent]]) -> Customer | None:
    """Return the customer that a history tells of, or None for an empty one."""
    said: CustomerSaid | None = None
    events = tuple(history)
    for happened in events:
        if not isinstance(happened.event, CustomerSaid):
            raise ValueError(f"{happened.event} is not about a customer")
        said = happened.event
    return Customer(id, said, len(events)) if said else None


def agree(terms: Terms) -> tuple[CustomerEvent, ...]:
    """Agree terms. Raises Rejected for a discount that is no share, or a price below zero."""
    sound = 0 <= terms.discount < 1 and terms.days_to_pay >= 0
    if not sound or any(price.unit_net < 0 or price.from_quantity < 1 for price in terms.prices):
        raise Rejected(say("centre.bad_terms"), say("centre.bad_terms_remedy"))
    return (TermsAgreed(terms),)


def agreed_unit_net(line: QuoteLine, terms: Terms, today: date) -> Decimal | None:
    """Return the agreed price of one piece of a line, that of the greatest quantity reached; None without one."""
    prices = [
        price
        for price in terms.prices
        if (price.mesh_digest, price.material) == (line.mesh_digest, line.material)
        and price.from_quantity <= line.price.quantity
        and today <= price.until
    ]
    best = max(prices, key=lambda price: price.from_quantity, default=None)
    return rounded(best.unit_net, line.price.step) if best else None


def billed_to(customer: Customer, organisation: Organisation | None) -> TaxData:
    """Return whom an order of a customer is billed to."""
    if organisation is not None:
        return organisation.said.tax
    return customer.said.tax or TaxData(customer.said.name)
