"""Observations in the order in which they were made, each with its number; of a fixed size, the oldest go first.

Source: MTConnect 2.0, part 1 “Fundamentals”, 5.1.2 and 8: buffer, sequence numbers, `current` at a sequence number.
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

SIZE = 131_072


@dataclass(frozen=True, slots=True)
class Observed:
    """One observation. item: id of its data item. at: aware UTC."""

    sequence: int
    item: str
    value: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """Observations that were asked for. following: the number to ask from next."""

    observed: tuple[Observed, ...]
    following: int


class Buffer:
    """The observations of an agent. first: the number of the oldest one kept, or that of the next if there is none."""

    def __init__(self, size: int = SIZE) -> None:
        """Begin with nothing observed. size: observations kept at most."""
        self.size = size
        self.following = 1
        self._kept: deque[Observed] = deque()
        self._before: dict[str, Observed] = {}  # of each item, what it was when the oldest kept one was made
        self._now: dict[str, Observed] = {}

    @property
    def first(self) -> int:
        """The number of the oldest observation kept, or of the next one."""
        return self._kept[0].sequence if self._kept else self.following

    def take(self, item: str, value: str, at: datetime) -> bool:
        """Take in what is observed of an item; what it was already is no observation. Tell whether it is one."""
        known = self._now.get(item)
        if known is not None and known.value == value:
            return False
        observed = Observed(self.following, item, value, at)
        self._now[item] = observed
        self._kept.append(observed)
        self.following += 1
        if len(self._kept) > self.size:
            oldest = self._kept.popleft()
            self._before[oldest.item] = oldest
        return True

    def forget(self, items: Iterable[str]) -> None:
        """Forget items that are no more: they are told in no document from now on."""
        for item in items:
            self._now.pop(item, None)
            self._before.pop(item, None)

    def current(self, at: int | None = None) -> dict[str, Observed]:
        """Return the latest observation of each item, or the latest up to a number that is kept."""
        if at is None:
            return dict(self._now)
        found = dict(self._before)
        for observed in self._kept:
            if observed.sequence > at:
                break
            found[observed.item] = observed
        return {item: observed for item, observed in found.items() if item in self._now}

    def since(self, start: int, count: int, wanted: Callable[[str], bool]) -> Page:
        """Return at most count observations of wanted items, from a number on that is kept or comes next."""
        found: list[Observed] = []
        for observed in islice(self._kept, max(0, start - self.first), None):
            if wanted(observed.item):
                found.append(observed)
                if len(found) == count:
                    return Page(tuple(found), observed.sequence + 1)
        return Page(tuple(found), self.following)
