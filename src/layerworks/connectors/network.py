"""What all links to printers on a network share: two loops, HTTP sessions, and limits that spread the load.

One loop carries every link's reading and writing, one task a machine, so that a slow one delays nobody. Uploads have a
loop and a pool of their own: no reading waits for a big file. Calling is limited too: after a network cut a shop full
of printers is called a few dozen at a time.
"""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

import aiohttp

from layerworks.connectors._background import Background

SWEEP_S = 1.0
FILE_THREADS = 32  # started when they are needed


class Watched(Protocol):
    """A connection that looks after itself when told that time has passed."""

    def sweep(self) -> None:
        """Look whether anything is due. On the loop of the links; must not wait."""
        ...


class Network:
    """Made once a process and handed to every link; close it when done.

    dials: connections being made at a time. uploads: files being sent at a time. files: for servers of files that can
    only be spoken to by waiting for them (FTPS): no loop may.
    """

    def __init__(self, dials: int = 64, uploads: int = 8) -> None:
        self.links = Background("links")
        self.uploads = Background("uploads")
        self.dials = asyncio.Semaphore(dials)
        self.upload_pool = asyncio.Semaphore(uploads)
        self.files = ThreadPoolExecutor(FILE_THREADS, "files")
        self._sessions: dict[Background, aiohttp.ClientSession] = {}
        self._watched: set[Watched] = set()
        self.links.call(self._begin_sweeping)

    def session(self, background: Background) -> aiohttp.ClientSession:
        """Return the HTTP session of a loop. To be called on it."""
        if background not in self._sessions:
            connector = aiohttp.TCPConnector(limit=0, ttl_dns_cache=300, force_close=background is self.uploads)
            self._sessions[background] = aiohttp.ClientSession(connector=connector)
        return self._sessions[background]

    def watch(self, connection: Watched) -> None:
        """Sweep a connection every second from now on. On the loop of the links."""
        self._watched.add(connection)

    def unwatch(self, connection: Watched) -> None:
        """Sweep it no more."""
        self._watched.discard(connection)

    def close(self) -> None:
        """End every connection and both loops."""
        for background in (self.links, self.uploads):
            background.stop(self._closing(background))
        self.files.shutdown(wait=False, cancel_futures=True)

    def _closing(self, background: Background) -> Callable[[], Coroutine[Any, Any, None]]:
        async def close() -> None:
            session = self._sessions.pop(background, None)
            if session is not None:
                await session.close()

        return close

    def _begin_sweeping(self) -> None:
        self.links.keep(self._sweep())

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_S)
            for place, connection in enumerate(tuple(self._watched)):
                connection.sweep()
                if place % 500 == 499:
                    await asyncio.sleep(0)  # thousands of them must not hold up what is to be read
