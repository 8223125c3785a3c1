"""Beds. Whether a bed is clear is ours to know: a printer that idles may still have a part on it."""

from dataclasses import dataclass
from datetime import datetime

from layerworks.workshop.events import BedState, BedTurned, entry_of
from layerworks.workshop.journal import Journal


@dataclass(frozen=True, slots=True)
class Bed:
    """What is known of a bed. since: when that was written down, None for a bed nobody has spoken of yet."""

    state: BedState = "unknown"
    since: datetime | None = None


def bed_of(journal: Journal, machine: str) -> Bed:
    """Return what is known of a machine's bed."""
    turned = [e for e in journal.about(machine) if e.what == "bed.turned"]
    return Bed(turned[-1].body["bed"], turned[-1].time) if turned else Bed()


def clear_bed(journal: Journal, machine: str, now: datetime, who: str, why: str) -> None:
    """Write down that a person or an ejector has cleared the bed. Clear already: nothing happens."""
    if bed_of(journal, machine).state != "clear":
        journal.append(entry_of(BedTurned(machine, "clear"), machine, now, who, why))
