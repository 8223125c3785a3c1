"""A journal moves from SQLite to PostgreSQL and back, as it was written."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from layerworks.errors import Conflict, Missing
from layerworks.storage import Where, open_journal, part_records, verify
from layerworks.storage.copying import copy_journal
from layerworks.storage.location import located
from layerworks.storage.opening import open_session
from layerworks.workshop import Entry
from storage.test_records import printed

T0 = datetime(2026, 11, 25, 8, tzinfo=UTC)


def write(where: Where) -> None:
    with open_journal(where, T0, synced=False) as journal:
        journal.append(*printed("a", "m1", "big", "L1", minutes=10))
        journal.append(Entry(T0, "me", "job.queued", "", "job:b", {}), Entry(T0, "me", "job.held", "", "job:b", {}))


def test_a_copy_is_the_same_journal(where: Where, tmp_path: Path):
    write(tmp_path / "source.sqlite")
    found = copy_journal(tmp_path / "source.sqlite", where, T0)
    assert found == verify(tmp_path / "source.sqlite")
    assert found.ok
    assert part_records(where) == part_records(tmp_path / "source.sqlite")
    back = copy_journal(where, tmp_path / "back.sqlite", T0)
    assert back == found
    with open_journal(where, T0, synced=False) as journal:
        assert journal.open_jobs() == ("b",)
        journal.append(Entry(T0, "me", "x", "goes on", "job:b", {}, place=3))
    assert verify(where).ok


def test_nothing_is_copied_onto_something(where: Where, tmp_path: Path):
    write(tmp_path / "source.sqlite")
    write(where)
    with pytest.raises(Conflict, match="holds a journal"):
        copy_journal(tmp_path / "source.sqlite", where, T0)


def test_what_is_not_sound_is_not_copied(where: Where, tmp_path: Path):
    write(where)
    session = open_session(located(where).url, synced=False)
    session.change(text("UPDATE bed SET state = 'unknown'"))
    session.close()
    with pytest.raises(Conflict, match="bed"):
        copy_journal(where, tmp_path / "copy.sqlite", T0)
    assert not (tmp_path / "copy.sqlite").exists()
    with pytest.raises(Missing):
        copy_journal(tmp_path / "none.sqlite", where, T0)
