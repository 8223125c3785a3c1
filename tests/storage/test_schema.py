"""Databases of every earlier schema step are brought up to date, with their tables made from the journal."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from layerworks.errors import Rejected
from layerworks.storage import Where, open_journal, part_records, verify
from layerworks.storage._anchor import Head, anchor_of, set_anchor
from layerworks.storage._chain import COLUMNS, chained
from layerworks.storage.engines import engine_to_write
from layerworks.storage.location import located
from layerworks.storage.migrating import known
from layerworks.storage.projections import PROJECTIONS, TABLES
from layerworks.storage.tables import metadata
from layerworks.workshop.events import WHAT
from storage.schema_before import STEPS

T0 = datetime(2026, 11, 23, 8, tzinfo=UTC)
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
        {
            "job": "a",
            "attempt": "a-1",
            "outcome": "completed",
            "making": {"machine": "m1", "material": "pla", "lot": "L1, L2"},
        },
    ),
]


def database_before(path: Path, step: int):
    """Make a database as a program of that step left it: rows of the journal, which is all that counts."""
    connection = sqlite3.connect(path)
    for script in STEPS[:step]:
        connection.executescript(script)
    connection.execute(f"PRAGMA user_version = {step}")
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
    connection.commit()
    connection.close()
    set_anchor(anchor_of(path), Head(len(HISTORY), previous), synced=False)


@pytest.mark.parametrize("step", range(1, len(STEPS) + 1))
def test_a_database_from_before_the_steps_is_taken_over(tmp_path: Path, step: int):
    path = tmp_path / "j.sqlite"
    database_before(path, step)
    assert verify(path).ok
    with open_journal(path, T0, synced=False) as journal:
        assert journal.session.ask(text("SELECT id, state, outcome FROM attempt")) == [("a-1", "ended", "completed")]
        assert journal.session.ask(text("SELECT machine, state FROM bed")) == [("m1", "occupied")]
        assert journal.head().number == len(HISTORY)
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            journal.session.change(text("DELETE FROM journal"))
    (record,) = part_records(path, lot="L1")
    assert (record["attempt"], record["number"]) == ("a-1", 7)
    assert verify(path).ok


def test_a_program_from_before_leaves_what_is_newer_alone(tmp_path: Path):
    open_journal(tmp_path / "j.sqlite", T0, synced=False).close()
    connection = sqlite3.connect(tmp_path / "j.sqlite")
    assert connection.execute("PRAGMA user_version").fetchone() > (len(STEPS),)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(Rejected, match="999"):
        open_journal(tmp_path / "j.sqlite", T0, synced=False)


def test_a_step_that_fails_changes_nothing(where: Where, monkeypatch: pytest.MonkeyPatch):
    def fail(*told):
        raise ZeroDivisionError

    monkeypatch.setattr("layerworks.storage.opening.rebuild", fail)
    with pytest.raises(ZeroDivisionError):
        open_journal(where, T0, synced=False)
    with engine_to_write(located(where).url).connect() as connection:
        assert inspect(connection).get_table_names() == []


def test_the_steps_lead_to_the_tables_that_the_program_knows(where: Where):
    open_journal(where, T0, synced=False).close()
    with engine_to_write(located(where).url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == known()[-1]


def test_every_table_but_what_is_kept_for_good_is_a_projection():
    assert set(metadata.tables.values()) - set(TABLES) == {
        metadata.tables[name] for name in ("journal", "lease", "credential", "artefact")
    }


def test_every_kind_of_event_has_its_place_in_the_tables_or_needs_none():
    assert set(WHAT) - set(PROJECTIONS) == {
        "attempt.start_refused",
        "attempt.fault",
        "attempt.part_skipped",
        "attempt.cancel_intended",
    }


def test_every_step_has_a_number_of_its_own():
    assert known() == tuple(f"{number:04}" for number in range(1, len(known()) + 1))


@pytest.mark.parametrize("mode", ["verify-ca", "verify_full", "prefer"])
def test_a_wish_for_a_safe_line_that_is_not_understood_is_refused(mode):
    pytest.importorskip("pg8000", reason="of the extra `cluster`")
    with pytest.raises(Rejected, match=mode):
        engine_to_write(f"postgresql://li@db.example/shop?sslmode={mode}")
