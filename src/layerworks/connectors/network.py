"""What all links to printers on a network share: two loops, HTTP sessions, and limits that spread the load.

One loop carries every link's reading and writing, one task a machine, so that a slow one delays nobody. Uploads have a
loop and a pool of their own: no reading waits for a big file. Calling is limited too, from the first packet to the
answer that makes a machine known: after a network cut a shop full of printers is called some at a time (`openings.py`).
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

import aiohttp

from layerworks.connectors._background import Background
from layerworks.connectors.bell import Bell
from layerworks.connectors.herd import LONGEST_S, LOOKED_AT, Herd
from layerworks.connectors.openings import LEAST, MOST, Openings
from layerworks.fleet.tape import Tape

SWEEP_S = 1.0
PULSE_S = 0.1  # while machines are being called
CUT_S = 0.1  # readings that come by themselves wait so long for others
FILE_THREADS = 32  # started when they are needed


class Watched(Protocol):
    """A connection that looks after itself when told that time has passed."""

    def sweep(self) -> None:
        """Look whether anything is due. On the loop of the links; must not wait."""
        ...


class Calling(Protocol):
    """A connection that waits for its turn to call."""

    def call(self) -> None:
        """Call now. On the loop of the links; must not wait."""
        ...


class Network:
    """Made once a process and handed to every link; close it when done.

    openings: most machines that are being called at a time. uploads: files being sent at a time. files: for servers of
    files that can only be spoken to by waiting for them (FTPS): no loop may. bell: rung when something happened at a
    machine. tape: takes the readings of machines that tell many. herd: lines that are read in turns.
    """

    def __init__(self, openings: int = MOST, uploads: int = 8) -> None:
        self.links = Background("links")
        self.uploads = Background("uploads")
        self.openings: Openings[Calling] = Openings(min(LEAST, openings), openings)
        self.upload_pool = asyncio.Semaphore(uploads)
        self.files = ThreadPoolExecutor(FILE_THREADS, "files")
        self.bell, self.tape = Bell(), Tape()
        self.herd = Herd(self.links.loop, self._grazed)
        self._sessions: dict[Background, aiohttp.ClientSession] = {}
        self._watched: set[Watched] = set()
        self._pulsing = self._closed = self._cutting = False
        self.links.call(self._begin_sweeping)

    def session(self, background: Background) -> aiohttp.ClientSession:
        """Return the HTTP session of a loop. To be called on it."""
        if background not in self._sessions:
            connector = aiohttp.TCPConnector(limit=0, ttl_dns_cache=300, force_close=background is self.uploads)
            self._sessions[background] = aiohttp.ClientSession(connector=connector)
        return self._sessions[background]

    def queue(self, connection: Calling) -> None:
        """Let a connection call when its turn comes. On the loop of the links, as the next two."""
        self.openings.ask(connection)
        self._admit()

    def known(self, connection: Calling) -> None:
        """The machine of a connection has told what it is and does: the next one may be called."""
        self.openings.answered(connection)
        self._admit()

    def gone(self, connection: Calling) -> None:
        """A connection is over, whether its turn had come or not."""
        self.openings.over(connection)
        self._admit()

    def watch(self, connection: Watched) -> None:
        """Sweep a connection every second from now on. On the loop of the links."""
        self._watched.add(connection)

    def unwatch(self, connection: Watched) -> None:
        """Sweep it no more."""
        self._watched.discard(connection)

    def close(self) -> None:
        """End every connection and both loops."""
        self._closed = True
        for background in (self.links, self.uploads):
            background.stop(self._closing(background))
        self.files.shutdown(wait=False, cancel_futures=True)

    def _closing(self, background: Background) -> Callable[[], Coroutine[Any, Any, None]]:
        async def close() -> None:
            session = self._sessions.pop(background, None)
            if session is not None:
                await session.close()

        return close

    def _admit(self) -> None:
        if self._closed:
            return
        now_s = self.links.loop.time()
        for connection in self.openings.admit(now_s):
            connection.call()
        if not self._pulsing and self.openings.busy:
            self._pulsing = True
            self.links.loop.call_at(now_s + PULSE_S, self._pulse, now_s + PULSE_S)

    def _pulse(self, due_s: float) -> None:
        now_s = self.links.loop.time()
        self.openings.woken(now_s - due_s, now_s)
        self._pulsing = False
        self._admit()

    def cut_soon(self) -> None:
        """Let go of what is on the tape in a moment: for lines that are not read in turns. On the loop of the links."""
        if not self._cutting:
            self._cutting = True
            self.links.loop.call_later(CUT_S, self._grazed)

    def _grazed(self) -> None:
        self._cutting = False
        if self.tape.cut():
            self.bell.ring()

    def _begin_sweeping(self) -> None:
        self.links.keep(self._sweep())

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_S)
            until_s = time.thread_time() + LONGEST_S
            for count, connection in enumerate(tuple(self._watched), 1):
                connection.sweep()
                # thousands of them must not hold up what is to be read
                if count % LOOKED_AT == 0 and time.thread_time() > until_s:
                    await asyncio.sleep(0)
                    until_s = time.thread_time() + LONGEST_S
