"""A hub's connection to the server of events, made anew whenever it breaks. Needs the extra `cluster`.

Nobody waits for it: talks run beside the turns of the hub's loop and take what they tell from where it lies ready. A
connection that breaks takes its talks with it; each begins anew with the next one.
"""

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import nats.errors
from nats.aio.client import Client
from nats.js import JetStreamContext

from layerworks.cluster.server import EventServer
from layerworks.cluster.streams import make_streams

log = logging.getLogger(__name__)
CONNECT_S = 5
PING_S = 5
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 15.0
Talk = Callable[[Client, JetStreamContext], Awaitable[None]]
AWAY = (nats.errors.Error, OSError, TimeoutError)  # ssl.SSLError is an OSError


class EventLink:
    """Talks over one connection to a server. up: whether there is one."""

    def __init__(self, server: EventServer, password: str | None, name: str, talks: Sequence[Talk]) -> None:
        """Make ready; nothing is connected before `run`."""
        self._server, self._password, self._name, self._talks = server, password, name, tuple(talks)
        self.up = False

    async def run(self) -> None:
        """Connect and talk, again and again, until cancelled."""
        pause_s = FIRST_PAUSE_S
        while True:
            try:
                await self._connected()
                pause_s = FIRST_PAUSE_S
                log.warning("the connection to %s broke", self._server.address)
            except AWAY as error:
                if self.up:
                    pause_s = FIRST_PAUSE_S
                log.warning("no events over %s: %s", self._server.address, type(error).__name__)
            except Exception:  # whatever it is, the hub goes on, and so do events
                log.exception("events over %s broke", self._server.address)
            finally:
                self.up = False
            await asyncio.sleep(pause_s)
            pause_s = min(2.0 * pause_s, LONGEST_PAUSE_S)

    async def _connected(self) -> None:
        client, closed = Client(), asyncio.Event()

        async def gone() -> None:
            closed.set()

        async def heard(error: Exception) -> None:
            log.info("%s says: %s", self._server.address, type(error).__name__)

        await client.connect(
            self._server.address,
            name=self._name,
            user=self._server.user or None,
            password=self._password if self._server.user else None,
            tls=ssl.create_default_context(cafile=self._server.authorities) if self._server.tls else None,
            allow_reconnect=False,
            connect_timeout=CONNECT_S,
            ping_interval=PING_S,
            max_outstanding_pings=2,
            error_cb=heard,
            closed_cb=gone,
        )
        try:
            jetstream = client.jetstream(timeout=CONNECT_S)
            await make_streams(jetstream, self._server)
            self.up = True
            await _until_one_ends([closed.wait(), *(talk(client, jetstream) for talk in self._talks)])
        finally:
            await _ended([asyncio.ensure_future(client.close())], CONNECT_S)


async def _until_one_ends(what: Sequence[Awaitable[object]]) -> None:
    """Do some things at once until one ends, however it ends; what it raises is raised."""
    tasks = [asyncio.ensure_future(one) for one in what]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await _ended(tasks, 0.0)
    for task in done:
        if not task.cancelled():  # the client cancels those who wait for a message when it closes
            task.result()


async def _ended(tasks: Sequence[asyncio.Future[Any]], within_s: float) -> None:
    """Let tasks end within a time, then cancel them until they do: the client may lose a cancellation."""
    going = await _going(tasks, within_s)
    while going:
        for task in going:
            task.cancel()
        going = await _going(going, 1.0)


async def _going(tasks: Sequence[asyncio.Future[Any]], within_s: float) -> list[asyncio.Future[Any]]:
    """Return the tasks that have not ended after a time; what ended ones raise is of no interest any more."""
    if not tasks:
        return []
    ended, going = await asyncio.wait(tasks, timeout=within_s)
    for task in ended:
        if not task.cancelled():
            task.exception()
    return list(going)
