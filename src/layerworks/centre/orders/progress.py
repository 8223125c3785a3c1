"""How far an order is. All of it follows from its pieces, its invoices and its payments."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from layerworks.centre.money import total_of
from layerworks.centre.orders.events import OrderLine
from layerworks.centre.orders.invoice import charge
from layerworks.centre.orders.order import Order
from layerworks.centre.orders.part_instance import UNSTARTED, PartInstance, PartState

OrderState = Literal[
    "draft", "confirmed", "in_production", "partly_shipped", "shipped", "invoiced", "closed", "cancelled"
]
LineState = Literal["planned", "in_progress", "complete", "cancelled"]
GOOD: frozenset[PartState] = frozenset(("accepted", "packed", "shipped"))


@dataclass(frozen=True, slots=True)
class Tally:
    """All that the state of an order follows from.

    states: of the pieces that fill its places. begun: whether anything was ever printed; delivered: or shipped.
    billed_up: whether the invoices bill what was delivered, no more and no less. open: billed and not paid.
    """

    states: Mapping[PartState, int]
    confirmed: bool
    begun: bool
    delivered: bool
    billed_up: bool
    open: Decimal


def tally(order: Order) -> Tally:
    """Return what the state of an order follows from."""
    return Tally(
        states=Counter(part.state for part in order.pieces),
        confirmed=order.confirmed_at is not None,
        begun=any(part.attempt for part in order.parts.values()),
        delivered=bool(order.deliveries),
        billed_up=billed_up(order),
        open=total_of((order.invoiced, order.paid.copy_negate())),
    )


def order_state(order: Order) -> OrderState:
    """Return how far an order is."""
    return state_of(tally(order))


def state_of(tally: Tally) -> OrderState:
    """Return how far an order is.

    draft until the shop confirms it; cancelled when all of it was, and nothing had been shipped; shipped when nothing
    is left to ship; invoiced when all of that is billed; closed when it is paid to the cent.
    """
    whole = sum(tally.states.values())
    shipped, cancelled = tally.states.get("shipped", 0), tally.states.get("cancelled", 0)
    if cancelled == whole and not tally.delivered:
        return "cancelled"
    if not tally.confirmed:
        return "draft"
    if shipped + cancelled == whole:
        if not tally.billed_up:
            return "shipped"
        return "closed" if tally.open == 0 else "invoiced"
    if shipped:
        return "partly_shipped"
    return "in_production" if tally.begun else "confirmed"


def line_state(line: OrderLine, pieces: Iterable[PartInstance]) -> LineState:
    """Return how far a line is. pieces: those that fill its places; complete when each is good or cancelled."""
    states = Counter(part.state for part in pieces if part.line == line.id)
    if states["cancelled"] == line.quantity:
        return "cancelled"
    if states["cancelled"] + sum(states[state] for state in GOOD) == line.quantity:
        return "complete"
    return "planned" if all(state in UNSTARTED or state == "cancelled" for state in states) else "in_progress"


def owed_pieces(order: Order) -> Mapping[str, int]:
    """Return by line how many pieces are to be paid for by now: those of a place that something was shipped for.

    One that came back is still owed while its replacement is made, and no more once that is cancelled.
    """
    served = {(part.line, part.index) for part in order.parts.values() if part.delivery}
    owed = Counter(p.line for p in order.pieces if p.state != "cancelled" and (p.line, p.index) in served)
    return {line.id: owed[line.id] for line in order.lines}


def billed_pieces(order: Order) -> Mapping[str, int]:
    """Return by line how many pieces the invoices bill, less what credit notes gave back."""
    billed: Counter[str] = Counter()
    for invoice in order.invoices:
        for line in invoice.lines:
            billed[line.line] += line.count
    return {line.id: billed[line.id] for line in order.lines}


def billed_up(order: Order) -> bool:
    """Tell whether everything delivered is billed, and nothing else."""
    return owed_pieces(order) == billed_pieces(order)


@dataclass(frozen=True, slots=True)
class Worth:
    """Money of an order: as ordered; less what was cancelled; billed; paid."""

    ordered: Decimal
    standing: Decimal
    invoiced: Decimal
    paid: Decimal

    @property
    def open(self) -> Decimal:
        """Billed and not paid; below zero where money is to go back."""
        return total_of((self.invoiced, self.paid.copy_negate()))


def worth(order: Order) -> Worth:
    """Return the money of an order."""
    cancelled = Counter(part.line for part in order.pieces if part.state == "cancelled")
    standing = (charge(line.price, line.quantity - cancelled[line.id]).total for line in order.lines)
    return Worth(total_of(line.price.total for line in order.lines), total_of(standing), order.invoiced, order.paid)
