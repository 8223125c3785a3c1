"""A shared floor's journal and leases in a real database, for histories in virtual time."""

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from sqlalchemy import text

from layerworks.storage import Location, SqlJournal, open_journal
from layerworks.storage.leases import SqlLeases
from layerworks.storage.session import Session
from layerworks.workshop.journal import Entry
from layerworks.workshop.leases import Lease
from workshop.floor_world import T0
from workshop.shared_world import SharedWorld, play_shared

CLOCK = "(SELECT at_s FROM test_clock)"
SET_CLOCK = text("UPDATE test_clock SET at_s = :at")


class ClockedLeases:
    """The real leases, their clock set before each question."""

    def __init__(self, session: Session, now_s: Callable[[], float]):
        self.session, self.server, self.now_s = session, SqlLeases(session, clock=CLOCK), now_s
        session.change(text("CREATE TABLE test_clock (at_s double precision)"))
        session.change(text("INSERT INTO test_clock VALUES (0)"))

    def __getattr__(self, name: str):
        self.session.change(SET_CLOCK, at=self.now_s())
        return getattr(self.server, name)


class ToldJournal:
    """The real journal, which tells all it keeps as a hub that follows it hears it."""

    def __init__(self, journal: SqlJournal):
        self.journal, self._told = journal, list[Entry]()

    @property
    def entries(self) -> Sequence[Entry]:
        while new := self.journal.after(len(self._told)):
            assert [number for number, _ in new] == list(range(len(self._told) + 1, len(self._told) + len(new) + 1))
            self._told += [entry for _, entry in new]
        return self._told

    def append(self, *entries: Entry) -> None:
        self.journal.append(*entries)

    def append_under(self, held: Iterable[Lease], *entries: Entry) -> None:
        self.journal.append_under(held, *entries)

    def about(self, subject: str) -> Sequence[Entry]:
        return self.journal.about(subject)


def play_in(url: str, folder: Path, seed: int, hubs: int) -> tuple[SharedWorld, list[str]]:
    """Play a history with journal and leases in a new, empty database; return it and what was kept."""
    with open_journal(Location(url, folder / f"{seed}.anchor"), T0, synced=False) as journal:
        world = play_shared(
            seed, hubs, lambda now_s: ClockedLeases(journal.session, now_s), lambda: ToldJournal(journal)
        )
        return world, as_told(world.journal.entries)


def as_told(entries: Iterable[Entry]) -> list[str]:
    """Return entries as text, to compare what was kept here with what was kept there."""
    return [
        json.dumps([e.time.isoformat(), e.who, e.what, e.why, e.subject, e.place, e.body], sort_keys=True)
        for e in entries
    ]
