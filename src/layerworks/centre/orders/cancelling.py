"""Cancelling while it is still possible: what has begun is finished, delivered and billed; the rest costs nothing."""

from collections.abc import Iterable

from layerworks.centre.orders import events as told
from layerworks.centre.orders.events import OrderEvent
from layerworks.centre.orders.order import Order, evolve
from layerworks.centre.orders.part_instance import UNSTARTED, PartInstance
from layerworks.centre.orders.placing import line_of
from layerworks.errors import Conflict, Rejected
from layerworks.words import say


def cancellable(order: Order, line: str) -> tuple[str, ...]:
    """Return the pieces of a line that have not begun, those that stand on no plate first."""
    own = [part for part in order.pieces if part.line == line and part.state in UNSTARTED]
    return tuple(part.id for part in sorted(own, key=lambda part: (part.state != "planned", -part.index)))


def cancel_pieces(order: Order, line: str, count: int) -> tuple[OrderEvent, ...]:
    """Cancel so many pieces of a line. Raises Conflict where fewer can be."""
    if count < 1:
        raise Rejected(say("centre.no_pieces", id=order.id), say("centre.no_pieces_remedy"))
    line_of(order, line)
    can = cancellable(order, line)
    if len(can) < count:
        figures = {"id": line, "wanted": count, "can": len(can)}
        raise Conflict(say("centre.too_late_to_cancel", **figures), say("centre.too_late_to_cancel_remedy"))
    return _cancelled(order, can[:count])


def cancel_lines(order: Order, lines: Iterable[str]) -> tuple[OrderEvent, ...]:
    """Cancel all that has not begun of some lines, and begin no more of them: what fails now is not made again."""
    asked = tuple(line_of(order, id).id for id in lines)
    closed = tuple(id for id in asked if id not in order.closed_lines)
    events: tuple[OrderEvent, ...] = (told.LinesClosed(closed),) if closed else ()
    pieces = tuple(piece for line in asked for piece in cancellable(order, line))
    return (*events, *_cancelled(order, pieces)) if pieces else events


def cancel_order(order: Order) -> tuple[OrderEvent, ...]:
    """Cancel all that has not begun of an order."""
    return cancel_lines(order, (line.id for line in order.lines))


def _cancelled(order: Order, pieces: tuple[str, ...]) -> tuple[OrderEvent, ...]:
    """Return that pieces are cancelled. Others on their plates are taken off: those plates will not be printed."""
    cancelled = told.PiecesCancelled(pieces)
    after = evolve(order, cancelled)
    torn = {order.parts[id].job for id in pieces} - {None}
    beside: list[PartInstance] = [part for part in after.pieces if part.state == "placed" and part.job in torn]
    taken_off = told.PiecesMoved(tuple(part.id for part in beside), "planned")
    return (cancelled, taken_off) if beside else (cancelled,)
