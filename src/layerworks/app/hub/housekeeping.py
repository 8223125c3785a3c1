"""Telemetry put in order beside the loop: pieces of hours that are over become one file, days past keeping go."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

log = logging.getLogger(__name__)
EVERY_S = 600.0


async def keep_house(telemetry: Path, keep: timedelta | None, now: Callable[[], datetime]) -> None:
    """Put telemetry in order for ever. keep: for how long readings stay, None for good."""
    while True:
        try:
            await asyncio.to_thread(put_in_order, telemetry, keep, now())
        except Exception:  # whatever stands in the files must not end this for good
            log.exception("telemetry not put in order")
        await asyncio.sleep(EVERY_S)


def put_in_order(telemetry: Path, keep: timedelta | None, now: datetime) -> None:
    """Do it once. Readings of an hour that may still be written stay as they are."""
    from layerworks.storage.telemetry import compact, forget

    if keep is not None:
        forget(telemetry, now - keep)
    compact(telemetry, now - timedelta(minutes=5))
