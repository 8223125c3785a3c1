"""Who may open a conversation now: machines are let in as fast as the others are answered, and no faster. Pure.

An opening costs the hub some milliseconds and is given seconds, so that of thousands begun together all would come too
late, and be begun anew. Here a few go on at a time and the others wait in the order in which they came; that order is
one of call-again times, which are spread by machine (`fleet/watch.py`). What is waited here is on nobody's clock.

How many go on follows the answers, much as in TCP (RFC 5681): every machine that answers makes room for one more; when
this process itself runs late, the room is halved, and from then on grows by one for as many answers as it has places.
A machine that says nothing for a second is off or slow by itself, and stands in nobody's way, unless we were late: then
silence says nothing of it.
"""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

LEAST, MOST = 32, 256  # an opening takes the hub about a millisecond, and most of its time is spent on the way
MOST_IN_ALL = 512  # with machines that say nothing
OVERDUE_S = 1.0
LATE_S = 1.0  # woken this much too late, the process has more to do than it can
RECOVERS_S = 1.0  # after the room was halved, before it is halved again

Caller = TypeVar("Caller", bound=Hashable)


class Openings(Generic[Caller]):
    """Callers that wait, and callers whose openings go on. Times: seconds on a clock that never goes back.

    room: openings at a time, beside machines that say nothing. peak: openings that ever went on at a time, with those.
    """

    def __init__(self, least: int = LEAST, most: int = MOST, in_all: int = MOST_IN_ALL) -> None:
        self._least, self._most, self._in_all = float(least), float(most), in_all
        self._waiting: OrderedDict[Caller, None] = OrderedDict()
        self._open: OrderedDict[Caller, float] = OrderedDict()
        self._overdue: set[Caller] = set()
        self._late_s = 0.0
        self._halved_s: float | None = None
        self.room = float(least)
        self.peak = 0

    def __len__(self) -> int:
        """Return how many openings go on."""
        return len(self._open) + len(self._overdue)

    @property
    def busy(self) -> bool:
        """Whether somebody waits or is being called."""
        return bool(self._waiting or self._open or self._overdue)

    def ask(self, caller: Caller) -> None:
        """Wait for a turn, behind all who wait already."""
        self._waiting.setdefault(caller)

    def answered(self, caller: Caller) -> None:
        """The opening of a caller has come to its end: its machine is known."""
        if self._left(caller):
            self.room = min(self._most, self.room + (1.0 if self._halved_s is None else 1.0 / self.room))

    def woken(self, late_s: float, now_s: float) -> None:
        """Take in how much later than it was due this process was woken."""
        if late_s < LATE_S:
            return
        self._late_s = now_s
        if self._halved_s is None or now_s - self._halved_s >= RECOVERS_S:
            self.room, self._halved_s = max(self._least, self.room / 2.0), now_s

    def over(self, caller: Caller) -> None:
        """A caller has given up or was given up, whether it waited or not."""
        self._waiting.pop(caller, None)
        self._left(caller)

    def admit(self, now_s: float) -> list[Caller]:
        """Return whose turn has come, the longest waiting first. To be asked after every change, and every second."""
        while self._open and now_s - max(self._late_s, next(iter(self._open.values()))) > OVERDUE_S:
            self._overdue.add(self._open.popitem(last=False)[0])
        free = min(int(self.room) - len(self._open), self._in_all - len(self), len(self._waiting))
        admitted = [self._waiting.popitem(last=False)[0] for _ in range(free)]
        self._open.update(dict.fromkeys(admitted, now_s))
        self.peak = max(self.peak, len(self))
        return admitted

    def _left(self, caller: Caller) -> bool:
        """Forget an opening; tell whether it went on."""
        if caller in self._overdue:
            self._overdue.remove(caller)
            return True
        return self._open.pop(caller, None) is not None
