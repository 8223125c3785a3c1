"""The course of an order for people: what happened when, and how far along each step is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from layerworks.centre.happened import Happened
from layerworks.centre.orders import events as told
from layerworks.centre.orders.events import OrderEvent
from layerworks.centre.orders.order import Order
from layerworks.centre.orders.part_instance import PartState

Milestone = Literal[
    "ordered", "confirmed", "held", "freed", "due_moved", "printing", "printed", "failed", "accepted", "rejected",
    "scrapped", "returned", "cancelled", "shipped", "invoiced", "credited", "paid", "refunded",
]  # fmt: skip
Step = Literal["planned", "printing", "printed", "accepted", "shipped"]
STEPS: tuple[Step, ...] = ("planned", "printing", "printed", "accepted", "shipped")

_MOVES: Mapping[PartState, Milestone] = {
    "printing": "printing",
    "printed": "printed",
    "failed_in_print": "failed",
    "accepted": "accepted",
    "rejected": "rejected",
    "scrapped": "scrapped",
    "returned": "returned",
}
_REACHED: Mapping[PartState, int] = {
    "planned": 0, "placed": 0, "printing": 1, "printed": 2, "in_operation": 2, "awaiting_inspection": 2,
    "accepted": 3, "packed": 3, "shipped": 4,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened. count: pieces concerned, 0 where all of it is. detail: its cause, number or day."""

    milestone: Milestone
    at: datetime
    who: str
    count: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class StepReached:
    """How many of the pieces still wanted have come to a step, or beyond."""

    step: Step
    reached: int
    of: int


def timeline(history: Iterable[Happened[OrderEvent]]) -> tuple[TimelineEntry, ...]:
    """Return what happened to an order, oldest first, each from an event of its journal."""
    return tuple(
        TimelineEntry(milestone, happened.at, happened.who, count, detail)
        for happened in history
        for milestone, count, detail in _told(happened)
    )


def _told(happened: Happened[OrderEvent]) -> tuple[tuple[Milestone, int, str], ...]:
    match happened.event:
        case told.OrderMade():
            return (("ordered", sum(line.quantity for line in happened.event.lines), ""),)
        case told.OrderConfirmed():
            return (("confirmed", 0, ""),)
        case told.OrderHeld():
            return (("held", 0, happened.event.reason),)
        case told.OrderFreed():
            return (("freed", 0, ""),)
        case told.DueMoved():
            return (("due_moved", 0, happened.event.due.isoformat()),)
        case told.PiecesMoved():
            milestone = _MOVES.get(happened.event.to)
            return ((milestone, len(happened.event.pieces), happened.event.cause),) if milestone else ()
        case told.PiecesCancelled():
            return (("cancelled", len(happened.event.pieces), ""),)
        case told.Delivered():
            delivery = happened.event.delivery
            return (("shipped", len(delivery.pieces), delivery.id),)
        case told.Invoiced():
            bill = happened.event.invoice
            return (("invoiced" if bill.kind == "invoice" else "credited", 0, bill.id),)
        case told.Paid():
            return (("paid" if happened.event.amount > 0 else "refunded", 0, happened.event.reference),)
        case told.PiecesPlaced() | told.PiecesReplaced() | told.LinesClosed():
            return ()


def steps_reached(order: Order) -> tuple[StepReached, ...]:
    """Return how far the pieces are that are still wanted: planned 10/10, printing 3/10, …"""
    reached = [_REACHED.get(part.state, 0) for part in order.pieces if part.state != "cancelled"]
    return tuple(
        StepReached(step, sum(step_no >= number for step_no in reached), len(reached))
        for number, step in enumerate(STEPS)
    )
