"""How links call whoever tends their machines: something happened at one, or there are new readings."""

from collections import deque
from collections.abc import Callable


def nobody() -> object:
    """Wake nobody."""


class Bell:
    """Rung from any thread; who listens is woken once, however often it was rung since it last looked."""

    def __init__(self) -> None:
        self._wake: Callable[[], object] = nobody
        self._rung = deque[str]()
        self._ringing = False

    def listen(self, wake: Callable[[], object]) -> None:
        """Wake somebody from now on. wake: safe to be called from any thread."""
        self._wake = wake
        if self._ringing:
            wake()

    def ring(self, machine: str = "") -> None:
        """Something happened at a machine; none: there is something new on the tape."""
        if machine:
            self._rung.append(machine)
        if not self._ringing:
            self._ringing = True
            self._wake()

    def rung(self) -> set[str]:
        """Return the machines at which something happened since the last call."""
        self._ringing = False  # first: what is rung from here on wakes again
        return {self._rung.popleft() for _ in range(len(self._rung))}
