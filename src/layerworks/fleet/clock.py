"""Time as an argument."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """What time it is, and letting time pass."""

    def now(self) -> datetime:
        """Return the time: aware UTC, never before an earlier answer."""
        ...

    def wait(self, seconds: float) -> None:
        """Let this much time pass."""
        ...
