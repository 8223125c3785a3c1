"""Which telemetry each piece was made under, written down once all of it is kept.

Reading it back takes a moment, so it is done beside the loop; what is written down is written on the loop.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from layerworks.errors import Trouble
from layerworks.storage import SqlJournal
from layerworks.storage.journal import Piece
from layerworks.workshop.journal import Entry
from layerworks.workshop.part_record import PART_TELEMETRY

log = logging.getLogger(__name__)
AFTER = timedelta(seconds=45)  # the end of an attempt, by when the last of its readings is on the disk
EVERY_S = 15.0
AT_ONCE = 100
MOST = 1000  # looked at, since those of other hubs are among them


async def keep_slices(
    journal: SqlJournal, telemetry: Path, who: str, now: Callable[[], datetime], ours: Callable[[str], bool]
) -> None:
    """Write down for ever which telemetry pieces were made under. ours: tells whether we tend a machine."""
    while True:
        await asyncio.sleep(EVERY_S)
        try:
            await keep_once(journal, telemetry, who, now, ours)
        except Trouble as trouble:  # a full disk: the next round tries again
            log.warning("slices of telemetry not written down: %s", trouble)
        except Exception:  # whatever stands in the files must not end this for good
            log.exception("slices of telemetry not made")


async def keep_once(
    journal: SqlJournal, telemetry: Path, who: str, now: Callable[[], datetime], ours: Callable[[str], bool]
) -> int:
    """Write down which telemetry was kept of pieces whose attempt is over for long enough; return of how many."""
    untold = [piece for piece in journal.pieces_without_telemetry(MOST) if piece.ended_at + AFTER <= now()]
    due = [piece for piece in untold if ours(piece.machine)][:AT_ONCE]
    told: dict[str, dict[str, Any]] = {}
    for piece in due:
        if piece.attempt not in told:
            told[piece.attempt] = await asyncio.to_thread(_slice, telemetry, piece)
    if due:
        at = now()
        journal.append(*(Entry(at, who, PART_TELEMETRY, "kept", p.part, told[p.attempt]) for p in due))
    return len(due)


def _slice(telemetry: Path, piece: Piece) -> dict[str, Any]:
    from layerworks.storage.telemetry import Question, slice_of

    start, end = piece.begun_at, piece.ended_at + AFTER
    found = slice_of(telemetry, Question(machine=piece.machine, attempt=piece.attempt, start=start, end=end))
    return {
        "machine": piece.machine,
        "attempt": piece.attempt,
        "start": start.isoformat(),
        "end": end.isoformat(),
        "readings": found.count,
        "channels": [{"of": c.of, "quantity": c.quantity.value, "readings": n} for c, n in found.readings.items()],
        "form": "csv",
        "digest": found.digest,
    }
