"""What can happen to an order and its pieces. How far they are follows from these and is never typed in."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from layerworks.centre._price import Price
from layerworks.centre.orders.delivery import Delivery
from layerworks.centre.orders.invoice import Invoice
from layerworks.centre.orders.part_instance import PartState
from layerworks.centre.price_request import PriceRequest


@dataclass(frozen=True, slots=True)
class OrderLine:
    """So many of one part, as quoted. due: day it leaves the house. program_digest: what was sliced for the quote."""

    id: str
    part: str
    mesh_digest: str
    program_digest: str
    machine: str
    material: str
    profile: str
    quantity: int
    request: PriceRequest
    price: Price
    due: date


@dataclass(frozen=True, slots=True)
class OnPlate:
    """A piece on a print. number: of the part on the plate from 1; name: what the program calls it."""

    piece: str
    number: int
    name: str


@dataclass(frozen=True, slots=True)
class OrderMade:
    """A quote was accepted. quote_digest: of its revision. All pieces are planned from here on."""

    quote: str
    revision: int
    quote_digest: str
    customer: str
    lines: tuple[OrderLine, ...]


@dataclass(frozen=True, slots=True)
class OrderConfirmed:
    """The shop promises it: production may begin."""


@dataclass(frozen=True, slots=True)
class OrderHeld:
    """Nothing more may begin, for a reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class OrderFreed:
    """It goes on."""


@dataclass(frozen=True, slots=True)
class DueMoved:
    """A line leaves the house on another day."""

    line: str
    due: date


@dataclass(frozen=True, slots=True)
class PiecesPlaced:
    """Pieces stand on a print that waits for a machine. job: its id. program: digest of its G-code."""

    job: str
    program: str
    stands: tuple[OnPlate, ...]


@dataclass(frozen=True, slots=True)
class PiecesMoved:
    """Pieces came to another state. attempt: the print that did it. cause: why, where that is to be told."""

    pieces: tuple[str, ...]
    to: PartState
    attempt: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class PiecesReplaced:
    """Lost pieces; each one's place is filled by a new one from here on."""

    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PiecesCancelled:
    """The customer does not want these pieces any more."""

    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinesClosed:
    """No more pieces of these lines are begun: what is lost from here on is cancelled."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Delivered:
    """Pieces left the house."""

    delivery: Delivery


@dataclass(frozen=True, slots=True)
class Invoiced:
    """What was delivered was billed."""

    invoice: Invoice


@dataclass(frozen=True, slots=True)
class Paid:
    """Money came, or went back where the amount is below zero. reference: of the bank, the till, …"""

    amount: Decimal
    reference: str


OrderEvent = (
    OrderMade
    | OrderConfirmed
    | OrderHeld
    | OrderFreed
    | DueMoved
    | PiecesPlaced
    | PiecesMoved
    | PiecesReplaced
    | PiecesCancelled
    | LinesClosed
    | Delivered
    | Invoiced
    | Paid
)
WHAT: dict[str, type[OrderEvent]] = {
    "order.made": OrderMade,
    "order.confirmed": OrderConfirmed,
    "order.held": OrderHeld,
    "order.freed": OrderFreed,
    "order.due_moved": DueMoved,
    "order.pieces_placed": PiecesPlaced,
    "order.pieces_moved": PiecesMoved,
    "order.pieces_replaced": PiecesReplaced,
    "order.pieces_cancelled": PiecesCancelled,
    "order.lines_closed": LinesClosed,
    "order.delivered": Delivered,
    "order.invoiced": Invoiced,
    "order.paid": Paid,
}
