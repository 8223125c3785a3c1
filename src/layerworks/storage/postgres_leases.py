"""Leases in PostgreSQL, timed by its clock. Needs the extra `cluster`."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from pg8000.exceptions import Error as PgError
from pg8000.native import Connection

from layerworks.errors import Unreachable
from layerworks.words import say
from layerworks.workshop.leases import Lease

_TABLE = (
    "CREATE TABLE IF NOT EXISTS machine_lease (machine text PRIMARY KEY, holder text NOT NULL, epoch bigint NOT NULL,"
    " until timestamptz NOT NULL)"
)
_TAKE = (
    "INSERT INTO machine_lease AS held VALUES (:machine, :holder, 1, {now} + make_interval(secs => :for_s))"
    " ON CONFLICT (machine) DO UPDATE SET holder = excluded.holder, until = excluded.until,"
    " epoch = held.epoch + CASE WHEN held.holder = excluded.holder THEN 0 ELSE 1 END"
    " WHERE held.holder = excluded.holder OR held.until <= {now} RETURNING epoch"
)
_GIVE_BACK = (
    "UPDATE machine_lease SET holder = '', until = '-infinity'"
    " WHERE machine = :machine AND holder = :holder AND epoch = :epoch"
)
_STANDS = "SELECT 1 FROM machine_lease WHERE machine = :machine AND holder = :holder AND epoch = :epoch"
_HOLDERS = "SELECT DISTINCT holder FROM machine_lease WHERE holder <> '' AND until > {now}"


class PostgresLeases:
    """The workshop's `Leases`.

    url: `postgresql://user:password@host:port/database`, or `…/database?host=FOLDER` for the socket in a folder.

    clock: what tells the time, as SQL. timeout_s: how long an answer may take.
    """

    def __init__(self, url: str, *, clock: str = "clock_timestamp()", timeout_s: float = 5.0) -> None:
        self._url, self._clock, self._timeout_s = url, clock, timeout_s
        self._connection: Connection | None = None

    def take(self, machine: str, holder: str, for_s: float) -> Lease | None:
        """Take a machine, or keep one that is held, for some seconds from now; None while somebody else has it."""
        rows = self._ask(_TAKE, machine=machine, holder=holder, for_s=for_s)
        return Lease(machine, holder, int(rows[0][0])) if rows else None

    def give_back(self, lease: Lease) -> None:
        """Let go of a machine at once; nothing happens when somebody else has it."""
        self._ask(_GIVE_BACK, machine=lease.machine, holder=lease.holder, epoch=lease.epoch)

    def stands(self, lease: Lease) -> bool:
        """Tell whether nobody has taken the machine since, whatever the time."""
        return bool(self._ask(_STANDS, machine=lease.machine, holder=lease.holder, epoch=lease.epoch))

    def holders(self) -> frozenset[str]:
        """Return who has anything whose time is not over."""
        return frozenset(str(row[0]) for row in self._ask(_HOLDERS))

    def close(self) -> None:
        """End the connection; leases run out by themselves."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except (PgError, OSError):
                return

    def _ask(self, sql: str, **values: Any) -> list[Any]:
        """Return the rows of an answer. Raises Unreachable; the next question begins another connection."""
        try:
            if self._connection is None:
                self._connection = self._connect()
            return list(self._connection.run(sql.format(now=self._clock), **values) or [])
        except (PgError, OSError) as error:
            self.close()
            detail = type(error).__name__  # its text may hold the password
            raise Unreachable(say("storage.leases_away", detail=detail), say("storage.leases_away_remedy")) from None

    def _connect(self) -> Connection:
        parts = urlsplit(self._url)
        folder, port = parse_qs(parts.query).get("host", [""])[0], parts.port or 5432
        connection = Connection(
            unquote(parts.username or "postgres"),
            host=parts.hostname or "localhost",
            port=port,
            unix_sock=f"{folder}/.s.PGSQL.{port}" if folder else None,
            database=parts.path.lstrip("/") or "postgres",
            password=unquote(parts.password) if parts.password else None,
            timeout=self._timeout_s,
        )
        connection.run(_TABLE)
        return connection
