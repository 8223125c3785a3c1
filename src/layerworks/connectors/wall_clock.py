"""The time of day."""

import time
from datetime import UTC, datetime


class WallClock:
    """The system's clock, but never before an earlier answer: a clock that is set back stands still for a while."""

    def __init__(self) -> None:
        self._latest = datetime.now(UTC)

    def now(self) -> datetime:
        """Return the time: aware UTC."""
        self._latest = max(self._latest, datetime.now(UTC))
        return self._latest

    def wait(self, seconds: float) -> None:
        """Let this much time pass."""
        time.sleep(seconds)
