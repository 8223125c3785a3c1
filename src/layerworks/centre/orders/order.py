"""An order, as its events tell it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from layerworks.centre.happened import Happened
from layerworks.centre.money import total_of
from layerworks.centre.orders import events as told
from layerworks.centre.orders.delivery import Delivery
from layerworks.centre.orders.events import OnPlate, OrderEvent, OrderLine
from layerworks.centre.orders.invoice import Invoice
from layerworks.centre.orders.part_instance import (
    PartInstance,
    current,
    moved,
    placed,
    planned_instances,
    replacement_of,
)


@dataclass(frozen=True, slots=True)
class OrderJob:
    """A print of this order's pieces.

    stands: who stands where, the last to take a place counts. settled: attempts whose pieces are known to be printed or
    lost: they are never taken in again.
    """

    id: str
    program: str
    stands: tuple[OnPlate, ...]
    settled: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A commercial promise made from an accepted quote.

    parts: every piece there ever was, in the order in which they were made, by id. hold: why nothing may begin, None
    when free. closed_lines: of which no more is begun. place: events so far.
    """

    id: str
    quote: str
    revision: int
    quote_digest: str
    customer: str
    placed_at: datetime
    lines: tuple[OrderLine, ...]
    parts: Mapping[str, PartInstance]
    jobs: Mapping[str, OrderJob] = field(default_factory=dict[str, OrderJob])
    confirmed_at: datetime | None = None
    hold: str | None = None
    closed_lines: frozenset[str] = frozenset()
    deliveries: tuple[Delivery, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    payments: tuple[tuple[Decimal, str], ...] = ()
    place: int = 1

    @property
    def pieces(self) -> tuple[PartInstance, ...]:
        """The piece that fills each place of each line now."""
        return tuple(current(self.parts.values()).values())

    @property
    def currency(self) -> str:
        """Of all its money."""
        return self.lines[0].price.currency

    @property
    def invoiced(self) -> Decimal:
        """What was billed so far."""
        return total_of(invoice.total for invoice in self.invoices)

    @property
    def paid(self) -> Decimal:
        """What was paid so far."""
        return total_of(amount for amount, _ in self.payments)


def begin(id: str, event: told.OrderMade, at: datetime) -> Order:
    """Return the order that an accepted quote makes, all its pieces planned."""
    pieces = (part for line in event.lines for part in planned_instances(line.id, line.quantity))
    return Order(
        id=id,
        quote=event.quote,
        revision=event.revision,
        quote_digest=event.quote_digest,
        customer=event.customer,
        placed_at=at,
        lines=event.lines,
        parts={part.id: part for part in pieces},
    )


def evolve(order: Order, *events: OrderEvent, at: datetime | None = None) -> Order:
    """Return the order after more events of its own. at: the time of the last one, where that matters."""
    parts = dict(order.parts)  # one copy for all of them: an order may have thousands
    order = replace(order, parts=parts, place=order.place + len(events))
    for event in events:
        order = _after(order, parts, event, at)
    return order


def _after(order: Order, parts: dict[str, PartInstance], event: OrderEvent, at: datetime | None) -> Order:
    """Return the order after an event; what it does to the pieces is done to `parts`, which the order holds."""
    match event:
        case told.OrderConfirmed():
            return replace(order, confirmed_at=at or order.placed_at)
        case told.OrderHeld():
            return replace(order, hold=event.reason)
        case told.OrderFreed():
            return replace(order, hold=None)
        case told.DueMoved():
            lines = tuple(replace(x, due=event.due) if x.id == event.line else x for x in order.lines)
            return replace(order, lines=lines)
        case told.PiecesPlaced():
            for stand in event.stands:
                parts[stand.piece] = placed(parts[stand.piece], event.job, stand.number)
            return _with_job(order, event)
        case told.PiecesMoved():
            for id in event.pieces:
                parts[id] = moved(parts[id], event.to, attempt=event.attempt, cause=event.cause)
            return _settled(order, event, parts)
        case told.PiecesReplaced():
            parts.update((new.id, new) for new in (replacement_of(parts[id]) for id in event.lost))
            return order
        case told.PiecesCancelled():
            parts.update((id, moved(parts[id], "cancelled")) for id in event.pieces)
            return order
        case told.LinesClosed():
            return replace(order, closed_lines=order.closed_lines | frozenset(event.lines))
        case told.Delivered():
            for id in event.delivery.pieces:
                parts[id] = moved(parts[id], "shipped", delivery=event.delivery.id)
            return replace(order, deliveries=(*order.deliveries, event.delivery))
        case told.Invoiced():
            return replace(order, invoices=(*order.invoices, event.invoice))
        case told.Paid():
            return replace(order, payments=(*order.payments, (event.amount, event.reference)))
        case told.OrderMade():
            raise ValueError(f"{order.id} is made already")


def _with_job(order: Order, event: told.PiecesPlaced) -> Order:
    job = order.jobs.get(event.job, OrderJob(event.job, event.program, ()))
    job = replace(job, stands=(*job.stands, *event.stands))
    return replace(order, jobs={**order.jobs, job.id: job})


def _settled(order: Order, event: told.PiecesMoved, parts: Mapping[str, PartInstance]) -> Order:
    job = parts[event.pieces[0]].job if event.to in ("printed", "failed_in_print") else None
    if job is None:
        return order
    settled = replace(order.jobs[job], settled=order.jobs[job].settled | {event.attempt})
    return replace(order, jobs={**order.jobs, job: settled})


def recall(id: str, history: Iterable[Happened[OrderEvent]]) -> Order | None:
    """Return the order that a history tells of, or None for an empty one."""
    told_so_far = tuple(history)
    if not told_so_far:
        return None
    first, *rest = told_so_far
    if not isinstance(first.event, told.OrderMade):
        raise ValueError(f"the history of {id} does not begin with its making")
    confirmed_at = next((h.at for h in rest if isinstance(h.event, told.OrderConfirmed)), None)
    return evolve(begin(id, first.event, first.at), *(h.event for h in rest), at=confirmed_at)
