"""One connection to a database, kept open and made anew after it broke."""

from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.sql import ClauseElement

from layerworks.storage._transaction import Statements, Transaction
from layerworks.storage._troubles import away

WRITERS = 7_215_903_344_181_002_211  # key of the lock that those who write the journal hold; chosen once, by chance


class Session:
    """To be used by one thread at a time. Everything here raises Unreachable when the database is away or full; what
    is asked next begins anew.
    """

    def __init__(self, engine: Engine) -> None:
        """Connect when first asked."""
        self.engine = engine
        self._statements = Statements(engine.dialect)
        self._held: Any = None

    @contextmanager
    def transaction(self) -> Generator[Transaction]:
        """Do all of it or none, with nobody else in such a transaction meanwhile."""
        with self._heard():
            transaction = Transaction(self._connection(), self._statements)
            try:
                transaction.driver(_BEGIN[self.engine.dialect.name])
                yield transaction
                transaction.driver("COMMIT")
            except BaseException:
                with suppress(Exception):  # a transaction that its database ended already, or nobody to tell it to
                    transaction.driver("ROLLBACK")
                raise

    def ask(self, statement: ClauseElement, **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of one statement, a transaction of its own."""
        with self._heard():
            return Transaction(self._connection(), self._statements).rows(statement, **values)

    def change(self, statement: ClauseElement, **values: Any) -> int:
        """Change rows by one statement, a transaction of its own; return how many."""
        with self._heard():
            return Transaction(self._connection(), self._statements).change(statement, **values)

    def close(self) -> None:
        """End the connection."""
        held, self._held = self._held, None
        if held is not None:
            with suppress(Exception):  # a broken one cannot be told
                held.close()

    @contextmanager
    def _heard(self) -> Generator[None]:
        try:
            yield
        except Exception as error:
            trouble = away(error, self.engine.dialect)
            if trouble is None:
                raise
            if self.engine.dialect.name != "sqlite":
                self.close()
            raise trouble from None

    def _connection(self) -> Any:
        if self._held is None:
            pooled = self.engine.raw_connection()
            self._held = pooled.driver_connection
            pooled.detach()  # broken ones are thrown away here, not there
            if self.engine.dialect.name != "sqlite":
                self._held.autocommit = True  # transactions are begun by name, as in SQLite
        return self._held


_BEGIN = {
    "sqlite": "BEGIN IMMEDIATE",
    "postgresql": f"BEGIN; SELECT pg_advisory_xact_lock({WRITERS})",
}
