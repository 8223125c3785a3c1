"""Times of a machine's clock on ours. Differences are rounded up, so that a time is told alike in every connection,
and a start never too early: one told too late is only taken for a fresh one.
"""

import math
from datetime import UTC, datetime

SAME_CLOCK_S = 2.0  # clocks closer than this count as one
STEP_S = 10.0  # larger differences are rounded up to this


def shift_of(their_s: float, now: datetime) -> float:
    """Return what to add to a machine's seconds since 1970, given what its clock shows now."""
    shift_s = now.timestamp() - their_s
    return 0.0 if abs(shift_s) <= SAME_CLOCK_S else math.ceil(shift_s / STEP_S) * STEP_S


def utc(seconds: float) -> datetime:
    """Return seconds since 1970 as aware UTC."""
    return datetime.fromtimestamp(seconds, UTC)
