"""Checking a journal from end to end.

What is found: a row edited, taken out, put in or moved, even with its own hash made to fit (the next row then does not
follow); an end cut off or rewritten, by the anchor; tables that say other than the journal. What cannot be found: a
journal rewritten as a whole together with its anchor. Against that, compare the head with one printed on a report.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layerworks.errors import Conflict
from layerworks.storage._anchor import Head, read_anchor
from layerworks.storage._chain import Row, hash_of
from layerworks.storage._database import open_to_read, schema_steps, take_steps, transaction
from layerworks.storage._projections import TABLES, rebuild
from layerworks.storage.journal import rows_of
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


def verify(path: Path) -> Verification:
    """Read a journal from end to end and say whether it is as it was written. Raises Missing when there is none."""
    connection = open_to_read(path)
    try:
        head, fault = _follow(rows_of(connection))
        if fault is not None:
            return Verification(False, head, head.number + 1, fault)
        cut = _beyond(connection, head, read_anchor(path))
        if cut is not None:
            return cut
        table = _table_that_differs(connection)
        if table is not None:
            return Verification(False, head, None, say("storage.table_differs", table=table))
        return Verification(True, head, None, say("storage.sound", count=head.number, head=head.hash))
    except sqlite3.DatabaseError as error:
        return Verification(False, Head(0, ""), None, say("storage.unreadable", detail=str(error)))
    finally:
        connection.close()


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


def _beyond(connection: sqlite3.Connection, head: Head, anchor: Head | None) -> Verification | None:
    """Compare the end with the anchor. The anchor may be behind, after a kill between row and anchor; never ahead."""
    if anchor is None:
        return Verification(False, head, None, say("storage.no_anchor", count=head.number)) if head.number else None
    if anchor.number > head.number:
        finding = say("storage.cut", number=head.number, anchored=anchor.number)
        return Verification(False, head, head.number + 1, finding)
    row = connection.execute("SELECT hash FROM journal WHERE number = ?", (anchor.number,)).fetchone()
    if anchor.number and row[0] != anchor.hash:
        return Verification(False, head, anchor.number, say("storage.end_rewritten", number=anchor.number))
    return None


def _table_that_differs(connection: sqlite3.Connection) -> str | None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    steps = schema_steps()
    if version < len(steps):
        return None  # an older database gets its tables anew when it is next opened to write
    again = sqlite3.connect(":memory:", isolation_level=None)
    try:
        with transaction(again):
            take_steps(again, steps)
            rebuild(again, rows_of(connection))
        return next((t for t in reversed(TABLES) if _rows(connection, t) != _rows(again, t)), None)
    except Conflict:
        return TABLES[-1]
    finally:
        again.close()


def _rows(connection: sqlite3.Connection, table: str) -> list[Any]:
    return connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
