"""From a print to the customer: work, inspection, packing, delivery, return. Functions return events, or raise."""

from collections.abc import Mapping
from typing import Literal

from layerworks.centre.orders import events as told
from layerworks.centre.orders.delivery import Address, Delivery
from layerworks.centre.orders.events import OrderEvent
from layerworks.centre.orders.order import Order, evolve
from layerworks.centre.orders.part_instance import PartInstance
from layerworks.centre.orders.replacing import then_replaced
from layerworks.errors import Missing, Rejected
from layerworks.words import say

BenchState = Literal["in_operation", "awaiting_inspection", "accepted", "packed", "scrapped", "returned"]


def move(order: Order, pieces: tuple[str, ...], to: BenchState, cause: str = "") -> tuple[OrderEvent, ...]:
    """Bring pieces to another state; what is scrapped or comes back is replaced.

    Raises Conflict for a piece that cannot go there, Rejected for none, or for a loss without a cause.
    """
    if not pieces:
        raise Rejected(say("centre.no_pieces", id=order.id), say("centre.no_pieces_remedy"))
    if to in ("scrapped", "returned") and not cause.strip():
        raise Rejected(say("centre.no_reason"), say("centre.no_reason_remedy"))
    for id in pieces:
        piece_of(order, id)
    return then_replaced(order, told.PiecesMoved(tuple(dict.fromkeys(pieces)), to, cause=cause))


def inspect(order: Order, good: tuple[str, ...], bad: Mapping[str, str]) -> tuple[OrderEvent, ...]:
    """Judge pieces: good ones are accepted, bad ones (piece → cause) rejected and replaced.

    Printed ones are handed to inspection first.
    """
    asked = [piece_of(order, id) for id in dict.fromkeys((*good, *bad))]
    if not asked or set(good) & set(bad):
        raise Rejected(say("centre.no_pieces", id=order.id), say("centre.no_pieces_remedy"))
    events: list[OrderEvent] = []
    handed = tuple(part.id for part in asked if part.state in ("printed", "in_operation"))
    if handed:
        events.append(told.PiecesMoved(handed, "awaiting_inspection"))
    if good:
        events.append(told.PiecesMoved(tuple(dict.fromkeys(good)), "accepted"))
    events.extend(
        told.PiecesMoved(tuple(id for id in bad if bad[id] == cause), "rejected", cause=cause)
        for cause in dict.fromkeys(bad.values())
    )
    return then_replaced(order, *events)


def deliver(
    order: Order, pieces: tuple[str, ...], to: Address, carrier: str = "", tracking: str = ""
) -> tuple[OrderEvent, ...]:
    """Let good pieces leave the house together; those not packed yet are packed.

    Raises Conflict for a piece that is not good.
    """
    if not pieces:
        raise Rejected(say("centre.no_pieces", id=order.id), say("centre.no_pieces_remedy"))
    ids = tuple(dict.fromkeys(pieces))
    unpacked = tuple(id for id in ids if piece_of(order, id).state == "accepted")
    packed = (told.PiecesMoved(unpacked, "packed"),) if unpacked else ()
    note = Delivery(f"{order.id}-D{len(order.deliveries) + 1}", ids, to, carrier, tracking)
    events = (*packed, told.Delivered(note))
    evolve(order, *events)
    return events


def ready(order: Order) -> tuple[str, ...]:
    """Return the pieces that can be delivered."""
    return tuple(part.id for part in order.pieces if part.state in ("accepted", "packed"))


def piece_of(order: Order, id: str) -> PartInstance:
    """Return a piece. Raises Missing where the order has none of that id."""
    if id not in order.parts:
        raise Missing(say("centre.no_such_piece", id=id), say("centre.no_such_piece_remedy"))
    return order.parts[id]
