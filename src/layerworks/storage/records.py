"""Reading part records and finished prints, beside the writer."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from layerworks.storage.location import Where
from layerworks.storage.projections.workshop import attempt, part_lot, part_record
from layerworks.storage.reading import reading
from layerworks.storage.tables import journal

_TOLD = journal.alias("told")
_OF_IT = part_record.alias("of_it")
_STOPPED = ("attempt.paused", "attempt.fault", "attempt.part_skipped")


def part_records(
    where: Where,
    *,
    part: str | None = None,
    job: str | None = None,
    attempt: str | None = None,
    lot: str | None = None,
    most: int | None = None,
) -> list[dict[str, Any]]:
    """Return part records, oldest first, as written down, each with `number` and `hash` of its row, and under
    `telemetry` which readings it was made under, None where that is not said.

    part, job, attempt, lot: only of this piece, of this job, of this attempt, from this lot of material. most: so many.
    Raises Missing when there is no journal, Unreachable when it is away.
    """
    found = (
        select(journal.c.number, journal.c.hash, journal.c.body, _TOLD.c.body)
        .select_from(part_record)
        .join(journal, journal.c.number == part_record.c.number)
        .join(_TOLD, _TOLD.c.number == part_record.c.telemetry, isouter=True)
        .where(*_wanted(part, job, attempt))
        .order_by(part_record.c.number)
        .limit(most)
    )
    if lot is not None:
        found = found.join(part_lot, part_lot.c.number == part_record.c.number).where(part_lot.c.lot == lot)
    with reading(where) as connection:
        return [
            {**json.loads(body), "telemetry": json.loads(told) if told else None, "number": number, "hash": digest}
            for number, digest, body, told in connection.execute(found)
        ]


def _wanted(part: str | None, job: str | None, of_attempt: str | None) -> list[ColumnElement[bool]]:
    asked = ((part_record.c.part, part), (part_record.c.job, job), (part_record.c.attempt, of_attempt))
    return [column == value for column, value in asked if value is not None]


@dataclass(frozen=True, slots=True)
class FinishedPrint:
    """A print that ended well and waited for nobody. model: its name; program: digest of the G-code; seconds: from the
    printer's start to its end.
    """

    attempt: str
    model: str
    program: str
    seconds: float


def finished_prints(where: Where, machine: str, *, most: int, before: int | None = None) -> tuple[FinishedPrint, ...]:
    """Return the latest recorded prints of a machine, or of machines of a kind, oldest first.

    machine: id of a printer, or of its kind in the catalogue. most: so many. before: only those whose first record has
    a smaller number. Raises Missing when there is no journal, Unreachable when it is away.
    """
    first = select(func.min(_OF_IT.c.number)).where(_OF_IT.c.attempt == attempt.c.id).correlate(attempt)
    stopped = (
        select(_TOLD.c.number)
        .where(_TOLD.c.subject == attempt.c.id, _TOLD.c.what.in_(_STOPPED))
        .correlate(attempt)
        .exists()
    )
    found = (
        select(attempt.c.id, journal.c.body, attempt.c.digest, attempt.c.started_at, attempt.c.ended_at)
        .select_from(attempt)
        .join(part_record, part_record.c.number == first.scalar_subquery())
        .join(journal, journal.c.number == part_record.c.number)
        .where(attempt.c.outcome == "completed", attempt.c.started_at.is_not(None), attempt.c.ended_at.is_not(None))
        .where((attempt.c.machine == machine) | (part_record.c.machine == machine), ~stopped)
        .order_by(part_record.c.number.desc())
        .limit(most)
    )
    if before is not None:
        found = found.where(part_record.c.number < before)
    with reading(where) as connection:
        rows = connection.execute(found).fetchall()
    return tuple(
        FinishedPrint(id, json.loads(body)["making"]["model"], program, _between_s(start, end))
        for id, body, program, start, end in reversed(rows)
    )


def _between_s(start: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()
