"""Statements of SQLAlchemy Core on a driver's own connection.

An append is a handful of statements that never change. Each is compiled once by its dialect and then handed to the
driver: going through Core's Connection each time makes an append three times as long (0.14 against 0.05 ms on SQLite).
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.sql import ClauseElement


class Statements:
    """Statements as the driver of one dialect takes them, by the object that says them: make them once, at import."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._known: dict[ClauseElement, tuple[str, tuple[str, ...], Mapping[str, Any]]] = {}

    def compiled(self, statement: ClauseElement) -> tuple[str, tuple[str, ...], Mapping[str, Any]]:
        """Return SQL, the names of its values in order, and the values that the statement itself holds."""
        found = self._known.get(statement)
        if found is None:
            made: Any = statement.compile(dialect=self.dialect, compile_kwargs={"render_postcompile": True})
            constants = {name: value for name, value in made.params.items() if value is not None}
            found = self._known[statement] = str(made), tuple(made.positiontup or ()), constants
        return found


class Transaction:
    """One transaction on a driver's connection. Who made it begins and ends it."""

    __slots__ = ("_cursor", "_statements")

    def __init__(self, connection: Any, statements: Statements) -> None:
        """Work on a connection of the driver."""
        self._cursor, self._statements = connection.cursor(), statements

    @property
    def engine_name(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._statements.dialect.name

    def rows(self, statement: ClauseElement, **values: Any) -> list[tuple[Any, ...]]:
        """Return all rows of an answer."""
        self._run(statement, values)
        return [tuple(row) for row in self._cursor.fetchall()]

    def first(self, statement: ClauseElement, **values: Any) -> tuple[Any, ...] | None:
        """Return the first row of an answer, None where there is none."""
        self._run(statement, values)
        row = self._cursor.fetchone()
        return None if row is None else tuple(row)

    def change(self, statement: ClauseElement, **values: Any) -> int:
        """Insert, update or delete; return how many rows that touched."""
        self._run(statement, values)
        return int(self._cursor.rowcount)

    def driver(self, sql: str) -> None:
        """Run a statement of the driver's own."""
        self._cursor.execute(sql)

    def _run(self, statement: ClauseElement, values: Mapping[str, Any]) -> None:
        sql, names, constants = self._statements.compiled(statement)
        told = {**constants, **values} if constants else values
        self._cursor.execute(sql, [told[name] for name in names])
