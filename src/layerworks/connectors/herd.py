"""Lines that are read in turns and not when something comes.

A machine that tells its readings several times a second would wake the loop for every message. Here each line is read a
few times a second, several messages at once; waking up, asking the system what has come, and a callback each are saved.
Few lines are read often, thousands are read twice a second, some at a time so that nothing else waits for long.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

MOST_S = 0.5  # between two readings of a line: with what comes after it, a change is shown within a second
SLICE = 250  # lines read before others on the loop get their turn
LONGEST_S = (
    0.02  # of work in one go: a hub that is late finds much in each line, and whoever is being called must not wait
)
LOOKED_AT = 10  # lines read before the work is looked at: asking the system costs as much as reading a line
A_LINE_S = 0.001  # of pause for each line, up to MOST_S


class Grazing(Protocol):
    """A line that can be read without waiting."""

    def read_now(self) -> None:
        """Take in what has come."""
        ...


class Herd:
    """All lines read in turns, on one loop. done: called after each round of some of them."""

    def __init__(self, loop: asyncio.AbstractEventLoop, done: Callable[[], None]) -> None:
        self._loop, self._done = loop, done
        self._lines: dict[Grazing, None] = {}
        self._due: list[Grazing] = []
        self._turning = False

    def __contains__(self, line: Grazing) -> bool:
        return line in self._lines

    def join(self, line: Grazing) -> None:
        """Read a line in turns from now on."""
        self._lines[line] = None
        if not self._turning:
            self._turning = True
            self._loop.call_later(self._pause_s(1), self._turn)

    def leave(self, line: Grazing) -> None:
        """Read it no more."""
        self._lines.pop(line, None)

    def _pause_s(self, read: int) -> float:
        """Return how long some lines last: all have had their turn after `MOST_S` at the latest."""
        count = max(1, len(self._lines))
        return min(MOST_S, max(0.02, count * A_LINE_S)) * min(1.0, read / count)

    def _turn(self) -> None:
        begun_s = self._loop.time()
        if not self._due:
            self._due = list(self._lines)
        until_s, read = time.thread_time() + LONGEST_S, 0  # of work: on a busy machine most of the time is others'
        for line in self._due[:SLICE]:
            if line in self._lines:
                line.read_now()
            read += 1
            if read % LOOKED_AT == 0 and time.thread_time() > until_s:
                break
        del self._due[:read]
        self._done()
        self._turning = bool(self._lines)
        if self._turning:
            self._loop.call_at(max(begun_s + self._pause_s(read), self._loop.time() + 0.002), self._turn)
