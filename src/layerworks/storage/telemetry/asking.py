"""Questions to kept telemetry: whose numbers, of what, from when to when, and how finely."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from layerworks.errors import Conflict
from layerworks.fleet import Channel, Quantity
from layerworks.storage.telemetry._columns import COLUMNS, ORDER, engine
from layerworks.storage.telemetry.layout import files_between
from layerworks.words import say

_US = 1_000_000


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for; what is left None or empty is not asked after.

    start, end: aware, both included. owners: such as `nozzle`. stretches: into how many stretches the time from start
    to end is divided, of each of which first, last and extremes are told; None tells all that was kept.
    """

    machine: str | None = None
    attempt: str | None = None
    owners: tuple[str, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    start: datetime | None = None
    end: datetime | None = None
    stretches: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One channel of one machine in one attempt (empty: between prints). taken_s (n,): POSIX time; value (n,)."""

    machine: str
    attempt: str
    channel: Channel
    taken_s: NDArray[np.float64]
    value: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was kept, ordered by machine, attempt and channel."""

    series: tuple[Series, ...]

    @property
    def readings(self) -> int:
        """How many numbers there are in all."""
        return sum(len(s.value) for s in self.series)


def ask(root: Path, question: Question) -> Answer:
    """Return what was kept. Nothing kept is an empty answer. Raises Conflict for a file that is no longer whole."""
    files = files_between(root, question.start, question.end)
    if not files:
        return Answer(())
    sql, values = select(question, files)
    try:
        with engine() as db:
            columns = db.execute(sql, values).fetchnumpy()
    except duckdb.Error as error:
        raise Conflict(
            say("storage.telemetry_damaged", detail=_first_line(error)), say("storage.telemetry_remedy")
        ) from error
    return Answer(tuple(_series_of(columns)))


def select(question: Question, files: list[Path]) -> tuple[str, list[Any]]:
    """Return the SQL of a question and its values."""
    where, values = ["true"], list[Any]([[str(f) for f in files]])
    for column, wanted in (("machine", question.machine), ("attempt", question.attempt)):
        if wanted is not None:
            where.append(f"{column} = ?")
            values.append(wanted)
    for column, listed in (("owner", question.owners), ("quantity", [q.value for q in question.quantities])):
        if listed:
            where.append(f"list_contains(?, {column})")
            values.append(list(listed))
    if question.start is not None:
        where.append("taken_us >= ?")
        values.append(round(question.start.timestamp() * _US))
    if question.end is not None:
        where.append("taken_us <= ?")
        values.append(round(question.end.timestamp() * _US))
    sql = f"SELECT {COLUMNS} FROM read_parquet(?) WHERE {' AND '.join(where)}"
    if question.stretches is not None:
        sql = _thinned(sql, question.stretches)
    return f"{sql} ORDER BY {ORDER}", values


def _thinned(sql: str, stretches: int) -> str:
    """Return SQL that keeps of each stretch of each series the first, the last and both extremes (M4)."""
    series = "machine, attempt, owner, quantity"
    return (
        f"WITH found AS ({sql}), span AS (SELECT min(taken_us) AS low, max(taken_us) + 1 AS high FROM found), "
        f"placed AS (SELECT *, (taken_us - low) * {int(stretches)} // (high - low) AS stretch FROM found, span), "
        f"ranked AS (SELECT *, row_number() OVER (s ORDER BY taken_us) AS first, "
        f"row_number() OVER (s ORDER BY taken_us DESC) AS last, "
        f"row_number() OVER (s ORDER BY value, taken_us) AS lowest, "
        f"row_number() OVER (s ORDER BY value DESC, taken_us) AS highest "
        f"FROM placed WINDOW s AS (PARTITION BY {series}, stretch)) "
        f"SELECT {COLUMNS} FROM ranked WHERE first = 1 OR last = 1 OR lowest = 1 OR highest = 1"
    )


def _series_of(columns: dict[str, Any]) -> list[Series]:
    names = [columns[c] for c in ("machine", "attempt", "owner", "quantity")]
    count = len(columns["value"])
    if not count:
        return []
    changes = np.zeros(count - 1, np.bool_)
    for name in names:
        changes |= name[1:] != name[:-1]
    begins = [0, *(np.flatnonzero(changes) + 1).tolist(), count]
    taken_s = columns["taken_us"].astype(np.float64) / _US
    return [
        Series(
            machine=names[0][a],
            attempt=names[1][a],
            channel=Channel(names[2][a], Quantity(names[3][a])),
            taken_s=taken_s[a:b],
            value=np.ascontiguousarray(columns["value"][a:b], np.float64),
        )
        for a, b in pairwise(begins)
    ]


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
