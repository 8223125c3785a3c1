"""Who did what and why, read beside the writer, the latest first."""

import json
from pathlib import Path

from layerworks.storage._chain import COLUMNS, Row
from layerworks.storage._database import open_to_read
from layerworks.storage.journal import entry_of
from layerworks.workshop.journal import Entry

_AT_ONCE = 500
_TELLS_NOTHING = ("part.recorded", "part.telemetry")  # what follows from others, and is long


def audit(
    path: Path,
    *,
    subject: str | None = None,
    who: str | None = None,
    but_for: str | None = None,
    before: int | None = None,
    most: int = 100,
) -> list[tuple[int, Entry]]:
    """Return entries with their numbers, the latest first.

    subject: what it happened to: a machine, a job, an attempt. who: only by this one; but_for: by all others, such as
    the hub itself. before: only with a smaller number, to go on from there. Raises Missing when there is no journal.
    """
    connection = open_to_read(path)
    about = (subject, f"job:{subject}", f"alarms/{subject}") if subject is not None else (None, None, None)
    try:
        rows = connection.execute(
            f"SELECT {COLUMNS} FROM journal WHERE (:subject IS NULL OR subject IN (:subject, :job, :alarms))"
            " AND (:who IS NULL OR who = :who) AND (:but_for IS NULL OR who <> :but_for)"
            " AND (:before IS NULL OR number < :before) AND what NOT IN (SELECT value FROM json_each(:silent))"
            " ORDER BY number DESC LIMIT :most",
            {
                **dict(zip(("subject", "job", "alarms"), about, strict=True)),
                "who": who,
                "but_for": but_for,
                "before": before,
                "silent": json.dumps(_TELLS_NOTHING),
                "most": min(most, _AT_ONCE),
            },
        ).fetchall()
    finally:
        connection.close()
    found = [Row(*row) for row in rows]
    return [(row.number, entry_of(row)) for row in found]
