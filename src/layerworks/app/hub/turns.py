"""Places for something that only so many may do at once, given in turn to those who wait: nobody starves another."""

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager


class Turns:
    """most: places in all. each: of them for one caller, None for all.

    A free place goes to the next caller in turn, and among what one caller asks, to what was asked first. To be used on
    one loop.
    """

    def __init__(self, most: int, each: int | None = None) -> None:
        self._free, self._each = most, most if each is None else each
        self._held: Counter[str] = Counter()
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @asynccontextmanager
    async def of(self, caller: str) -> AsyncGenerator[None]:
        """Hold a place, as soon as it is this caller's turn."""
        place = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(caller, deque()).append(place)
        self._give()
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():  # given and not taken
                self._back(caller)
            else:
                self._give_up(caller, place)
            raise
        try:
            yield
        finally:
            self._back(caller)

    def _give(self) -> None:
        """Give free places to those whose turn it is; who got one is the last in turn."""
        for caller in tuple(self._waiting):
            if self._free == 0:
                return
            if self._held[caller] < self._each:
                self._waiting[caller].popleft().set_result(None)
                self._free -= 1
                self._held[caller] += 1
                self._waiting.move_to_end(caller)
                self._tidy(caller)

    def _back(self, caller: str) -> None:
        self._free += 1
        self._held[caller] -= 1
        if not self._held[caller]:
            del self._held[caller]
        self._give()

    def _give_up(self, caller: str, place: asyncio.Future[None]) -> None:
        if caller in self._waiting and place in self._waiting[caller]:
            self._waiting[caller].remove(place)
            self._tidy(caller)

    def _tidy(self, caller: str) -> None:
        if not self._waiting[caller]:
            del self._waiting[caller]
