"""Checking a journal from end to end.

What is found: a row edited, taken out, put in or moved, even with its own hash made to fit (the next row then does not
follow); an end cut off or rewritten, by the anchor; tables that say other than the journal. What cannot be found: a
journal rewritten as a whole together with its anchor. Against that, compare the head with one printed on a report.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, create_engine, select
from sqlalchemy.exc import DatabaseError

from layerworks.errors import Conflict
from layerworks.storage._anchor import Head, read_anchor
from layerworks.storage._chain import Row, hash_of
from layerworks.storage._transaction import Statements, Transaction
from layerworks.storage.journal import entry_of
from layerworks.storage.location import Where, located
from layerworks.storage.migrating import is_current
from layerworks.storage.projections import TABLES, rebuild
from layerworks.storage.reading import reading, rows_of
from layerworks.storage.tables import journal, metadata
from layerworks.words import Text, say


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer. head: of the chain as far as it is sound. first_bad: number of the first row that is not, or None.

    finding: one sentence; ok: everything is as it was written.
    """

    ok: bool
    head: Head
    first_bad: int | None
    finding: Text


def verify(where: Where) -> Verification:
    """Read a journal from end to end and say whether it is as it was written.

    Raises Missing when there is none, Unreachable when its database is away.
    """
    try:
        with reading(where) as connection:
            return _verified(connection, read_anchor(located(where).anchor))
    except (DatabaseError, sqlite3.DatabaseError) as error:
        return Verification(False, Head(0, ""), None, say("storage.unreadable", detail=str(error)))


def _verified(connection: Connection, anchor: Head | None) -> Verification:
    head, fault = _follow(rows_of(connection))
    if fault is not None:
        return Verification(False, head, head.number + 1, fault)
    cut = _beyond(connection, head, anchor)
    if cut is not None:
        return cut
    table = _table_that_differs(connection)
    if table is not None:
        return Verification(False, head, None, say("storage.table_differs", table=table))
    return Verification(True, head, None, say("storage.sound", count=head.number, head=head.hash))


def _follow(rows: Iterable[Row]) -> tuple[Head, Text | None]:
    head = Head(0, "")
    for row in rows:
        if row.number != head.number + 1:
            return head, say("storage.row_missing", number=head.number + 1)
        if row.hash != hash_of(row):
            return head, say("storage.row_edited", number=row.number)
        if row.previous != head.hash:
            return head, say("storage.row_does_not_follow", number=row.number, before=head.number)
        head = Head(row.number, row.hash)
    return head, None


def _beyond(connection: Connection, head: Head, anchor: Head | None) -> Verification | None:
    """Compare the end with the anchor. The anchor may be behind, after a kill between row and anchor; never ahead."""
    if anchor is None:
        return Verification(False, head, None, say("storage.no_anchor", count=head.number)) if head.number else None
    if anchor.number > head.number:
        finding = say("storage.cut", number=head.number, anchored=anchor.number)
        return Verification(False, head, head.number + 1, finding)
    kept = connection.execute(select(journal.c.hash).where(journal.c.number == anchor.number)).scalar()
    if anchor.number and kept != anchor.hash:
        return Verification(False, head, anchor.number, say("storage.end_rewritten", number=anchor.number))
    return None


def _table_that_differs(connection: Connection) -> str | None:
    if not is_current(connection):
        return None  # an older database gets its tables anew when it is next opened to write
    engine = create_engine("sqlite://")
    with engine.begin() as again:
        metadata.create_all(again)
        driver: Any = again.connection.dbapi_connection
        try:
            rebuild(
                Transaction(driver, Statements(engine.dialect)), ((r.number, entry_of(r)) for r in rows_of(connection))
            )
        except Conflict:
            return TABLES[-1].name
        return next((t.name for t in reversed(TABLES) if _rows(connection, t) != _rows(again, t)), None)


def _rows(connection: Connection, table: Table) -> list[Any]:
    return list(connection.execute(select(table).order_by(*table.primary_key)))
