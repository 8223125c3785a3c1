"""Who did what and why, read beside the writer, the latest first."""

from sqlalchemy import ColumnElement, select

from layerworks.storage._chain import Row
from layerworks.storage.journal import entry_of
from layerworks.storage.location import Where
from layerworks.storage.reading import reading
from layerworks.storage.tables import journal
from layerworks.workshop.journal import Entry

_AT_ONCE = 500
_TELLS_NOTHING = ("part.recorded", "part.telemetry")  # what follows from others, and is long


def audit(
    where: Where,
    *,
    subject: str | None = None,
    who: str | None = None,
    but_for: str | None = None,
    before: int | None = None,
    most: int = 100,
) -> list[tuple[int, Entry]]:
    """Return entries with their numbers, the latest first.

    subject: what it happened to: a machine, a job, an attempt. who: only by this one; but_for: by all others, such as
    the hub itself. before: only with a smaller number, to go on from there. Raises Missing when there is no journal,
    Unreachable when it is away.
    """
    column = journal.c
    wanted: list[ColumnElement[bool]] = [column.what.not_in(_TELLS_NOTHING)]
    if subject is not None:
        wanted.append(column.subject.in_((subject, f"job:{subject}", f"alarms/{subject}")))
    if who is not None:
        wanted.append(column.who == who)
    if but_for is not None:
        wanted.append(column.who != but_for)
    if before is not None:
        wanted.append(column.number < before)
    with reading(where) as connection:
        found = select(journal).where(*wanted).order_by(column.number.desc()).limit(min(most, _AT_ONCE))
        rows = [Row(*row) for row in connection.execute(found)]
    return [(row.number, entry_of(row)) for row in rows]
