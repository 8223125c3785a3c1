"""What goes on beside requests as long as a door is open, and how those who listen to it are said goodbye to."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any

from layerworks.app.hub.admission import Bearer, Right


class Streams:
    """Tasks that feed streams, begun with the application and ended with it."""

    def __init__(self) -> None:
        self._feeding: list[Callable[[], Coroutine[Any, Any, None]]] = []
        self._closing: list[Callable[[], None]] = []

    def add(self, feed: Callable[[], Coroutine[Any, Any, None]], close: Callable[[], None]) -> None:
        """Add a task that goes on for ever. close: ends what listens to it."""
        self._feeding.append(feed)
        self._closing.append(close)

    def close(self) -> None:
        """End all streams, so that the server need not wait for them."""
        for close in self._closing:
            close()

    @contextlib.asynccontextmanager
    async def kept(self, app: object) -> AsyncGenerator[None]:
        """Feed the streams meanwhile."""
        tasks = [asyncio.create_task(feed()) for feed in self._feeding]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def while_let_in(
    pieces: AsyncGenerator[bytes], right: Right, ask_again: Callable[[], Bearer | None]
) -> AsyncGenerator[bytes]:
    """Yield pieces for as long as whoever asked for them may have them: a token withdrawn ends its streams too."""
    async with contextlib.aclosing(pieces):
        async for piece in pieces:
            bearer = ask_again()
            if bearer is None or not bearer.may(right):
                return
            yield piece
