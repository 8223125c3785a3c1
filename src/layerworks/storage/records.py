"""Reading part records and finished prints, beside the writer."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from layerworks.storage._database import open_to_read


def part_records(path: Path, *, part: str | None = None, job: str | None = None) -> list[dict[str, Any]]:
    """Return part records, oldest first, as written down, each with `number` and `hash` of its row, and under
    `telemetry` which readings it was made under, None where that is not said.

    part, job: only of this piece, of this job. Raises Missing when there is no journal.
    """
    connection = open_to_read(path)
    try:
        rows = connection.execute(
            "SELECT journal.number, journal.hash, journal.body, (SELECT slice.body FROM journal AS slice"
            " WHERE slice.subject = part_record.part AND slice.what = 'part.telemetry'"
            " ORDER BY slice.place DESC LIMIT 1) FROM part_record"
            " JOIN journal ON journal.number = part_record.number"
            " WHERE (:part IS NULL OR part_record.part = :part) AND (:job IS NULL OR part_record.job = :job)"
            " ORDER BY journal.number",
            {"part": part, "job": job},
        )
        return [
            {**json.loads(body), "telemetry": json.loads(told) if told else None, "number": number, "hash": digest}
            for number, digest, body, told in rows
        ]
    finally:
        connection.close()


@dataclass(frozen=True, slots=True)
class FinishedPrint:
    """A print that ended well and waited for nobody. model: its name; program: digest of the G-code; seconds: from the
    printer's start to its end.
    """

    attempt: str
    model: str
    program: str
    seconds: float


def finished_prints(path: Path, machine: str, *, most: int, before: int | None = None) -> tuple[FinishedPrint, ...]:
    """Return the latest recorded prints of a machine, or of machines of a kind, oldest first.

    machine: id of a printer, or of its kind in the catalogue. most: so many. before: only those whose first record has
    a smaller number. Raises Missing when there is no journal.
    """
    connection = open_to_read(path)
    try:
        rows = connection.execute(
            "SELECT attempt.id, json_extract(journal.body, '$.making.model'), attempt.digest,"
            " attempt.started_at, attempt.ended_at, min(part_record.number) AS first_row FROM part_record"
            " JOIN attempt ON attempt.id = part_record.attempt JOIN journal ON journal.number = part_record.number"
            " WHERE attempt.outcome = 'completed' AND attempt.started_at IS NOT NULL AND attempt.ended_at IS NOT NULL"
            " AND :machine IN (attempt.machine, part_record.machine)"
            " AND NOT EXISTS (SELECT 1 FROM journal AS other WHERE other.subject = attempt.id"
            " AND other.what IN ('attempt.paused', 'attempt.fault', 'attempt.part_skipped'))"
            " GROUP BY attempt.id HAVING :before IS NULL OR first_row < :before ORDER BY first_row DESC LIMIT :most",
            {"machine": machine, "before": before, "most": most},
        ).fetchall()
    finally:
        connection.close()
    return tuple(
        FinishedPrint(attempt, model, program, _between_s(start, end))
        for attempt, model, program, start, end, _ in reversed(rows)
    )


def _between_s(start: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()
