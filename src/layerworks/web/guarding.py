"""Who may pass the hub's door, and how often."""

import time
from collections import OrderedDict
from collections.abc import Callable

MOST_CALLERS = 10_000


class Buckets:
    """A bucket of tokens for every caller: per_s flow in, most are kept; old ones are forgotten."""

    def __init__(self, per_s: float, most: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_s, self._most, self._clock = per_s, most, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, caller: str, cost: float = 1.0) -> bool:
        """Take tokens from a caller's bucket; False when there are not enough, and none are taken."""
        now = self._clock()
        left, at = self._left.pop(caller, (self._most, now))
        left = min(self._most, left + (now - at) * self._per_s)
        enough = left >= cost
        self._left[caller] = (left - cost if enough else left, now)
        if len(self._left) > MOST_CALLERS:
            self._left.popitem(last=False)
        return enough

    def wait_s(self, caller: str, cost: float = 1.0) -> float:
        """Return after how many seconds a caller's bucket holds enough, if nothing is taken from it meanwhile."""
        left, at = self._left.get(caller, (self._most, self._clock()))
        lacking = cost - left - (self._clock() - at) * self._per_s
        return max(0.0, lacking / self._per_s) if self._per_s > 0.0 else 3600.0
