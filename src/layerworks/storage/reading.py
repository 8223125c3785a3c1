"""Reading a journal's database beside its writers."""

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from layerworks.storage._chain import Row
from layerworks.storage._troubles import away
from layerworks.storage.engines import engine_to_read
from layerworks.storage.journal import AFTER, AT_ONCE
from layerworks.storage.location import Where, located


@contextmanager
def reading(where: Where) -> Generator[Connection]:
    """Look at one state of a database, whatever is written meanwhile.

    Raises Missing where there is none, Unreachable when it is away.
    """
    engine = engine_to_read(located(where).url)
    try:
        with engine.connect() as connection:
            yield connection
    except (DBAPIError, sqlite3.DatabaseError, OSError) as error:
        trouble = away(error, engine.dialect)
        if trouble is None:
            raise
        raise trouble from None


def rows_of(connection: Connection) -> Iterator[Row]:
    """Yield all rows of the journal in order of their numbers."""
    number = 0
    while rows := connection.execute(AFTER, {"than": number, "most": AT_ONCE}).fetchall():
        for row in rows:
            number = row[0]
            yield Row(*row)
