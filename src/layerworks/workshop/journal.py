"""The journal as the workshop needs it: numbered entries that say who did what, when and why. `storage` keeps it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened.

    time: aware UTC. subject: what it happened to (an attempt, a machine, a part). body: JSON values.
    place: 1, 2, … in the history of its subject. Who gives a place says “I have read the history up to here”: if
    someone else was faster, the entry is refused and nothing is written. None takes the next place.
    """

    time: datetime
    who: str
    what: str
    why: str
    subject: str
    body: Mapping[str, Any]
    place: int | None = None


class Journal(Protocol):
    """Entries, kept for good."""

    def append(self, *entries: Entry) -> None:
        """Keep all of these or none; they are safe on return.

        Raises Conflict when a place is taken, a machine already has an unfinished attempt, or its bed is not clear.
        """
        ...

    def about(self, subject: str) -> Sequence[Entry]:
        """Return the history of a subject, oldest first."""
        ...
