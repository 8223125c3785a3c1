"""Databases of every earlier schema step are brought up to date, with their tables made from the journal."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from layerworks.storage import open_journal, part_records, verify
from layerworks.storage._anchor import Head, set_anchor
from layerworks.storage._chain import COLUMNS, chained
from layerworks.storage._database import open_to_write, schema_steps, take_steps, transaction
from layerworks.storage._projections import _PROJECTIONS
from layerworks.workshop.events import WHAT

T0 = datetime(2026, 11, 23, 8, tzinfo=UTC)
STEPS = schema_steps()
HISTORY = [
    ("bed.turned", "m1", {"machine": "m1", "bed": "clear"}),
    ("attempt.reserved", "a-1", {"job": "a", "machine": "m1", "digest": "d", "size": 5, "predicted_s": 60.0}),
    ("attempt.start_intended", "a-1", {"file": "a-1.t1.gcode", "mark": "1/"}),
    ("attempt.started", "a-1", {"file": "a-1.t1.gcode", "started_at": T0.isoformat()}),
    ("bed.turned", "m1", {"machine": "m1", "bed": "occupied"}),
    ("attempt.ended", "a-1", {"outcome": "completed", "reason": "printed", "ended_at": T0.isoformat()}),
    (
        "part.recorded",
        "p1",
        {"job": "a", "attempt": "a-1", "outcome": "completed", "making": {"machine": "m1", "material": "pla"}},
    ),
]


def database_of_step(path: Path, step: int):
    """Make a database as a program of that step left it: rows of the journal, which is all that counts."""
    connection = open_to_write(path, synced=False)
    with transaction(connection):
        take_steps(connection, STEPS[:step])
        previous, places = "", {}
        for number, (what, subject, body) in enumerate(HISTORY, 1):
            places[subject] = places.get(subject, 0) + 1
            time = T0.isoformat(timespec="microseconds")
            row = chained(number, time, "me", what, "why", subject, places[subject], body, previous)
            connection.execute(
                f"INSERT INTO journal ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                tuple(getattr(row, c) for c in COLUMNS.split(", ")),
            )
            previous = row.hash
    connection.close()
    set_anchor(path, Head(len(HISTORY), previous), synced=False)


@pytest.mark.parametrize("step", range(1, len(STEPS)))
def test_an_older_database_is_brought_up_to_date(tmp_path: Path, step: int):
    path = tmp_path / "j.sqlite"
    database_of_step(path, step)
    assert verify(path).ok
    with open_journal(path, T0, synced=False) as journal:
        assert journal.connection.execute("PRAGMA user_version").fetchone() == (len(STEPS),)
        assert journal.connection.execute("SELECT id, state, outcome FROM attempt").fetchall() == [
            ("a-1", "ended", "completed")
        ]
        assert journal.connection.execute("SELECT machine, state FROM bed").fetchall() == [("m1", "occupied")]
    (record,) = part_records(path)
    assert (record["attempt"], record["number"]) == ("a-1", 7)
    assert verify(path).ok


def test_a_step_that_fails_changes_nothing(tmp_path: Path):
    connection = open_to_write(tmp_path / "j.sqlite", synced=False)
    broken = (STEPS[0], "CREATE TABLE more (id TEXT) STRICT;\nCREATE TABLE more (id TEXT) STRICT;\n")
    with pytest.raises(sqlite3.OperationalError), transaction(connection):
        take_steps(connection, broken)
    assert connection.execute("PRAGMA user_version").fetchone() == (0,)
    assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    connection.close()


def test_every_kind_of_event_has_its_place_in_the_tables_or_needs_none():
    assert set(WHAT) - set(_PROJECTIONS) == {
        "attempt.start_refused",
        "attempt.fault",
        "attempt.part_skipped",
        "attempt.cancel_intended",
    }
