"""Several writers of one journal in PostgreSQL, and what becomes of an append whose connection is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from layerworks.errors import Conflict, Unreachable
from layerworks.storage import Location, open_journal, verify
from layerworks.storage._transaction import Transaction
from layerworks.storage.leases import SqlLeases
from layerworks.storage.opening import open_session
from layerworks.workshop import Entry
from layerworks.workshop.leases import Lease

T0 = datetime(2026, 11, 25, 8, tzinfo=UTC)
EACH = 25


@pytest.fixture
def url(new_postgres) -> str:
    return new_postgres()


def entry(who: str, subject: str, place=None) -> Entry:
    return Entry(T0, who, "bed.turned", "because", subject, {"bed": "clear"}, place)


def test_writers_at_once_make_one_chain(url: str, tmp_path: Path):
    def write(who: str) -> int:
        with open_journal(Location(url, tmp_path / who), T0, synced=False) as journal:
            for i in range(EACH):
                journal.append(entry(who, "shared"), entry(who, f"{who}/{i}"))
            return journal.head().number

    with ThreadPoolExecutor(4) as pool:  # the first of them make the tables, too
        last = max(pool.map(write, "abcd"))
    found = verify(Location(url, tmp_path / "a"))
    assert found.ok
    with open_journal(Location(url, tmp_path / "new"), T0) as journal:
        shared = journal.about("shared")
        assert [e.place for e in shared] == list(range(1, 4 * EACH + 1))
        followed = [n for n, e in journal.after(0, 10_000) if e.who in "abcd"]
    assert len(followed) == 8 * EACH
    assert found.head.number >= last


def test_of_two_that_want_a_place_one_gets_it(url: str, tmp_path: Path):
    def want(who: str) -> bool:
        with open_journal(Location(url, tmp_path / who), T0, synced=False) as journal:
            try:
                journal.append(entry(who, "wanted", place=1))
            except Conflict:
                return False
            return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(want, "abcd")) == [False, False, False, True]


@pytest.fixture
def journal(url: str, tmp_path: Path):
    with open_journal(Location(url, tmp_path / "anchor"), T0, synced=False) as opened:
        opened.append(entry("me", "before"))
        yield opened


class Cut:
    """Ends the journal's connection at one of its statements: before the server hears it, or before we hear back."""

    def __init__(self, journal, monkeypatch: pytest.MonkeyPatch, url: str):
        self.at, self.heard, self.away, self.url = -1, False, False, url
        self.backend = journal.session.ask(text("SELECT pg_backend_pid()"))[0][0]
        for name in ("driver", "_run"):
            monkeypatch.setattr(Transaction, name, self.cutting(getattr(Transaction, name)))

    def cutting(self, real):
        def run(transaction, *told):
            self.at -= 1
            if self.at == 0 and self.heard:
                real(transaction, *told)
            if self.at == 0:
                other = open_session(self.url)
                other.ask(text(f"SELECT pg_terminate_backend({self.backend}, 5000)"))
                other.close()
            if self.at < 0 and self.away:
                raise OSError("nobody is there")
            real(transaction, *told)

        return run


@pytest.mark.parametrize("at", range(1, 12))
def test_a_connection_lost_in_an_append_keeps_nothing_of_it(journal, url, monkeypatch, at: int):
    cut = Cut(journal, monkeypatch, url)
    cut.at = at
    with pytest.raises(Unreachable):
        journal.append(entry("me", "a"), entry("me", "b"))
    cut.at = -1
    assert journal.head().number == 1
    journal.append(entry("me", "a", place=1), entry("me", "b", place=1))
    assert verify(journal.location).ok


def test_what_was_kept_although_the_answer_was_lost_is_known_to_be_kept(journal, url, monkeypatch):
    cut = Cut(journal, monkeypatch, url)
    cut.at, cut.heard = 11, True  # the commit
    journal.append(entry("me", "a"), entry("me", "b"))
    assert cut.at < 0
    assert journal.head().number == 3
    journal.append(entry("me", "a", place=2))
    assert verify(journal.location).ok


def test_an_entry_is_kept_under_a_lease_that_stands(journal, url):
    leases = SqlLeases(journal.session)
    ours, others = leases.take("m1", "us", 60.0), leases.take("m2", "them", 60.0)
    assert ours is not None
    assert others is not None
    journal.append_under([ours], entry("us", "m1"))
    for lost in ([Lease("m1", "us", ours.epoch + 1)], [ours, Lease("m2", "us", 1)]):
        with pytest.raises(Conflict):
            journal.append_under(lost, entry("us", "m1"))
    assert len(journal.about("m1")) == 1


def test_who_wants_a_machine_waits_until_the_entry_is_kept(journal, url, monkeypatch):
    leases = SqlLeases(journal.session)
    ours = leases.take("m1", "us", -1.0)  # its time is over
    session = open_session(url)
    others = SqlLeases(session)
    with ThreadPoolExecutor(1) as pool:
        real, asked = Transaction.change, []

        def change(transaction, *told, **values):
            if not asked:
                asked.append(pool.submit(others.take, "m1", "them", 60.0))
            assert not asked[0].done()
            return real(transaction, *told, **values)

        with monkeypatch.context() as patched:
            patched.setattr(Transaction, "change", change)
            journal.append_under([ours], entry("us", "m1"))
        assert asked[0].result(10) == Lease("m1", "them", 2)
    with pytest.raises(Conflict):
        journal.append_under([ours], entry("us", "m1"))
    session.close()


def test_a_server_that_is_away_is_told_without_its_password(tmp_path: Path):
    with pytest.raises(Unreachable) as away:
        open_journal(Location("postgresql://hub:s3cret@127.0.0.1:9/fleet", tmp_path / "anchor"), T0)
    assert "s3cret" not in repr(away.value)
    assert "s3cret" not in str(away.value.__cause__)
