"""Tables that follow from the journal. Each entry is projected in the transaction that keeps it.

A projection is a module with its tables (`TABLES`, children first) and a function for each name of an entry that
changes them (`PROJECTIONS`); it is entered here and its tables in a schema step. They hold nothing that the journal
does not: after each schema step all of them are made anew from it. A projection that cannot be made refuses the
entry: so the database itself holds to the rules, also when two programs decide at the same moment.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import Table, delete

from layerworks.storage._transaction import Transaction
from layerworks.storage.projections import fleet, order_tables, orders, quotes, workshop
from layerworks.storage.projections.projection import Projection
from layerworks.workshop.journal import Entry

TABLES: tuple[Table, ...] = (*fleet.TABLES, *workshop.TABLES, *order_tables.TABLES, *quotes.TABLES)
PROJECTIONS: Mapping[str, Projection] = {
    **fleet.PROJECTIONS,
    **workshop.PROJECTIONS,
    **orders.PROJECTIONS,
    **quotes.PROJECTIONS,
}
_EMPTY = tuple(delete(table) for table in TABLES)


def project(transaction: Transaction, number: int, entry: Entry) -> None:
    """Bring the tables up to an entry just kept. Raises Conflict when the entry breaks a rule."""
    projection = PROJECTIONS.get(entry.what)
    if projection:
        projection(transaction, number, entry)


def rebuild(transaction: Transaction, entries: Iterable[tuple[int, Entry]]) -> None:
    """Empty the tables and project the journal's entries, by number, again."""
    for empty in _EMPTY:
        transaction.change(empty)
    for number, entry in entries:
        project(transaction, number, entry)
