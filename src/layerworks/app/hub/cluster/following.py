"""The journal as it grows: what other hubs write is read in order, and told to whoever holds something of it.

News over NATS say that it is time; without them the journal is looked at once a second.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from layerworks.errors import Trouble, Unreachable
from layerworks.workshop.journal import Entry

log = logging.getLogger(__name__)
EVERY = timedelta(seconds=1)


class Numbered(Protocol):
    """A journal whose entries can be followed."""

    def after(self, number: int) -> Sequence[tuple[int, Entry]]:
        """Return entries with greater numbers, each with its own, in order; some of them if there are many."""
        ...


class Follower:
    """number: up to where the journal is known. hear: takes in entries, ours among them; twice is no harm."""

    def __init__(self, journal: Numbered, number: int, hear: Callable[[Sequence[Entry]], None]) -> None:
        self.number = number
        self._journal, self._hear = journal, hear
        self._hinted = 0
        self._looked_at: datetime | None = None

    def hint(self, number: int) -> None:
        """Take it that the journal has something up to a number."""
        self._hinted = max(self._hinted, number)

    def tend(self, now: datetime) -> None:
        """Read what is new when it is time. While nobody can be asked, what is known stays."""
        waited = self._looked_at is None or not timedelta(0) <= now - self._looked_at < EVERY
        if self._hinted <= self.number and not waited:
            return
        self._looked_at = now
        try:
            self.catch_up()
            self._hinted = 0  # what was hinted at is known now, or somebody was wrong
        except Trouble as trouble:
            self._hinted = 0
            log.warning("the journal is not followed: %s", trouble)

    def catch_up(self) -> None:
        """Read everything that is new. Raises Unreachable; what could not be taken in then is read the next time."""
        while found := self._journal.after(self.number):
            try:
                self._hear([entry for _, entry in found])
            except Unreachable:
                raise
            except Exception:  # what one entry breaks must not end the hub, nor be met again and again
                log.exception("something in the journal was not taken in")
            self.number = found[-1][0]
