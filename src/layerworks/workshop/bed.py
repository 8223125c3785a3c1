"""Beds. Whether a bed is clear is ours to know: a printer that idles may still have a part on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from layerworks.fleet.observations import PrinterState, same_end
from layerworks.workshop.events import BedState, BedTurned, entry_of
from layerworks.workshop.journal import Entry, Journal


@dataclass(frozen=True, slots=True)
class Bed:
    """What is known of a bed. since: when that was written down, None for a bed nobody has spoken of yet.

    mark: of the printer's memory of runs at that time, empty where it was not heard; unsure_s: see `BedTurned`.
    """

    state: BedState = "unknown"
    since: datetime | None = None
    mark: str = ""
    unsure_s: float = 0.0


def bed_of(journal: Journal, machine: str) -> Bed:
    """Return what is known of a machine's bed."""
    return bed_in(journal.about(machine))


def bed_in(history: Sequence[Entry]) -> Bed:
    """Return what a machine's history tells of its bed."""
    last = next((entry for entry in reversed(history) if entry.what == "bed.turned"), None)
    if last is None:
        return Bed()
    return Bed(last.body["bed"], last.time, last.body.get("mark", ""), last.body.get("unsure_s", 0.0))


def clear_bed(journal: Journal, machine: str, now: datetime, who: str, why: str) -> None:
    """Write down that a person or an ejector has cleared the bed. Clear already: nothing happens."""
    if bed_of(journal, machine).state != "clear":
        journal.append(entry_of(BedTurned(machine, "clear"), machine, now, who, why))


def doubt_about(bed: Bed, printer: PrinterState) -> BedState | None:
    """Return what to think of a bed said to be clear when the printer did something past us since then.

    Someone may print from the printer's screen or a card. A printer that restarted may have forgotten such a print.
    Where the printer was heard when the bed was cleared, its mark tells, even if clocks were set meanwhile.
    """
    run, since = printer.run, bed.since - timedelta(seconds=bed.unsure_s) if bed.since else None
    if run is not None and run.phase in ("running", "paused"):
        return "occupied"
    if bed.mark and same_end(printer.mark, bed.mark):
        return None
    if bed.mark:
        return "occupied" if run is not None else "unknown"
    if run is not None and since and run.started_at >= since:
        return "occupied"
    return "unknown" if since and printer.booted_at and printer.booted_at > since else None
