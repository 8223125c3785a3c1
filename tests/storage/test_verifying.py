"""Whatever is done to a journal afterwards, the first bad row is found; what is sound is called sound."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerworks.errors import Missing
from layerworks.storage import open_journal, part_records, verify
from layerworks.storage._anchor import anchor_of
from layerworks.storage._chain import COLUMNS, Row, hash_of
from layerworks.storage.journal import rows_of
from layerworks.words import render
from layerworks.workshop import Entry, clear_bed

T0 = datetime(2026, 11, 23, 8, tzinfo=UTC)
COUNT = 12
FIELDS = ["time", "who", "what", "why", "subject", "place", "body", "previous", "hash"]


def make(folder: Path) -> Path:
    path = folder / "journal.sqlite"
    with open_journal(path, T0, synced=False) as journal:
        clear_bed(journal, "m1", T0, "me", "clean")
        for i in range(COUNT - 1):
            journal.append(Entry(T0 + timedelta(seconds=i), "me", "test", "why", f"s{i % 3}", {"i": i}))
    return path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("whole"))


def rewritten(whole: Path, change) -> Path:
    """Return a copy of a journal with its rows changed by somebody who stops at nothing."""
    path = whole.parent / "changed.sqlite"
    path.unlink(missing_ok=True)
    source, target = sqlite3.connect(whole), sqlite3.connect(path)
    source.backup(target)
    rows = list(rows_of(source))
    source.close()
    for trigger in ("journal_is_not_edited", "journal_is_not_cut", "journal_grows_by_one"):
        target.execute(f"DROP TRIGGER {trigger}")
    target.execute("DELETE FROM journal")
    target.executemany(
        f"INSERT INTO journal ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [tuple(getattr(row, c) for c in COLUMNS.split(", ")) for row in change(rows)],
    )
    target.commit()
    target.close()
    anchor_of(path).write_bytes(anchor_of(whole).read_bytes())
    return path


def test_a_sound_journal_is_called_sound(whole: Path):
    found = verify(whole)
    assert (found.ok, found.first_bad, found.head.number) == (True, None, COUNT)
    assert verify(rewritten(whole, lambda rows: rows)).ok


@settings(max_examples=60)
@given(st.integers(0, COUNT - 1), st.sampled_from(FIELDS), st.data())
def test_an_edited_row_is_found(whole: Path, at: int, field: str, data):
    def change(rows: list[Row]) -> list[Row]:
        old = getattr(rows[at], field)
        new = data.draw(st.integers(100, 999) if isinstance(old, int) else st.text().filter(lambda t: t != old))
        rows[at] = replace(rows[at], **{field: new})
        return rows

    found = verify(rewritten(whole, change))
    assert (found.ok, found.first_bad) == (False, at + 1)
    assert found.head.number == at
    for language in ("en", "zh"):
        assert str(at + 1) in render(found.finding, language)


@pytest.mark.parametrize("at", range(COUNT))
def test_an_edited_row_with_its_hash_made_to_fit_is_found_by_the_next_or_by_the_anchor(whole: Path, at: int):
    def change(rows: list[Row]) -> list[Row]:
        forged = replace(rows[at], who="somebody else")
        rows[at] = replace(forged, hash=hash_of(forged))
        return rows

    found = verify(rewritten(whole, change))
    assert (found.ok, found.first_bad) == (False, min(at + 2, COUNT))


@pytest.mark.parametrize("at", range(COUNT - 1))
def test_a_row_taken_out_is_found(whole: Path, at: int):
    found = verify(rewritten(whole, lambda rows: rows[:at] + rows[at + 1 :]))
    assert (found.ok, found.first_bad) == (False, at + 1)


@settings(max_examples=30)
@given(st.permutations(range(COUNT)).filter(lambda p: list(p) != sorted(p)))
def test_rows_in_another_order_are_found(whole: Path, order):
    def change(rows: list[Row]) -> list[Row]:
        moved = [replace(rows[o], number=i + 1) for i, o in enumerate(order)]
        return [replace(r, place=i + 1, subject="s") for i, r in enumerate(moved)]

    found = verify(rewritten(whole, change))
    assert (found.ok, found.first_bad) == (False, 1)
    first_moved = next(i for i, o in enumerate(order) if i != o)
    swapped = verify(rewritten(whole, lambda rows: _renumbered(rows, order)))
    assert (swapped.ok, swapped.first_bad) == (False, first_moved + 1)


def _renumbered(rows: list[Row], order) -> list[Row]:
    return [replace(rows[o], number=i + 1) for i, o in enumerate(order)]


@pytest.mark.parametrize("keep", range(COUNT))
def test_a_cut_end_is_found_by_the_anchor(whole: Path, keep: int):
    found = verify(rewritten(whole, lambda rows: rows[:keep]))
    assert (found.ok, found.first_bad) == (False, keep + 1)


def test_an_end_made_anew_after_a_cut_is_found(whole: Path):
    def change(rows: list[Row]) -> list[Row]:
        forged = replace(rows[-1], body='{"i":99}')
        return [*rows[:-1], replace(forged, hash=hash_of(forged))]

    assert verify(rewritten(whole, change)).first_bad == COUNT


def test_a_missing_anchor_is_told(whole: Path):
    path = rewritten(whole, lambda rows: rows)
    anchor_of(path).unlink()
    found = verify(path)
    assert (found.ok, found.first_bad) == (False, None)


def test_a_table_that_says_other_than_the_journal_is_found(tmp_path: Path):
    path = make(tmp_path)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE bed SET state = 'occupied'")
    connection.commit()
    connection.close()
    found = verify(path)
    assert not found.ok
    assert "“bed”" in render(found.finding, "en")


def test_reading_leaves_nothing_behind(tmp_path: Path):
    path = make(tmp_path)
    assert verify(path).ok
    assert part_records(path) == []
    assert sorted(p.name for p in tmp_path.iterdir()) == ["journal.sqlite", "journal.sqlite.anchor"]


def test_a_reader_goes_beside_the_writer(tmp_path: Path):
    path = make(tmp_path)
    with open_journal(path, T0, synced=False) as journal:
        journal.append(Entry(T0, "me", "test", "why", "s", {}))
        assert verify(path).head.number == COUNT + 1
        journal.append(Entry(T0, "me", "test", "why", "s", {}))
    assert verify(path).head.number == COUNT + 2


def test_a_damaged_file_is_told(tmp_path: Path):
    path = make(tmp_path)
    data = bytearray(path.read_bytes())
    data[4096:] = bytes(len(data) - 4096)
    path.write_bytes(bytes(data))
    assert not verify(path).ok


def test_there_is_nothing_to_verify_where_nothing_is(tmp_path: Path):
    with pytest.raises(Missing):
        verify(tmp_path / "none.sqlite")
    assert not (tmp_path / "none.sqlite").exists()


def test_an_empty_journal_is_sound(tmp_path: Path):
    open_journal(tmp_path / "j.sqlite", T0).close()
    found = verify(tmp_path / "j.sqlite")
    assert (found.ok, found.head.number) == (True, 0)
    assert render(found.finding, "en")
    assert render(found.finding, "zh")
