"""The time of day."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

BEHIND = 0.5  # pace of a clock that the system's is behind: leases are renewed and silence is noticed all the same


def _system() -> datetime:
    return datetime.now(UTC)


class WallClock:
    """The system's clock, but never before an earlier answer: once that is set back, this one goes slower until the
    other has caught up. May be asked from any thread.

    latest: a time that was told before. steady_s: seconds on a clock that nobody sets.
    """

    def __init__(
        self,
        latest: datetime | None = None,
        system: Callable[[], datetime] = _system,
        steady_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._system, self._steady_s = system, steady_s
        self._lock = threading.Lock()
        told = system()
        self._latest, self._latest_s = max(latest or told, told), steady_s()

    def now(self) -> datetime:
        """Return the time: aware UTC."""
        with self._lock:
            told, told_s = self._system(), self._steady_s()
            if told < self._latest:
                told = self._latest + timedelta(seconds=(told_s - self._latest_s) * BEHIND)
            self._latest, self._latest_s = told, told_s
            return told

    def wait(self, seconds: float) -> None:
        """Let this much time pass."""
        time.sleep(seconds)
