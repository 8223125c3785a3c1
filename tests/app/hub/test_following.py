"""Following the journal: in order, once, by news or by the clock, past what is away or broken."""

from datetime import UTC, datetime, timedelta

from layerworks.app.hub.cluster.following import EVERY, Follower
from layerworks.errors import Unreachable
from layerworks.words import say
from layerworks.workshop.journal import Entry

T0 = datetime(2026, 11, 25, tzinfo=UTC)


class Numbered:
    """A journal of some entries, told three at a time."""

    def __init__(self, count: int):
        self.entries = [Entry(T0, "w", f"e{i}", "", "s", {}) for i in range(1, count + 1)]
        self.away, self.asked = False, 0

    def after(self, number: int):
        self.asked += 1
        if self.away:
            raise Unreachable(say("storage.check_disk"), say("storage.check_disk"))
        return list(enumerate(self.entries, 1))[number : number + 3]


def names(heard: list[Entry]) -> list[str]:
    return [entry.what for entry in heard]


def test_everything_after_a_number_is_heard_once_and_in_order():
    journal, heard = Numbered(8), list[Entry]()
    follower = Follower(journal, 1, heard.extend)
    follower.tend(T0)
    assert names(heard) == [f"e{i}" for i in range(2, 9)]
    follower.tend(T0 + EVERY)
    assert len(heard) == 7


def test_it_looks_once_in_a_while_and_at_once_when_there_is_news():
    journal, heard = Numbered(1), list[Entry]()
    follower = Follower(journal, 0, heard.extend)
    follower.tend(T0)
    journal.entries = Numbered(2).entries
    follower.tend(T0 + EVERY / 2)
    assert names(heard) == ["e1"]
    follower.hint(2)
    follower.tend(T0 + EVERY / 2)
    assert names(heard) == ["e1", "e2"]
    asked = journal.asked
    follower.hint(2)
    follower.tend(T0 + EVERY / 2)
    assert journal.asked == asked


def test_news_of_what_never_was_have_the_journal_read_once():
    journal = Numbered(2)
    follower = Follower(journal, 0, lambda entries: None)
    follower.hint(2**60)
    follower.tend(T0)
    asked = journal.asked
    follower.tend(T0 + EVERY / 2)
    assert journal.asked == asked


def test_a_journal_that_is_away_is_asked_again_later_and_nothing_is_missed():
    journal, heard = Numbered(2), list[Entry]()
    follower = Follower(journal, 0, heard.extend)
    journal.away = True
    follower.hint(2)
    follower.tend(T0)
    follower.tend(T0 + timedelta(milliseconds=10))
    assert journal.asked == 1
    journal.away = False
    follower.tend(T0 + EVERY)
    assert names(heard) == ["e1", "e2"]


def test_what_breaks_the_hearer_is_told_in_the_log_and_not_met_again(caplog):
    journal = Numbered(2)

    def break_down(entries):
        raise ValueError("broken")

    follower = Follower(journal, 0, break_down)
    follower.tend(T0)
    assert "broken" in caplog.text
    follower.tend(T0 + EVERY)
    assert follower.number == 2


def test_what_could_not_be_taken_in_while_the_database_was_away_is_read_again():
    journal, heard, away = Numbered(2), list[Entry](), [True]

    def hear(entries):
        if away:
            away.clear()
            raise Unreachable(say("storage.database_away", detail="away"))
        heard.extend(entries)

    follower = Follower(journal, 0, hear)
    follower.tend(T0)
    assert (follower.number, heard) == (0, [])
    follower.tend(T0 + EVERY)
    assert names(heard) == ["e1", "e2"]


def test_whoever_catches_up_survives_what_one_entry_breaks(caplog):
    def break_down(entries):
        raise KeyError("broken")

    follower = Follower(Numbered(2), 0, break_down)
    follower.catch_up()
    assert follower.number == 2
    assert "broken" in caplog.text
