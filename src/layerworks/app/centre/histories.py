"""The centre's events in a journal, there and back."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from layerworks.centre.happened import Happened
from layerworks.centre.writing import WHAT, CentreEvent, read, written
from layerworks.workshop import Entry, Journal


def history(journal: Journal, subject: str) -> tuple[Happened[Any], ...]:
    """Return what happened to a subject of the centre, oldest first."""
    told = (entry for entry in journal.about(subject) if entry.what in WHAT)
    return tuple(Happened(read(entry.what, entry.body), entry.time, entry.who, entry.why) for entry in told)


def entries(
    subject: str, place: int, events: Iterable[CentreEvent], now: datetime, who: str, why: str
) -> tuple[Entry, ...]:
    """Return events as entries that follow the history up to a place: refused where somebody else was faster."""
    return tuple(
        Entry(now, who, what, why, subject, body, number)
        for number, (what, body) in enumerate(map(written, events), place + 1)
    )
