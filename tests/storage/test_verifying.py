"""Whatever is done to a journal afterwards, the first bad row is found; what is sound is called sound."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, text

from layerworks.errors import Missing
from layerworks.storage import Location, Verification, Where, open_journal, part_records, verify
from layerworks.storage._chain import COLUMNS, Row, hash_of
from layerworks.storage.location import located
from layerworks.storage.opening import open_session
from layerworks.storage.reading import reading, rows_of
from layerworks.storage.session import Session
from layerworks.storage.tables import journal as journal_table
from layerworks.words import render
from layerworks.workshop import Entry, clear_bed

T0 = datetime(2026, 11, 23, 8, tzinfo=UTC)
COUNT = 12
FIELDS = ["time", "who", "what", "why", "subject", "place", "body", "previous", "hash"]
WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
KEEP = insert(journal_table)
DELETE = text("DELETE FROM journal")


def make(where: Where) -> Where:
    with open_journal(where, T0, synced=False) as journal:
        clear_bed(journal, "m1", T0, "me", "clean")
        for i in range(COUNT - 1):
            journal.append(Entry(T0 + timedelta(seconds=i), "me", "test", "why", f"s{i % 3}", {"i": i}))
    return where


@dataclass(frozen=True)
class Changeable:
    """A journal in the hands of somebody who stops at nothing."""

    where: Where
    session: Session
    rows: list[Row]
    anchor: bytes

    def rewritten(self, change) -> Where:
        """Return where the journal is with its rows changed."""
        with self.session.transaction() as transaction:
            transaction.change(DELETE)
            for row in change(list(self.rows)):
                transaction.change(KEEP, **{name: getattr(row, name) for name in COLUMNS.split(", ")})
        located(self.where).anchor.write_bytes(self.anchor)
        return self.where

    def found(self, change) -> Verification:
        return verify(self.rewritten(change))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("whole")
    where: Where = folder / "journal.sqlite"
    if request.param == "postgresql":
        where = Location(request.getfixturevalue("new_postgres")(), folder / "journal.anchor")
    make(where)
    with reading(where) as connection:
        rows = list(rows_of(connection))
    session = open_session(located(where).url, synced=False)
    guards = ["journal_is_not_edited", "journal_grows_by_one"]
    on = " ON journal" if request.param == "postgresql" else ""
    for guard in guards if on else [*guards, "journal_is_not_cut"]:
        session.change(text(f"DROP TRIGGER {guard}{on}"))
    yield Changeable(where, session, rows, located(where).anchor.read_bytes())
    session.close()


def test_a_sound_journal_is_called_sound(whole: Changeable):
    found = whole.found(lambda rows: rows)
    assert (found.ok, found.first_bad, found.head.number) == (True, None, COUNT)


@settings(max_examples=40)
@given(st.integers(0, COUNT - 1), st.sampled_from(FIELDS), st.data())
def test_an_edited_row_is_found(whole: Changeable, at: int, field: str, data):
    def change(rows: list[Row]) -> list[Row]:
        old = getattr(rows[at], field)
        new = data.draw(st.integers(100, 999) if isinstance(old, int) else WORDS.filter(lambda t: t != old))
        rows[at] = replace(rows[at], **{field: new})
        return rows

    found = whole.found(change)
    assert (found.ok, found.first_bad) == (False, at + 1)
    assert found.head.number == at
    for language in ("en", "zh"):
        assert str(at + 1) in render(found.finding, language)


@pytest.mark.parametrize("at", range(COUNT))
def test_an_edited_row_with_its_hash_made_to_fit_is_found_by_the_next_or_by_the_anchor(whole: Changeable, at: int):
    def change(rows: list[Row]) -> list[Row]:
        forged = replace(rows[at], who="somebody else")
        rows[at] = replace(forged, hash=hash_of(forged))
        return rows

    found = whole.found(change)
    assert (found.ok, found.first_bad) == (False, min(at + 2, COUNT))


@pytest.mark.parametrize("at", range(COUNT - 1))
def test_a_row_taken_out_is_found(whole: Changeable, at: int):
    found = whole.found(lambda rows: rows[:at] + rows[at + 1 :])
    assert (found.ok, found.first_bad) == (False, at + 1)


@settings(max_examples=20)
@given(st.permutations(range(COUNT)).filter(lambda p: list(p) != sorted(p)))
def test_rows_in_another_order_are_found(whole: Changeable, order):
    def change(rows: list[Row]) -> list[Row]:
        moved = [replace(rows[o], number=i + 1) for i, o in enumerate(order)]
        return [replace(r, place=i + 1, subject="s") for i, r in enumerate(moved)]

    found = whole.found(change)
    assert (found.ok, found.first_bad) == (False, 1)
    first_moved = next(i for i, o in enumerate(order) if i != o)
    swapped = whole.found(lambda rows: _renumbered(rows, order))
    assert (swapped.ok, swapped.first_bad) == (False, first_moved + 1)


def _renumbered(rows: list[Row], order) -> list[Row]:
    return [replace(rows[o], number=i + 1) for i, o in enumerate(order)]


@pytest.mark.parametrize("keep", range(COUNT))
def test_a_cut_end_is_found_by_the_anchor(whole: Changeable, keep: int):
    found = whole.found(lambda rows: rows[:keep])
    assert (found.ok, found.first_bad) == (False, keep + 1)


def test_an_end_made_anew_after_a_cut_is_found(whole: Changeable):
    def change(rows: list[Row]) -> list[Row]:
        forged = replace(rows[-1], body='{"i":99}')
        return [*rows[:-1], replace(forged, hash=hash_of(forged))]

    assert whole.found(change).first_bad == COUNT


def test_a_missing_anchor_is_told(whole: Changeable):
    where = whole.rewritten(lambda rows: rows)
    located(where).anchor.unlink()
    found = verify(where)
    assert (found.ok, found.first_bad) == (False, None)


def test_a_table_that_says_other_than_the_journal_is_found(where: Where):
    make(where)
    session = open_session(located(where).url)
    session.change(text("UPDATE bed SET state = 'occupied'"))
    session.close()
    found = verify(where)
    assert not found.ok
    assert "“bed”" in render(found.finding, "en")


def test_reading_leaves_nothing_behind(tmp_path: Path):
    path = make(tmp_path / "journal.sqlite")
    assert verify(path).ok
    assert part_records(path) == []
    assert sorted(p.name for p in tmp_path.iterdir()) == ["journal.sqlite", "journal.sqlite.anchor"]


def test_a_reader_goes_beside_the_writer(where: Where):
    make(where)
    with open_journal(where, T0, synced=False) as journal:
        journal.append(Entry(T0, "me", "test", "why", "s", {}))
        assert verify(where).head.number == COUNT + 1
        with journal.session.transaction() as transaction:
            transaction.driver("UPDATE bed SET state = 'unknown'")
            assert verify(where).ok  # what is not kept yet, nobody sees
        journal.session.change(text("UPDATE bed SET state = 'clear'"))
        journal.append(Entry(T0, "me", "test", "why", "s", {}))
    assert verify(where).head.number == COUNT + 2


def test_a_damaged_file_is_told(tmp_path: Path):
    path = make(tmp_path / "journal.sqlite")
    data = bytearray(path.read_bytes())
    data[4096:] = bytes(len(data) - 4096)
    path.write_bytes(bytes(data))
    assert not verify(path).ok


def test_there_is_nothing_to_verify_where_nothing_is(tmp_path: Path):
    with pytest.raises(Missing):
        verify(tmp_path / "none.sqlite")
    assert not (tmp_path / "none.sqlite").exists()


def test_an_empty_journal_is_sound(where: Where):
    open_journal(where, T0).close()
    found = verify(where)
    assert (found.ok, found.head.number) == (True, 0)
    assert render(found.finding, "en")
    assert render(found.finding, "zh")
