"""Time that passes only when someone waits: hours of printing in a moment, the same at every run."""

from datetime import datetime, timedelta


class VirtualClock:
    """A clock that starts at a given time and is moved by waiting."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """Return the time: aware UTC."""
        return self._now

    def wait(self, seconds: float) -> None:
        """Move the time on, by a microsecond at least: who waits for a moment must come to it."""
        self._now += max(timedelta(seconds=seconds), timedelta(microseconds=1))
