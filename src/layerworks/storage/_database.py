"""Opening SQLite the way a record deserves, and bringing an older database up to date.

Write-ahead log, so readers go beside the one writer; synchronous FULL, so what was committed survives a power cut.
Schema steps are the numbered files under `schema/`; a database says in `user_version` how far it has come.
"""

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

from layerworks.errors import Missing, Rejected
from layerworks.words import say

BUSY_MS = 10_000


def schema_steps() -> tuple[str, ...]:
    """Return the SQL of the schema steps in order; step n is at n - 1."""
    folder = resources.files("layerworks.storage") / "schema"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return tuple(f.read_text(encoding="utf-8") for f in files)


def open_to_write(path: Path, *, synced: bool) -> sqlite3.Connection:
    """Open or make a database for its one writer. synced: wait for the disk at each commit."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {'FULL' if synced else 'OFF'}")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def open_to_read(path: Path) -> sqlite3.Connection:
    """Open a database beside its writer. Raises Missing when there is none.

    The file is opened as for writing and nothing is written: only so does the last one to leave tidy the log away.
    """
    if not path.is_file():
        raise Missing(say("storage.no_journal", path=str(path)), say("storage.make_first"))
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    connection.execute("PRAGMA query_only = ON")
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Generator[None]:
    """Do all of it or none, with nobody else writing meanwhile."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def take_steps(connection: sqlite3.Connection, steps: tuple[str, ...]) -> int:
    """Take the schema steps a database has not seen; return how many. Belongs in a transaction.

    Raises Rejected for a database of a newer program.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(steps):
        raise Rejected(say("storage.newer_schema", version=version, known=len(steps)), say("storage.update_program"))
    for step in steps[version:]:
        for statement in _statements(step):
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {len(steps)}")
    return len(steps) - version


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script. `executescript` would commit the transaction around them."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
