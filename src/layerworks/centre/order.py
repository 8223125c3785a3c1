"""Orders: what was promised. How far an order is follows from its pieces and is never typed in."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from layerworks.centre._price import Price
from layerworks.centre._states import check_move
from layerworks.centre.part_instance import GOOD, UNSTARTED, PartInstance, planned_instances
from layerworks.centre.quote import Quote
from layerworks.centre.working_days import working_days_after
from layerworks.digest import SHORT, digest_of
from layerworks.errors import Conflict
from layerworks.words import say

OrderMark = Literal["draft", "confirmed", "invoiced", "closed", "cancelled"]
OrderState = Literal[
    "draft", "confirmed", "in_production", "partly_shipped", "shipped", "invoiced", "closed", "cancelled"
]
LineState = Literal["open", "planned", "in_progress", "complete"]

MARKS: dict[OrderMark, tuple[OrderMark, ...]] = {
    "draft": ("confirmed", "cancelled"),
    "confirmed": ("invoiced", "cancelled"),
    "invoiced": ("closed",),
    "closed": (),
    "cancelled": (),
}


@dataclass(frozen=True, slots=True)
class OrderLine:
    """So many of one part, as quoted. due: day it leaves the house."""

    id: str
    part: str
    mesh_digest: str
    program_digest: str
    machine: str
    material: str
    quantity: int
    price: Price
    due: date


@dataclass(frozen=True, slots=True)
class Order:
    """A commercial promise made from an accepted quote.

    mark: what people decided; `order_state` says how far it is. hold: why nothing may start, None when free.
    """

    id: str
    quote: str
    quote_digest: str
    customer: str
    lines: tuple[OrderLine, ...]
    ordered_at: datetime
    mark: OrderMark = "draft"
    hold: str | None = None


def order_from(quote: Quote, now: datetime, holidays: Iterable[date] = ()) -> Order:
    """Return the order of an accepted quote; the same quote gives the same ids. Raises Conflict for any other quote."""
    if quote.state != "accepted":
        raise Conflict(say("centre.not_accepted", id=quote.id), say("centre.not_accepted_remedy"))
    id = "O-" + digest_of("order", quote.digest)[:SHORT]
    closed = frozenset(holidays)
    lines = tuple(
        OrderLine(
            id=f"{id}-{number}",
            part=line.part,
            mesh_digest=line.mesh_digest,
            program_digest=line.program_digest or "",
            machine=line.machine,
            material=line.material,
            quantity=line.price.quantity,
            price=line.price,
            due=working_days_after(now.date(), line.price.days, closed),
        )
        for number, line in enumerate(quote.lines, start=1)
    )
    return Order(id, quote.id, quote.digest, quote.customer, lines, now)


def pieces_of(order: Order) -> tuple[PartInstance, ...]:
    """Return every piece of an order as planned."""
    return tuple(part for line in order.lines for part in planned_instances(line.id, line.quantity))


def mark_order(order: Order, to: OrderMark, parts: Iterable[PartInstance]) -> Order:
    """Return the order marked by a person's decision.

    parts: its pieces. Raises Conflict for a mark that does not follow, for cancelling once a piece has started, and
    for an invoice before everything is shipped.
    """
    check_move("order", order.id, order.mark, to, MARKS)
    own = tuple(parts)
    if to == "cancelled" and any(part.state not in UNSTARTED for part in own):
        raise Conflict(say("centre.already_started", id=order.id), say("centre.already_started_remedy"))
    if to == "invoiced" and order_state(order, own) != "shipped":
        raise Conflict(say("centre.not_all_shipped", id=order.id), say("centre.not_all_shipped_remedy"))
    return replace(order, mark=to)


def hold_order(order: Order, reason: str | None) -> Order:
    """Return the order held for a reason, or free again for None."""
    return replace(order, hold=reason)


def line_state(line: OrderLine, parts: Iterable[PartInstance]) -> LineState:
    """Return how far a line is, from all pieces there are: complete when as many as ordered are good."""
    states = [part.state for part in parts if part.line == line.id]
    if sum(state in GOOD for state in states) >= line.quantity:
        return "complete"
    if any(state not in UNSTARTED for state in states):
        return "in_progress"
    return "planned" if states else "open"


def order_state(order: Order, parts: Iterable[PartInstance]) -> OrderState:
    """Return how far an order is: its mark, or for a confirmed one what its pieces say."""
    if order.mark != "confirmed":
        return order.mark
    own = tuple(parts)
    shipped = [sum(p.state == "shipped" for p in own if p.line == line.id) for line in order.lines]
    if all(count >= line.quantity for count, line in zip(shipped, order.lines, strict=True)):
        return "shipped"
    if any(shipped):
        return "partly_shipped"
    started = any(line_state(line, own) in ("in_progress", "complete") for line in order.lines)
    return "in_production" if started else "confirmed"
