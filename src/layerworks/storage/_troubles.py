"""Which errors of a database's driver say that it is away or could not keep what it was given."""

import sqlite3
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.exc import DBAPIError

from layerworks.errors import Unreachable
from layerworks.words import say

# SQLSTATE classes (PostgreSQL, appendix A): connection, transaction rolled back, resources, object not ready,
# intervention, system; 25006: the server only reads now; 28, 3D: it lets nobody in, or has no such database
_AWAY = ("08", "40", "53", "55", "57", "58", "25006", "28", "3D")


def away(error: BaseException, dialect: Dialect) -> Unreachable | None:
    """Return what to raise for an error of the driver; None where it is a mistake of ours."""
    detail = detail_of(error, dialect)
    if detail is None:
        return None
    if dialect.name == "sqlite":
        return Unreachable(say("storage.not_kept", detail=detail), say("storage.check_disk"))
    return Unreachable(say("storage.database_away", detail=detail), say("storage.database_away_remedy"))


def detail_of(error: BaseException, dialect: Dialect) -> str | None:
    """Return how a driver says that its database is away; None where it says something else. No password is in it."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    if dialect.name == "sqlite":
        return str(cause) if isinstance(cause, (sqlite3.OperationalError, OSError)) else None
    driver: Any = dialect.dbapi
    if isinstance(cause, (OSError, driver.InterfaceError)):
        return type(cause).__name__
    told: Any = cause.args[0] if isinstance(cause, driver.DatabaseError) and cause.args else None
    code = str(told.get("C", "")) if isinstance(told, dict) else ""
    return f"{code} {told.get('M', '')}" if code.startswith(_AWAY) else None
