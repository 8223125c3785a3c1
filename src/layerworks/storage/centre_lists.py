"""Lists of quotes and orders, pieces and where they came from, read beside the writers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, or_, select

from layerworks.storage.location import Where
from layerworks.storage.projections.order_tables import order, order_line, part_instance
from layerworks.storage.projections.quotes import customer, organisation, quote
from layerworks.storage.projections.workshop import part_lot, part_record
from layerworks.storage.reading import reading


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose rows are asked for: a customer's and his organisation's. None in place of it asks for everybody's."""

    customer: str
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A quote in a list. Times as ISO 8601."""

    number: int
    id: str
    customer: str
    state: str
    revision: int
    lines: int
    currency: str
    total: Decimal
    valid_until: str
    opened_at: str
    changed_at: str


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order in a list. held: the reason, None when free. due: the last line's day."""

    number: int
    id: str
    quote: str
    customer: str
    state: str
    held: str | None
    pieces: int
    shipped: int
    cancelled: int
    currency: str
    total: Decimal
    invoiced: Decimal
    paid: Decimal
    due: str
    placed_at: str
    changed_at: str


@dataclass(frozen=True, slots=True)
class PieceRow:
    """A piece. record: of the workshop, where it was printed."""

    id: str
    order: str
    line: str
    state: str
    parent: str | None
    job: str | None
    record: str | None
    delivery: str | None


Listed = TypeVar("Listed", QuoteRow, OrderRow)


def quote_rows(
    where: Where, owner: Owner | None = None, *, state: str | None = None, before: int | None = None, most: int = 50
) -> tuple[QuoteRow, ...]:
    """Return quotes, the latest first. before: only those with a smaller number, to read on. Raises Missing."""
    columns = [quote.c[name] for name in QuoteRow.__slots__]
    asked = [quote.c.state == state] if state else []
    asked += [quote.c.number < before] if before is not None else []
    asked += [_owned(quote.c.customer, owner)] if owner else []
    with reading(where) as connection:
        rows = connection.execute(select(*columns).where(*asked).order_by(quote.c.number.desc()).limit(most))
        return tuple(_row(QuoteRow, row) for row in rows)


def order_rows(
    where: Where, owner: Owner | None = None, *, state: str | None = None, before: int | None = None, most: int = 50
) -> tuple[OrderRow, ...]:
    """Return orders, the latest first. before: only those with a smaller number, to read on. Raises Missing."""
    columns = [order.c[name] for name in OrderRow.__slots__]
    asked = [order.c.state == state] if state else []
    asked += [order.c.number < before] if before is not None else []
    asked += [_owned(order.c.customer, owner)] if owner else []
    with reading(where) as connection:
        rows = connection.execute(select(*columns).where(*asked).order_by(order.c.number.desc()).limit(most))
        return tuple(_row(OrderRow, row) for row in rows)


def piece_rows(where: Where, of_order: str) -> tuple[PieceRow, ...]:
    """Return all pieces of an order, lost ones too."""
    return _pieces(where, _PIECES.where(part_instance.c.order == of_order).order_by(part_instance.c.id))


def pieces_in_state(where: Where, state: str, most: int = 200) -> tuple[PieceRow, ...]:
    """Return the pieces of all orders that are in a state: what an inspector or a packer has before him."""
    return _pieces(where, _PIECES.where(part_instance.c.state == state).order_by(part_instance.c.id).limit(most))


def pieces_from_lot(where: Where, lot: str) -> tuple[PieceRow, ...]:
    """Return every piece of an order that was made from a lot of material: what a recall is about."""
    of_lot = select(part_record.c.part).join(part_lot, part_lot.c.number == part_record.c.number)
    made = of_lot.where(part_lot.c.lot == lot)
    return _pieces(where, _PIECES.where(part_instance.c.record.in_(made)).order_by(part_instance.c.id))


def orders_of_part(where: Where, mesh_digest: str) -> tuple[str, ...]:
    """Return the orders that a shape was ordered in."""
    found = select(order_line.c.order).where(order_line.c.mesh_digest == mesh_digest).distinct()
    with reading(where) as connection:
        return tuple(id for (id,) in connection.execute(found.order_by(order_line.c.order)))


_MONEY = frozenset(("total", "invoiced", "paid"))
_PIECES = select(*(part_instance.c[name] for name in PieceRow.__slots__))


def _pieces(where: Where, asked: Select[tuple[str, ...]]) -> tuple[PieceRow, ...]:
    with reading(where) as connection:
        return tuple(PieceRow(*row) for row in connection.execute(asked))


def _row(kind: type[Listed], row: Any) -> Listed:
    named: Iterable[tuple[str, Any]] = zip(kind.__slots__, row, strict=True)
    values: list[Any] = [Decimal(value) if name in _MONEY else value for name, value in named]
    return kind(*values)


def _owned(column: ColumnElement[str], owner: Owner) -> ColumnElement[bool]:
    if owner.organisation is None:
        return column == owner.customer
    colleagues = select(customer.c.id).where(customer.c.organisation == owner.organisation)
    return or_(column == owner.customer, column.in_(colleagues))


def organisation_names(where: Where) -> Sequence[tuple[str, str]]:
    """Return id and name of every organisation, by name."""
    with reading(where) as connection:
        found = connection.execute(select(organisation.c.id, organisation.c.name).order_by(organisation.c.name))
        return [(id, name) for id, name in found]
