"""Bringing a database to the schema that this program knows.

The steps are Alembic's, numbered, under `schema/versions`; which one a database has reached stands in its table
`alembic_version`. Alembic is imported only where there is a step to take. Databases of the programs before it say in
SQLite's `user_version` how far they had come, 1 to 4: of those the journal is kept and all else made anew.
"""

from functools import cache
from importlib import resources
from typing import Any

from sqlalchemy import Connection, inspect, text

from layerworks.errors import Rejected
from layerworks.storage._transaction import Statements, Transaction
from layerworks.storage.session import WRITERS
from layerworks.words import say

_MARK = 5  # so that a program from before says that this database is newer than itself
_TABLES_BEFORE = ("enrolment", "job", "part_record", "bed", "attempt")


@cache
def known() -> tuple[str, ...]:
    """Return the names of all schema steps, in order."""
    steps = (resources.files("layerworks.storage") / "schema" / "versions").iterdir()
    return tuple(sorted(step.name[:4] for step in steps if step.name.endswith(".py")))


def reached(connection: Connection) -> str | None:
    """Return the last step that a database has taken, None for a new one or one from before the steps.

    Raises Rejected for a database of a newer program.
    """
    before = 0
    if connection.dialect.name == "sqlite":
        before = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    taken: str | None = None
    if inspect(connection).has_table("alembic_version"):
        taken = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if before > _MARK or (taken is not None and taken not in known()):
        version = before if taken is None or taken in known() else taken
        raise Rejected(say("storage.newer_schema", version=version, known=known()[-1]), say("storage.update_program"))
    return taken


def is_current(connection: Connection) -> bool:
    """Tell whether a database has taken all steps. Raises Rejected for one of a newer program."""
    return reached(connection) == known()[-1]


def bring_up_to_date(connection: Connection) -> Transaction | None:
    """Take the steps that a database has not taken, within the transaction of a connection.

    Returns that transaction where there were any: then what follows from the journal is to be made anew.
    """
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")
    if is_current(connection):  # by now: another hub may have been faster
        return None
    if reached(connection) is None and connection.dialect.name == "sqlite":
        for table in _TABLES_BEFORE:
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}")
        connection.exec_driver_sql(f"PRAGMA user_version = {_MARK}")
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(resources.files("layerworks.storage") / "schema"))
    command.upgrade(config, "head")
    driver: Any = connection.connection.dbapi_connection
    return Transaction(driver, Statements(connection.dialect))
