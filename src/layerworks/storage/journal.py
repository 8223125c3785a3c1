"""The journal: one numbered, chained row for everything that happened, in SQLite."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from layerworks.errors import Conflict, Unreachable
from layerworks.storage._anchor import Head, move_anchor, read_anchor, set_anchor
from layerworks.storage._chain import COLUMNS, Row, chained
from layerworks.storage._database import open_to_write, schema_steps, take_steps, transaction
from layerworks.storage._projections import project, rebuild
from layerworks.words import say
from layerworks.workshop.journal import Entry


@dataclass(frozen=True, slots=True)
class Piece:
    """A recorded piece, and when which machine had its attempt; ended_at: when that was written down."""

    part: str
    attempt: str
    machine: str
    begun_at: datetime
    ended_at: datetime


@dataclass(frozen=True, slots=True, eq=False)
class SqliteJournal:
    """A journal open for its one writer: the workshop's `Journal`. Close it, or use it in a `with`."""

    path: Path
    connection: sqlite3.Connection
    synced: bool

    def append(self, *entries: Entry) -> None:
        """Keep all entries or none; they are on the disk on return.

        Raises Conflict when a place is taken or the workshop's rules forbid it, Unreachable when the disk does not
        take them; ValueError, TypeError for a body that is not JSON.
        """
        try:
            with transaction(self.connection):
                head = head_of(self.connection)
                for entry in entries:
                    head = _keep(self.connection, head, entry)
            move_anchor(self.path, head, synced=self.synced)
        except (sqlite3.OperationalError, OSError) as error:
            raise Unreachable(say("storage.not_kept", detail=str(error)), say("storage.check_disk")) from error

    def about(self, subject: str) -> tuple[Entry, ...]:
        """Return the history of a subject, oldest first."""
        rows = self.connection.execute(f"SELECT {COLUMNS} FROM journal WHERE subject = ? ORDER BY place", (subject,))
        return tuple(entry_of(Row(*row)) for row in rows)

    def first_row(self, subject: str) -> int | None:
        """Return the number of the first row about a subject, None where there is none."""
        (number,) = self.connection.execute("SELECT min(number) FROM journal WHERE subject = ?", (subject,)).fetchone()
        return number

    def open_jobs(self) -> tuple[str, ...]:
        """Return the jobs that are neither done nor withdrawn, in the order they came."""
        rows = self.connection.execute(
            "SELECT id FROM job WHERE state NOT IN ('done', 'withdrawn') ORDER BY rowid"
        ).fetchall()
        return tuple(job for (job,) in rows)

    def enrolled(self) -> tuple[str, ...]:
        """Return the machines of the shop, by name."""
        return tuple(m for (m,) in self.connection.execute("SELECT machine FROM enrolment ORDER BY machine"))

    def pieces_without_telemetry(self, most: int) -> tuple[Piece, ...]:
        """Return pieces of jobs of the queue of which it is not said yet which telemetry they were made under."""
        rows = self.connection.execute(
            "SELECT part_record.part, attempt.id, attempt.machine, attempt.reserved_at, part_record.recorded_at"
            " FROM part_record JOIN job ON job.id = part_record.job JOIN attempt ON attempt.id = part_record.attempt"
            " WHERE part_record.telemetry IS NULL ORDER BY part_record.number LIMIT ?",
            (most,),
        )
        return tuple(
            Piece(part, attempt, machine, datetime.fromisoformat(begun), datetime.fromisoformat(ended))
            for part, attempt, machine, begun, ended in rows
        )

    def head(self) -> Head:
        """Return number and hash of the last row: what to print on a report."""
        return head_of(self.connection)

    def latest(self) -> datetime | None:
        """Return the latest time written down, or None for an empty journal."""
        (time,) = self.connection.execute("SELECT max(time) FROM journal").fetchone()
        return datetime.fromisoformat(time) if time else None

    def close(self) -> None:
        """Close the database."""
        self.connection.close()

    def __enter__(self) -> "SqliteJournal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_journal(path: Path, now: datetime, *, synced: bool = True) -> SqliteJournal:
    """Open a journal to write, making it or bringing an older one up to date.

    synced: False does not wait for the disk; a power cut may then lose the end. Raises Conflict when the journal ends
    before its anchor says, Rejected when a newer program wrote it, Unreachable when it cannot be opened.
    """
    try:
        connection = open_to_write(path, synced=synced)
    except (sqlite3.DatabaseError, OSError) as error:
        raise Unreachable(
            say("storage.cannot_open", path=str(path), detail=str(error)), say("storage.check_disk")
        ) from error
    try:
        with transaction(connection):
            if take_steps(connection, schema_steps()):
                rebuild(connection, rows_of(connection))
        journal = SqliteJournal(path, connection, synced)
        _settle_anchor(journal, now)
    except BaseException:
        connection.close()
        raise
    return journal


def head_of(connection: sqlite3.Connection) -> Head:
    """Return number and hash of the last row."""
    row = connection.execute("SELECT number, hash FROM journal ORDER BY number DESC LIMIT 1").fetchone()
    return Head(*row) if row else Head(0, "")


def rows_of(connection: sqlite3.Connection) -> Iterator[Row]:
    """Yield all rows in order of their numbers."""
    for row in connection.execute(f"SELECT {COLUMNS} FROM journal ORDER BY number"):
        yield Row(*row)


def entry_of(row: Row) -> Entry:
    """Return what a row says."""
    time = datetime.fromisoformat(row.time)
    return Entry(time, row.who, row.what, row.why, row.subject, json.loads(row.body), row.place)


def _keep(connection: sqlite3.Connection, head: Head, entry: Entry) -> Head:
    (last,) = connection.execute(
        "SELECT coalesce(max(place), 0) FROM journal WHERE subject = ?", (entry.subject,)
    ).fetchone()
    if entry.place not in (None, last + 1):
        raise Conflict(say("storage.place_taken", subject=entry.subject), say("storage.look_again"))
    entry = replace(entry, time=entry.time.astimezone(UTC))
    time = entry.time.isoformat(timespec="microseconds")
    row = chained(
        head.number + 1, time, entry.who, entry.what, entry.why, entry.subject, last + 1, entry.body, head.hash
    )
    connection.execute(
        f"INSERT INTO journal ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (row.number, row.time, row.who, row.what, row.why, row.subject, row.place, row.body, row.previous, row.hash),
    )
    project(connection, row.number, entry)
    return Head(row.number, row.hash)


def _settle_anchor(journal: SqliteJournal, now: datetime) -> None:
    """Bring the anchor up to the journal after a kill between the two; refuse a journal that was cut."""
    head, anchor = journal.head(), read_anchor(journal.path)
    if anchor is None and head.number > 0:
        journal.append(Entry(now, "layerworks", "journal.anchored_anew", "no anchor found", "journal", {}))
        return
    if anchor is not None and anchor.number > 0:
        row = journal.connection.execute("SELECT hash FROM journal WHERE number = ?", (anchor.number,)).fetchone()
        if row is None or row[0] != anchor.hash:
            raise Conflict(say("storage.cut", number=head.number, anchored=anchor.number), say("storage.restore"))
    set_anchor(journal.path, head, synced=journal.synced)
