"""Engines by URL: how SQLite and PostgreSQL are opened the way a record deserves.

SQLite: write-ahead log, so readers go beside the one writer; synchronous FULL, so what was committed survives a power
cut. PostgreSQL through pg8000, in the extra `cluster`: `postgresql://user:password@host:port/database`, with
`?host=FOLDER` for the socket in a folder, `?sslmode=verify-full` to be sure of the server, `?sslmode=require` for
encryption alone, `?sslmode=disable`, or nothing, for neither.
"""

import sqlite3
import ssl
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from layerworks.errors import Missing, Rejected
from layerworks.words import say

BUSY_MS = 10_000
ANSWER_S = 20.0  # longer than a lock is waited for, or another writer may be silent within a transaction
_SESSION = (  # a writer that was stopped within a transaction is ended, so that the others go on
    f"SET lock_timeout = {BUSY_MS}; SET idle_in_transaction_session_timeout = {BUSY_MS}; SET TimeZone = 'UTC'"
)
_READ_ONLY = "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


def engine_to_write(url: str, *, synced: bool = True, answer_s: float = ANSWER_S) -> Engine:
    """Return the engine of a database, with a connection for whoever asks. Nothing is opened yet.

    synced: wait for the disk at each commit. answer_s: how long PostgreSQL may say nothing. Raises Rejected for a URL
    that names no database we know.
    """
    made = _parsed(url)
    if made.get_backend_name() == "sqlite":
        path = Path(made.database or "")
        engine = create_engine("sqlite://", creator=lambda: _sqlite_to_write(path, synced), poolclass=NullPool)
        event.listen(engine, "begin", _begin_immediate)
        return engine
    settings = _SESSION if synced else f"{_SESSION}; SET synchronous_commit = off"
    return create_engine("postgresql+pg8000://", creator=_postgres(made, settings, answer_s), poolclass=NullPool)


@cache
def engine_to_read(url: str) -> Engine:
    """Return the engine that reads a database beside its writers; it holds no connection between two questions.

    Its transactions see one state of the database. Raises Rejected as above.
    """
    made = _parsed(url)
    if made.get_backend_name() == "sqlite":
        path = Path(made.database or "")
        engine = create_engine("sqlite://", creator=lambda: _sqlite_to_read(path), poolclass=NullPool)
        event.listen(engine, "begin", _begin)
        return engine
    creator = _postgres(made, f"{_SESSION}; {_READ_ONLY}", ANSWER_S)
    return create_engine("postgresql+pg8000://", creator=creator, poolclass=NullPool)


def shown(url: str) -> str:
    """Return a URL as people may read it: without user, password or options."""
    made = _parsed(url)
    if made.get_backend_name() == "sqlite":
        return made.database or ""
    return URL.create("postgresql", host=made.host, port=made.port, database=made.database).render_as_string()


def _parsed(url: str) -> URL:
    try:
        made = make_url(url)
    except (ArgumentError, ValueError):
        made = None
    if made is None or made.drivername not in ("sqlite", "postgresql") or not made.database:
        raise Rejected(say("storage.no_such_database"), say("storage.database_remedy"))
    return made


def _sqlite_to_write(path: Path, synced: bool) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {'FULL' if synced else 'OFF'}")
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _sqlite_to_read(path: Path) -> sqlite3.Connection:
    """Open the file as for writing, and write nothing: only so does the last one to leave tidy the log away."""
    if not path.is_file():
        raise Missing(say("storage.no_journal", path=str(path)), say("storage.make_first"))
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    connection.execute("PRAGMA query_only = ON")
    return connection


def _postgres(url: URL, settings: str, answer_s: float) -> Callable[[], Any]:
    try:
        from pg8000.dbapi import connect
    except ImportError:
        raise Rejected(say("storage.no_driver"), say("storage.driver_remedy")) from None
    query = {key: value if isinstance(value, str) else value[0] for key, value in url.query.items()}
    folder, port = query.get("host", ""), url.port or 5432
    context = _tls(query.get("sslmode", ""))

    def creator() -> Any:
        connection = connect(
            url.username or "postgres",
            host=url.host or "localhost",
            port=port,
            unix_sock=f"{folder}/.s.PGSQL.{port}" if folder else None,
            database=url.database,
            password=url.password,
            timeout=answer_s,
            ssl_context=context,
            application_name="layerworks",
        )
        cursor = connection.cursor()
        cursor.execute(settings)
        connection.commit()
        return connection

    return creator


def _tls(mode: str) -> ssl.SSLContext | None:
    if mode not in ("", "disable", "require", "verify-full"):  # no wish for a secret goes unheard
        raise Rejected(say("storage.no_such_sslmode", mode=mode), say("storage.sslmode_remedy"))
    if mode in ("", "disable"):
        return None
    context = ssl.create_default_context()
    if mode == "require":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
