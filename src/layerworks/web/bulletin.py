"""What changed on the board as watchers are sent it: put into bytes once, however many of them there are."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable

import msgspec

from layerworks.app.hub.board import Board

MOST_KEPT = 8  # watchers that keep up want the newest; those who fell behind are few
ALIVE_S = 15.0  # between two signs of life
ALIVE = b": alive\n\n"


class Bulletin:
    """Events of a board for `text/event-stream`."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._kept: dict[tuple[int, int], bytes] = {}
        self._round = asyncio.Event()  # over when there is something to tell
        self._signs = 0
        self._closed = False

    def since(self, revision: int) -> tuple[bytes, int]:
        """Return an event with all that is newer than a revision, empty for nothing, and the revision it leads to."""
        now = self._board.revision
        event = self._kept.get((revision, now))
        if event is None:
            changes = self._board.since(revision)
            body = msgspec.json.encode(changes)
            event = b"id: %d\nevent: machines\ndata: %s\n\n" % (now, body) if changes else b""
            self._kept[revision, now] = event
            if len(self._kept) > MOST_KEPT:
                del self._kept[next(iter(self._kept))]
        return event, now

    async def follow(self, revision: int) -> AsyncGenerator[bytes]:
        """Yield what is newer than a revision, and whatever comes; signs of life in between."""
        event, seen = self.since(revision if revision <= self._board.revision else 0)  # else of an earlier process
        signs = self._signs
        while not self._closed:
            if event:
                yield event
            elif signs != self._signs:
                yield ALIVE
            signs = self._signs
            if seen == self._board.revision:
                await self._round.wait()
            event, seen = self.since(seen)

    async def keep(self, newer_than: Callable[[int], Awaitable[None]]) -> None:
        """Wake all followers for ever: when the board has something newer, and for a sign of life."""
        told = 0
        while True:
            try:
                async with asyncio.timeout(ALIVE_S):
                    await newer_than(told)
            except TimeoutError:
                self._signs += 1
            told = self._board.revision
            self._turn()

    def close(self) -> None:
        """Say goodbye to all followers."""
        self._closed = True
        self._turn()

    def _turn(self) -> None:
        self._round, over = asyncio.Event(), self._round
        over.set()
