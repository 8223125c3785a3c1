"""The journal keeps what it was given, in order, all or nothing."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from layerworks.errors import Conflict, Rejected, Unreachable
from layerworks.storage import Location, SqlJournal, Where, open_journal, verify
from layerworks.storage._anchor import read_anchor
from layerworks.storage.location import located
from layerworks.workshop import Entry, clear_bed
from layerworks.workshop import events as happened
from layerworks.workshop.events import BedTurned, entry_of

T0 = datetime(2026, 11, 23, 8, tzinfo=UTC)


def entry(subject="s", place=None, **body) -> Entry:
    return Entry(T0, "me", "test.happened", "because", subject, body, place)


@pytest.fixture
def journal(where: Where):
    with open_journal(where, T0, synced=False) as opened:
        yield opened


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("abc"), words, st.dictionaries(st.text(), json_values)), max_size=8))
def test_what_was_kept_is_read_back(where: Where, given_entries):
    kept: list[Entry] = []
    with open_journal(where, T0, synced=False) as journal:
        before = journal.head().number
        for subject, text, body in given_entries:
            subject += f" of {before}"
            place = sum(e.subject == subject for e in kept) + 1
            kept.append(Entry(T0, text, "test", text, subject, body, place))
            journal.append(kept[-1])
    with open_journal(where, T0, synced=False) as journal:
        for subject in "abc":
            subject += f" of {before}"
            assert list(journal.about(subject)) == [e for e in kept if e.subject == subject]
        assert journal.head().number == before + len(kept)
        assert list(journal.after(before)) == list(enumerate(kept, before + 1))
    assert verify(where).ok


def test_a_text_that_no_database_keeps_is_refused(journal: SqlJournal):
    with pytest.raises(Rejected, match="zero"):
        journal.append(entry(), Entry(T0, "me\0", "x", "y", "s", {}))
    journal.append(entry(text="\0"))
    assert [e.body for e in journal.about("s")] == [{"text": "\0"}]


def test_entries_that_others_wrote_are_followed_page_by_page(where: Where, journal: SqlJournal):
    with open_journal(where, T0, synced=False) as other:
        other.append(entry("a"), entry("b"))
        other.append(entry("c"))
    assert [(n, e.subject) for n, e in journal.after(0, most=2)] == [(1, "a"), (2, "b")]
    assert [(n, e.subject) for n, e in journal.after(2, most=2)] == [(3, "c")]
    assert journal.after(3) == ()


def test_times_are_kept_in_utc(journal: SqlJournal):
    beijing = datetime(2026, 11, 23, 16, tzinfo=timezone(timedelta(hours=8)))
    journal.append(Entry(beijing, "me", "x", "y", "s", {}))
    (kept,) = journal.about("s")
    assert kept.time == T0
    assert kept.time.utcoffset() == timedelta(0)
    assert journal.latest() == T0


def test_all_entries_of_a_call_or_none(journal: SqlJournal):
    journal.append(entry())
    with pytest.raises(Conflict):
        journal.append(entry("other"), entry(place=1))
    with pytest.raises(TypeError):
        journal.append(entry("other"), entry(bad=object()))
    with pytest.raises(ValueError, match="JSON"):
        journal.append(entry("other"), entry(bad=float("nan")))
    assert journal.about("other") == ()
    assert journal.head().number == 1


def test_a_place_can_be_taken_once(journal: SqlJournal, where: Where):
    with open_journal(where, T0, synced=False) as rival:
        rival.append(entry(place=1, by="rival"))
    with pytest.raises(Conflict):
        journal.append(entry(place=1, by="us"))
    journal.append(entry(place=2, by="us"))
    assert [e.body["by"] for e in journal.about("s")] == ["rival", "us"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET who = 'x' WHERE number = 1",
        "DELETE FROM journal WHERE number = 2",
        "DELETE FROM journal",
        "INSERT INTO journal SELECT 9, time, who, what, why, subject, 9, body, hash, 'h' FROM journal WHERE number = 2",
        "INSERT INTO journal SELECT 3, time, who, what, why, subject, 9, body, 'no', 'h' FROM journal WHERE number = 2",
    ],
)
def test_the_database_itself_refuses_to_change_the_past(journal: SqlJournal, where: Where, statement: str):
    journal.append(entry(), entry())
    with pytest.raises(Exception, match="append-only"), journal.session.transaction() as transaction:
        transaction.driver(statement)
    assert verify(where).ok


@pytest.mark.parametrize(
    ("engine", "statement"),
    [
        (
            "sqlite",
            "INSERT OR REPLACE INTO journal SELECT number, time, 'x', what, why, subject, place, body, previous, hash"
            " FROM journal WHERE number = 1",
        ),
        ("postgresql", "TRUNCATE journal CASCADE"),
    ],
)
def test_nor_in_ways_of_its_own(journal: SqlJournal, where: Where, engine: str, statement: str):
    journal.append(entry(), entry())
    if journal.session.engine.dialect.name == engine:
        with pytest.raises(Exception, match="append-only"), journal.session.transaction() as transaction:
            transaction.driver(statement)
    assert verify(where).head.number == 2


def reserve(journal: SqlJournal, attempt: str, machine="m1"):
    journal.append(entry_of(happened.Reserved("job", machine, "d", 5, 600.0), attempt, T0, "me", "asked", 1))


def test_a_machine_has_one_unfinished_attempt(journal: SqlJournal):
    clear_bed(journal, "m1", T0, "me", "clean")
    clear_bed(journal, "m2", T0, "me", "clean")
    reserve(journal, "a-1")
    reserve(journal, "b-1", "m2")
    with pytest.raises(Conflict, match="m1 belongs to the attempt a-1"):
        reserve(journal, "c-1")
    journal.append(entry_of(happened.Ended("failed", "not_ready"), "a-1", T0, "me", "x"))
    reserve(journal, "c-1")
    with pytest.raises(Conflict, match="a-1 has already ended"):
        journal.append(entry_of(happened.Ended("completed", "printed"), "a-1", T0, "me", "x"))


def test_no_start_is_intended_on_a_bed_that_is_not_clear(journal: SqlJournal):
    with pytest.raises(Conflict, match="not known to be clear"):
        reserve(journal, "a-1")
    clear_bed(journal, "m1", T0, "me", "clean")
    reserve(journal, "a-1")
    intended = entry_of(happened.StartIntended("a-1.t1.gcode", "1/"), "a-1", T0, "me", "decided")
    turned = entry_of(BedTurned("m1", "unknown"), "m1", T0, "me", "decided")
    journal.append(turned)
    with pytest.raises(Conflict, match="not known to be clear"):
        journal.append(intended)
    clear_bed(journal, "m1", T0, "me", "clean")
    journal.append(intended, turned)


def test_a_kill_between_row_and_anchor_is_mended(where: Where):
    with open_journal(where, T0, synced=False) as journal:
        journal.append(entry())
        behind = located(where).anchor.read_bytes()
        journal.append(entry(), entry())
    located(where).anchor.write_bytes(behind)
    assert verify(where).ok
    with open_journal(where, T0, synced=False) as journal:
        assert read_anchor(located(where).anchor) == journal.head()


def test_a_kill_in_the_middle_of_anchoring_spoils_no_earlier_anchor(where: Where):
    with open_journal(where, T0, synced=False) as journal:
        journal.append(entry())
        first = journal.head()
        journal.append(entry())
    line = len(located(where).anchor.read_bytes().splitlines(keepends=True)[-1])
    for torn in range(1, line):
        located(where).anchor.write_bytes(located(where).anchor.read_bytes()[:-1])
        assert read_anchor(located(where).anchor) == first, torn
    assert verify(where).ok
    with located(where).anchor.open("ab") as file:
        file.write(b"9 glued to a torn line\n")
    assert read_anchor(located(where).anchor) == first


def test_a_journal_cut_at_its_end_is_not_written_on(where: Where):
    with open_journal(where, T0, synced=False) as journal:
        journal.append(entry(), entry(), entry())
    cut_end(where, 2)
    with pytest.raises(Conflict, match="its end is missing"):
        open_journal(where, T0, synced=False)


def cut_end(where: Where, keep: int):
    on = " ON journal" if isinstance(where, Location) else ""
    with open_journal(where, T0) as journal, journal.session.transaction() as transaction:
        transaction.driver(f"DROP TRIGGER journal_is_not_{'edited' if on else 'cut'}{on}")
        transaction.driver(f"DELETE FROM journal WHERE number > {keep}")


def test_a_lost_anchor_is_written_down(where: Where):
    with open_journal(where, T0, synced=False) as journal:
        journal.append(entry())
    located(where).anchor.unlink()
    assert not verify(where).ok
    with open_journal(where, T0, synced=False) as journal:
        assert [e.what for e in journal.about("journal")] == ["journal.anchored_anew"]
    assert verify(where).ok


def test_a_journal_of_a_newer_program_is_left_alone(where: Where):
    with open_journal(where, T0, synced=False) as journal, journal.session.transaction() as transaction:
        transaction.driver("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Rejected, match="newer program"):
        open_journal(where, T0, synced=False)


def test_what_is_no_database_is_not_opened(tmp_path: Path):
    (tmp_path / "j.sqlite").write_bytes(b"solid bracket\n" * 100)
    with pytest.raises(Unreachable, match="cannot be opened"):
        open_journal(tmp_path / "j.sqlite", T0)
    (tmp_path / "file").write_text("")
    with pytest.raises(Unreachable, match="cannot be opened"):
        open_journal(tmp_path / "file" / "j.sqlite", T0)


def test_a_full_disk_is_told_and_nothing_is_half_kept(tmp_path: Path):
    with open_journal(tmp_path / "j.sqlite", T0, synced=False) as journal:
        journal.append(entry())
        (pages,) = journal.session.ask(text("PRAGMA page_count"))[0]
        journal.session.ask(text(f"PRAGMA max_page_count = {pages}"))
        with pytest.raises(Unreachable, match="did not keep"):
            journal.append(entry(text="x" * 100_000), entry())
        journal.session.ask(text("PRAGMA max_page_count = 1000000"))
        journal.append(entry())
        assert [e.place for e in journal.about("s")] == [1, 2]
