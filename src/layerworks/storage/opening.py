"""Opening a journal to write: making it, bringing an older one up to date, holding it against its anchor."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from layerworks.errors import Conflict, Unreachable
from layerworks.storage._anchor import read_anchor, set_anchor
from layerworks.storage._chain import Row
from layerworks.storage._transaction import Transaction
from layerworks.storage._troubles import detail_of
from layerworks.storage.engines import engine_to_write, shown
from layerworks.storage.journal import AFTER, AT_ONCE, SqlJournal, entry_of
from layerworks.storage.location import Where, located
from layerworks.storage.migrating import bring_up_to_date, is_current
from layerworks.storage.projections import rebuild
from layerworks.storage.session import Session
from layerworks.words import say
from layerworks.workshop.journal import Entry


def open_journal(where: Where, now: datetime, *, synced: bool = True) -> SqlJournal:
    """Open a journal to write, making it or bringing an older one up to date.

    synced: False does not wait for the disk; a power cut may then lose the end. Raises Conflict when the journal ends
    before its anchor says, Rejected when a newer program wrote it, Unreachable when it cannot be opened.
    """
    location = located(where)
    session = open_session(location.url, synced=synced)
    opened = SqlJournal(location, session, synced)
    try:
        _settle_anchor(opened, now)
    except BaseException:
        opened.close()
        raise
    return opened


def open_session(url: str, *, synced: bool = True) -> Session:
    """Open a database to write, with the schema that this program knows. Raises Rejected, Unreachable."""
    engine = engine_to_write(url, synced=synced)
    try:
        _migrate(engine)
    except (DBAPIError, sqlite3.DatabaseError, OSError) as error:
        detail = detail_of(error, engine.dialect)
        if detail is None and engine.dialect.name == "sqlite":
            detail = str(error)  # a file that is no database, or a damaged one
        if detail is None:
            raise
        told = say("storage.cannot_open", path=shown(url), detail=detail)
        remedy = "storage.check_disk" if engine.dialect.name == "sqlite" else "storage.database_away_remedy"
        raise Unreachable(told, say(remedy)) from None
    return Session(engine)


def _migrate(engine: Engine) -> None:
    with engine.connect() as connection:
        if is_current(connection):
            return
    with engine.begin() as connection:
        transaction = bring_up_to_date(connection)
        if transaction is not None:
            rebuild(transaction, _kept(transaction))


def _kept(transaction: Transaction) -> Iterator[tuple[int, Entry]]:
    number = 0
    while rows := transaction.rows(AFTER, than=number, most=AT_ONCE):
        for row in rows:
            number = row[0]
            yield number, entry_of(Row(*row))


def _settle_anchor(opened: SqlJournal, now: datetime) -> None:
    """Bring the anchor up to the journal after a kill between the two; refuse a journal that was cut."""
    anchor_file = opened.location.anchor
    head, anchor = opened.head(), read_anchor(anchor_file)
    if anchor is None and head.number > 0:
        opened.append(Entry(now, "layerworks", "journal.anchored_anew", "no anchor found", "journal", {}))
        return
    if anchor is not None and anchor.number > 0 and opened.hash_at(anchor.number) != anchor.hash:
        raise Conflict(say("storage.cut", number=head.number, anchored=anchor.number), say("storage.restore"))
    set_anchor(anchor_file, head, synced=opened.synced)
