"""Orders, their lines and pieces. An order's state follows from these tables as it does from the order itself."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import bindparam, func, insert, null, select, update

from layerworks.centre.orders.part_instance import PartInstance, PartState, planned_instances, replacement_of
from layerworks.centre.orders.progress import Tally, state_of
from layerworks.storage._transaction import Transaction
from layerworks.storage.projections.order_tables import order, order_line, part_instance
from layerworks.storage.projections.projection import Projection
from layerworks.workshop.journal import Entry

_MAKE = insert(order).values({c.name: bindparam(c.name) for c in order.c if c.name != "held"})
_MAKE_LINE = insert(order_line)
_MAKE_PIECE = insert(part_instance).values(
    {c: bindparam(c) for c in ("id", "order", "line", "place", "served", "parent")} | {"current": 1, "state": "planned"}
)
_OF = order.c.id == bindparam("of")
_HOLD = update(order).where(_OF).values(held=bindparam("why"))
_CONFIRM = update(order).where(_OF).values(confirmed=1)
_BEGIN = update(order).where(_OF).values(begun=1)
_MONEY = select(order.c.invoiced, order.c.paid, order.c.confirmed, order.c.begun, order.c.pieces).where(_OF)
_SET_MONEY = update(order).where(_OF).values(invoiced=bindparam("billed"), paid=bindparam("came"))
_SET_STATE = (
    update(order)
    .where(_OF)
    .values(state=bindparam("to"), shipped=bindparam("sent"), cancelled=bindparam("less"), changed_at=bindparam("at"))
)
_SET_DUE = (
    update(order)
    .where(_OF)
    .values(due=select(func.max(order_line.c.due)).where(order_line.c.order == bindparam("lines_of")).scalar_subquery())
)
_LINE_DUE = update(order_line).where(order_line.c.id == bindparam("of")).values(due=bindparam("day"))
_BILL = update(order_line).where(order_line.c.id == bindparam("of")).values(billed=order_line.c.billed + bindparam("n"))
_PIECE = part_instance.c.id == bindparam("of")
_MOVE = update(part_instance).where(_PIECE).values(state=bindparam("to"))
_PLACE = update(part_instance).where(_PIECE).values(state="placed", job=bindparam("on"), record=bindparam("as"))
_PRINT = (
    update(part_instance).where(_PIECE).values(state="printing", record=bindparam("attempt") + part_instance.c.record)
)
_TAKE_OFF = update(part_instance).where(_PIECE).values(state="planned", job=null(), record=null())
_SHIP = update(part_instance).where(_PIECE).values(state="shipped", served=1, delivery=bindparam("by"))
_LOST = select(part_instance.c.line, part_instance.c.place, part_instance.c.parent, part_instance.c.served).where(
    _PIECE
)
_REPLACED = update(part_instance).where(_PIECE).values(current=0)
_COUNT = (
    select(part_instance.c.line, part_instance.c.state, part_instance.c.served, func.count())
    .where(part_instance.c.order == bindparam("of"), part_instance.c.current == 1)
    .group_by(part_instance.c.line, part_instance.c.state, part_instance.c.served)
)
_BILLED = select(order_line.c.id, order_line.c.billed).where(order_line.c.order == bindparam("of"))


def _made(transaction: Transaction, number: int, entry: Entry) -> None:
    id, body, at = _order_of(entry), entry.body, entry.time.isoformat()
    lines = body["lines"]
    total = sum((Decimal(line["price"]["total"]) for line in lines), Decimal(0))
    transaction.change(
        _MAKE,
        id=id,
        number=number,
        quote=body["quote"],
        customer=body["customer"],
        state="draft",
        confirmed=0,
        begun=0,
        pieces=sum(line["quantity"] for line in lines),
        shipped=0,
        cancelled=0,
        currency=lines[0]["price"]["currency"],
        total=f"{total:f}",
        invoiced="0",
        paid="0",
        due=max(line["due"] for line in lines),
        placed_at=at,
        changed_at=at,
    )
    for line in lines:
        told = {key: line[key] for key in ("id", "part", "mesh_digest", "material", "quantity", "due")}
        transaction.change(_MAKE_LINE, order=id, billed=0, **told)
        for piece in planned_instances(line["id"], line["quantity"]):
            _make_piece(transaction, id, piece, served=0)


def _make_piece(transaction: Transaction, order_id: str, piece: PartInstance, served: int) -> None:
    told = {"line": piece.line, "place": piece.index, "parent": piece.parent, "served": served}
    transaction.change(_MAKE_PIECE, id=piece.id, order=order_id, **told)


def _confirmed(transaction: Transaction, number: int, entry: Entry) -> None:
    transaction.change(_CONFIRM, of=_order_of(entry))
    _tell_state(transaction, entry)


def _held(transaction: Transaction, number: int, entry: Entry) -> None:
    transaction.change(_HOLD, of=_order_of(entry), why=entry.body.get("reason"))


def _due_moved(transaction: Transaction, number: int, entry: Entry) -> None:
    transaction.change(_LINE_DUE, of=entry.body["line"], day=entry.body["due"])
    transaction.change(_SET_DUE, of=_order_of(entry), lines_of=_order_of(entry))


def _placed(transaction: Transaction, number: int, entry: Entry) -> None:
    for stand in entry.body["stands"]:
        place = {"on": entry.body["job"], "as": f"/{stand['number']}"}
        transaction.change(_PLACE, of=stand["piece"], **place)
    _tell_state(transaction, entry)


def _moved(transaction: Transaction, number: int, entry: Entry) -> None:
    to = entry.body["to"]
    for piece in entry.body["pieces"]:
        if to == "printing":
            transaction.change(_PRINT, of=piece, attempt=entry.body["attempt"])
        elif to == "planned":
            transaction.change(_TAKE_OFF, of=piece)
        else:
            transaction.change(_MOVE, of=piece, to=to)
    if to == "printing":
        transaction.change(_BEGIN, of=_order_of(entry))
    _tell_state(transaction, entry)


def _replaced(transaction: Transaction, number: int, entry: Entry) -> None:
    for lost in entry.body["lost"]:
        found = transaction.first(_LOST, of=lost)
        if found is not None:
            line, place, parent, served = found
            transaction.change(_REPLACED, of=lost)
            new = replacement_of(PartInstance(lost, line, place, parent=parent))
            _make_piece(transaction, _order_of(entry), new, served)
    _tell_state(transaction, entry)


def _cancelled(transaction: Transaction, number: int, entry: Entry) -> None:
    for piece in entry.body["pieces"]:
        transaction.change(_MOVE, of=piece, to="cancelled")
    _tell_state(transaction, entry)


def _delivered(transaction: Transaction, number: int, entry: Entry) -> None:
    delivery = entry.body["delivery"]
    for piece in delivery["pieces"]:
        transaction.change(_SHIP, of=piece, by=delivery["id"])
    _tell_state(transaction, entry)


def _invoiced(transaction: Transaction, number: int, entry: Entry) -> None:
    lines = entry.body["invoice"]["lines"]
    for line in lines:
        transaction.change(_BILL, of=line["line"], n=line["count"])
    _add_money(transaction, entry, sum((Decimal(line["total"]) for line in lines), Decimal(0)), Decimal(0))
    _tell_state(transaction, entry)


def _paid(transaction: Transaction, number: int, entry: Entry) -> None:
    _add_money(transaction, entry, Decimal(0), Decimal(entry.body["amount"]))
    _tell_state(transaction, entry)


def _add_money(transaction: Transaction, entry: Entry, billed: Decimal, came: Decimal) -> None:
    found = transaction.first(_MONEY, of=_order_of(entry))
    if found is not None:
        invoiced, paid = Decimal(found[0]) + billed, Decimal(found[1]) + came
        transaction.change(_SET_MONEY, of=_order_of(entry), billed=f"{invoiced:f}", came=f"{paid:f}")


def _tell_state(transaction: Transaction, entry: Entry) -> None:
    """Keep the state that follows from what the tables say by now."""
    id = _order_of(entry)
    found = transaction.first(_MONEY, of=id)
    if found is None:
        return
    invoiced, paid, confirmed, begun, _ = found
    states: Counter[PartState] = Counter()
    owed: Counter[str] = Counter()
    delivered = False
    for line, state, served, count in transaction.rows(_COUNT, of=id):
        states[state] += count
        delivered |= bool(served)
        if served and state != "cancelled":
            owed[line] += count
    billed_up = all(owed[line] == billed for line, billed in transaction.rows(_BILLED, of=id))
    told = Tally(states, bool(confirmed), bool(begun), delivered, billed_up, Decimal(invoiced) - Decimal(paid))
    counts = {"sent": states["shipped"], "less": states["cancelled"]}
    transaction.change(_SET_STATE, of=id, to=state_of(told), at=entry.time.isoformat(), **counts)


def _order_of(entry: Entry) -> str:
    return entry.subject.removeprefix("order:")


PROJECTIONS: Mapping[str, Projection] = {
    "order.made": _made,
    "order.confirmed": _confirmed,
    "order.held": _held,
    "order.freed": _held,
    "order.due_moved": _due_moved,
    "order.pieces_placed": _placed,
    "order.pieces_moved": _moved,
    "order.pieces_replaced": _replaced,
    "order.pieces_cancelled": _cancelled,
    "order.delivered": _delivered,
    "order.invoiced": _invoiced,
    "order.paid": _paid,
}
