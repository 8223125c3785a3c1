"""Who may see what: customers see their own and that of their organisation, and not what is for the shop's eyes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from layerworks.centre._price import LineKind, Price, PriceLine
from layerworks.centre.customers.customer import Customer
from layerworks.centre.customers.thread import Message
from layerworks.centre.money import total_of
from layerworks.words import say

SHOP_ONLY: frozenset[LineKind] = frozenset(("margin",))


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks. staff: of the shop, who see everything. customer: his id, empty for somebody not signed in."""

    staff: bool = False
    customer: str = ""
    organisation: str | None = None


def viewer_of(customer: Customer) -> Viewer:
    """Return a customer as a viewer."""
    return Viewer(customer=customer.id, organisation=customer.organisation)


def may_see(viewer: Viewer, owner: str, owner_organisation: str | None) -> bool:
    """Tell whether a quote or an order of a customer is shown. owner: empty for a quote of nobody yet.

    Nobody's quote is seen by the shop alone: who asked without signing in is known by a link, not by this.
    """
    if viewer.staff:
        return True
    own = bool(owner) and viewer.customer == owner
    return own or (viewer.organisation is not None and viewer.organisation == owner_organisation)


def messages_for(viewer: Viewer, messages: Iterable[Message]) -> tuple[Message, ...]:
    """Return the messages of a thread that are shown."""
    return tuple(message for message in messages if viewer.staff or not message.internal)


def price_for(viewer: Viewer, price: Price, hidden: frozenset[LineKind] = SHOP_ONLY) -> Price:
    """Return a price as it is shown: what the shop keeps to itself is one line, so that all still adds up."""
    kept = tuple(line for line in price.lines if line.kind in hidden)
    if viewer.staff or not kept:
        return price
    rest = total_of(line.amount for line in kept)
    other = PriceLine("other", say("centre.other"), say("centre.other_why", amount=f"{rest:f}"), rest)
    shown = [line for line in price.lines if line.kind not in hidden]
    where = next(n for n, line in enumerate(price.lines) if line.kind in hidden)
    shown.insert(min(where, len(shown)), other)
    return replace(price, lines=tuple(shown))
