"""What is lost is made again, by itself."""

from layerworks.centre.orders import events as told
from layerworks.centre.orders.events import OrderEvent
from layerworks.centre.orders.order import Order, evolve
from layerworks.centre.orders.part_instance import LOST, replacement_of


def then_replaced(order: Order, *events: OrderEvent) -> tuple[OrderEvent, ...]:
    """Return these events, and those that fill the places of what they lost.

    On a line that is closed nothing more is begun: the replacement is cancelled as soon as it is planned.
    """
    after = evolve(order, *events)
    lost = tuple(part for part in after.pieces if part.state in LOST)
    if not lost:
        return events
    replaced = told.PiecesReplaced(tuple(part.id for part in lost))
    unwanted = tuple(replacement_of(part).id for part in lost if part.line in order.closed_lines)
    return (*events, replaced, told.PiecesCancelled(unwanted)) if unwanted else (*events, replaced)
