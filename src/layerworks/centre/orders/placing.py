"""From an accepted quote to an order that the shop has promised. Each function returns events, or raises Conflict."""

from datetime import date, datetime

from layerworks.centre.calendar import EVERY_WEEKDAY, ShopCalendar
from layerworks.centre.orders import events as told
from layerworks.centre.orders.events import OrderEvent, OrderLine
from layerworks.centre.orders.order import Order
from layerworks.centre.quotes.quote import Quote
from layerworks.digest import SHORT, digest_of
from layerworks.errors import Conflict, Missing, Rejected
from layerworks.words import say


def order_id(quote: Quote) -> str:
    """Return the number of the order that a quote makes: a quote makes one only."""
    return "O-" + digest_of("order", quote.id)[:SHORT]


def place_order(quote: Quote, now: datetime, calendar: ShopCalendar = EVERY_WEEKDAY) -> tuple[told.OrderMade]:
    """Make the order of an accepted quote, each line due after its working days."""
    if quote.state != "accepted":
        raise Conflict(say("centre.not_accepted", id=quote.id), say("centre.not_accepted_remedy"))
    id, last = order_id(quote), quote.last
    lines = tuple(
        OrderLine(
            id=f"{id}-{line.id}",
            part=line.part,
            mesh_digest=line.mesh_digest,
            program_digest=line.program_digest or "",
            machine=line.machine,
            material=line.material,
            profile=line.profile,
            quantity=line.price.quantity,
            request=line.request,
            price=line.price,
            due=calendar.due(now, line.price.days),
        )
        for line in last.lines
    )
    return (told.OrderMade(quote.id, last.number, last.digest, quote.customer, lines),)


def confirm(order: Order) -> tuple[OrderEvent, ...]:
    """Promise it; doing it again changes nothing. Raises Conflict where all of it was cancelled."""
    if all(part.state == "cancelled" for part in order.pieces):
        raise Conflict(say("centre.all_cancelled", id=order.id), say("centre.all_cancelled_remedy"))
    return (told.OrderConfirmed(),) if order.confirmed_at is None else ()


def hold(order: Order, reason: str) -> tuple[OrderEvent, ...]:
    """Begin nothing more of it, for a reason."""
    if not reason.strip():
        raise Rejected(say("centre.no_reason"), say("centre.no_reason_remedy"))
    return (told.OrderHeld(reason),) if order.hold != reason else ()


def free(order: Order) -> tuple[OrderEvent, ...]:
    """Let it go on."""
    return (told.OrderFreed(),) if order.hold is not None else ()


def move_due(order: Order, line: str, due: date) -> tuple[OrderEvent, ...]:
    """Promise a line for another day; the entry's why tells the reason."""
    return (told.DueMoved(line, due),) if line_of(order, line).due != due else ()


def line_of(order: Order, id: str) -> OrderLine:
    """Return a line. Raises Missing where the order has none of that id."""
    found = next((line for line in order.lines if line.id == id), None)
    if found is None:
        raise Missing(say("centre.no_such_line", id=id), say("centre.no_such_line_remedy"))
    return found
