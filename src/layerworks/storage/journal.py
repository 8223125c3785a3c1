"""The journal: one numbered, chained row for everything that happened, in SQLite or PostgreSQL."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import TracebackType

from sqlalchemy import bindparam, func, insert, select

from layerworks.errors import Conflict, Rejected, Unreachable
from layerworks.storage._anchor import Head, move_anchor
from layerworks.storage._chain import Row, chained
from layerworks.storage._transaction import Transaction
from layerworks.storage.location import Location
from layerworks.storage.projections import project
from layerworks.storage.projections.fleet import enrolment
from layerworks.storage.projections.workshop import attempt, job, part_record
from layerworks.storage.session import Session
from layerworks.storage.tables import journal, lease
from layerworks.words import say
from layerworks.workshop.journal import Entry
from layerworks.workshop.leases import Lease, lost

AT_ONCE = 2_000  # rows read in one question

_HEAD = select(journal.c.number, journal.c.hash).order_by(journal.c.number.desc()).limit(1)
_HASH = select(journal.c.hash).where(journal.c.number == bindparam("at"))
_PLACE = select(func.max(journal.c.place)).where(journal.c.subject == bindparam("of"))
_KEEP = insert(journal)
_ABOUT = select(journal).where(journal.c.subject == bindparam("of")).order_by(journal.c.place)
_FIRST = select(func.min(journal.c.number)).where(journal.c.subject == bindparam("of"))
_LATEST = select(func.max(journal.c.time))
AFTER = select(journal).where(journal.c.number > bindparam("than")).order_by(journal.c.number).limit(bindparam("most"))
_OPEN = select(job.c.id).where(job.c.state.not_in(("done", "withdrawn"))).order_by(job.c.number)
_ENROLLED = select(enrolment.c.machine).order_by(enrolment.c.machine)
_UNTOLD = (
    select(part_record.c.part, attempt.c.id, attempt.c.machine, attempt.c.reserved_at, part_record.c.recorded_at)
    .join(job, job.c.id == part_record.c.job)
    .join(attempt, attempt.c.id == part_record.c.attempt)
    .where(part_record.c.telemetry.is_(None))
    .order_by(part_record.c.number)
    .limit(bindparam("most"))
)
_HELD = select(lease.c.machine).where(
    lease.c.machine == bindparam("of"), lease.c.holder == bindparam("by"), lease.c.epoch == bindparam("since")
)
_HELD_MEANWHILE = _HELD.with_for_update(read=True)  # who wants the machine waits until the entry is kept


@dataclass(frozen=True, slots=True)
class Piece:
    """A recorded piece, and when which machine had its attempt; ended_at: when that was written down."""

    part: str
    attempt: str
    machine: str
    begun_at: datetime
    ended_at: datetime


@dataclass(slots=True)
class LastWritten:
    """The number of the last row that this program wrote itself."""

    number: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class SqlJournal:
    """A journal open to write: the workshop's `Journal`, and its `LeasedJournal` where leases lie in the same database.

    Several programs may write the same one. To be used by one thread at a time; close it, or use it in a `with`.
    """

    location: Location
    session: Session
    synced: bool
    last: LastWritten = field(default_factory=LastWritten)

    def append(self, *entries: Entry) -> None:
        """Keep all entries or none; they are on the disk on return.

        Raises Conflict when a place is taken or the workshop's rules forbid it, Rejected for a text that no database
        keeps, Unreachable when it is away or full; ValueError, TypeError for a body that is not JSON.
        """
        self._append((), entries)

    def append_under(self, held: Iterable[Lease], *entries: Entry) -> None:
        """Keep all entries or none while leases stand; nobody takes a machine between. Raises Conflict as well."""
        self._append(tuple(held), entries)

    def after(self, number: int, most: int = AT_ONCE) -> tuple[tuple[int, Entry], ...]:
        """Return entries with greater numbers, each with its own, in order; as many as `most`.

        Whoever asks for those after the last number it knows misses none: numbers become visible in their order.
        """
        rows = [Row(*row) for row in self.session.ask(AFTER, than=number, most=most)]
        return tuple((row.number, entry_of(row)) for row in rows)

    def about(self, subject: str) -> tuple[Entry, ...]:
        """Return the history of a subject, oldest first."""
        return tuple(entry_of(Row(*row)) for row in self.session.ask(_ABOUT, of=subject))

    def first_row(self, subject: str) -> int | None:
        """Return the number of the first row about a subject, None where there is none."""
        return self.session.ask(_FIRST, of=subject)[0][0]

    def open_jobs(self) -> tuple[str, ...]:
        """Return the jobs that are neither done nor withdrawn, in the order they came."""
        return tuple(job for (job,) in self.session.ask(_OPEN))

    def enrolled(self) -> tuple[str, ...]:
        """Return the machines of the shop, by name."""
        return tuple(machine for (machine,) in self.session.ask(_ENROLLED))

    def pieces_without_telemetry(self, most: int) -> tuple[Piece, ...]:
        """Return pieces of jobs of the queue of which it is not said yet which telemetry they were made under."""
        return tuple(
            Piece(part, attempt, machine, datetime.fromisoformat(begun), datetime.fromisoformat(ended))
            for part, attempt, machine, begun, ended in self.session.ask(_UNTOLD, most=most)
        )

    def head(self) -> Head:
        """Return number and hash of the last row: what to print on a report."""
        rows = self.session.ask(_HEAD)
        return Head(*rows[0]) if rows else Head(0, "")

    def hash_at(self, number: int) -> str | None:
        """Return the hash of a row, None where there is none."""
        rows = self.session.ask(_HASH, at=number)
        return rows[0][0] if rows else None

    def latest(self) -> datetime | None:
        """Return the latest time written down, or None for an empty journal."""
        (time,) = self.session.ask(_LATEST)[0]
        return datetime.fromisoformat(time) if time else None

    def close(self) -> None:
        """Close the database."""
        self.session.close()

    def __enter__(self) -> "SqlJournal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _append(self, held: tuple[Lease, ...], entries: tuple[Entry, ...]) -> None:
        new: list[Head] = []
        try:
            with self.session.transaction() as transaction:
                for lease_of_ours in held:
                    _expect_held(transaction, lease_of_ours)
                last = transaction.first(_HEAD)
                head = Head(*last) if last else Head(0, "")
                for entry in entries:
                    head = _keep(transaction, head, entry)
                new.append(head)
        except Unreachable:
            if not new or not self._has(new[0]):  # what broke after the last entry may have kept them all
                raise
        if entries:
            self._remember(new[0])

    def _has(self, head: Head) -> bool:
        """Tell whether rows were kept although nobody heard so; Unreachable while nobody can tell."""
        with self.session.transaction() as transaction:  # waits for whoever may be about to keep them still
            return transaction.first(_HASH, at=head.number) == (head.hash,)

    def _remember(self, head: Head) -> None:
        self.last.number = head.number
        try:
            move_anchor(self.location.anchor, head, synced=self.synced)
        except OSError as error:
            raise Unreachable(say("storage.not_kept", detail=str(error)), say("storage.check_disk")) from error


def entry_of(row: Row) -> Entry:
    """Return what a row says."""
    time = datetime.fromisoformat(row.time)
    return Entry(time, row.who, row.what, row.why, row.subject, json.loads(row.body), row.place)


def _expect_held(transaction: Transaction, held: Lease) -> None:
    asked = _HELD if transaction.engine_name == "sqlite" else _HELD_MEANWHILE
    if transaction.first(asked, of=held.machine, by=held.holder, since=held.epoch) is None:
        raise lost(held)


def _keep(transaction: Transaction, head: Head, entry: Entry) -> Head:
    found = transaction.first(_PLACE, of=entry.subject)
    place = ((found[0] if found else None) or 0) + 1
    if entry.place not in (None, place):
        raise Conflict(say("storage.place_taken", subject=entry.subject), say("storage.look_again"))
    entry = replace(entry, time=entry.time.astimezone(UTC))
    time = entry.time.isoformat(timespec="microseconds")
    row = chained(head.number + 1, time, entry.who, entry.what, entry.why, entry.subject, place, entry.body, head.hash)
    if "\0" in f"{row.who}{row.what}{row.why}{row.subject}":
        raise Rejected(say("storage.no_such_text"), say("storage.text_remedy"))
    transaction.change(
        _KEEP,
        number=row.number,
        time=row.time,
        who=row.who,
        what=row.what,
        why=row.why,
        subject=row.subject,
        place=row.place,
        body=row.body,
        previous=row.previous,
        hash=row.hash,
    )
    project(transaction, row.number, entry)
    return Head(row.number, row.hash)
