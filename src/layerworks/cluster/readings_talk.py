"""Telemetry over a connection: what this hub wrote goes to all that keep it, what others wrote comes. Needs the extra
`cluster`.

A file of readings lies in the outbox until the server has it on its disk, and in the stream until every hub that keeps
telemetry has it on its own. What is told twice is the same file again.
"""

import asyncio
import logging
from typing import Protocol

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import TimeoutError as NothingCame
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig
from nats.js.errors import Error as RefusedByServer

from layerworks.cluster.messages import Readings, Unreadable, encoded, in_parts, readings_in
from layerworks.cluster.server import EventServer
from layerworks.cluster.streams import READINGS
from layerworks.errors import Trouble

log = logging.getLogger(__name__)
LOOK_S = 1.0
AT_ONCE = 16
WAIT_S = 5.0
AGAIN_S = 30.0  # until what was not taken is told again


class Outbox(Protocol):
    """Files of readings on their way out; each call may take a moment."""

    def oldest(self) -> tuple[str, bytes] | None:
        """Return name and content of the file to go next, None for none."""
        ...

    def sent(self, name: str) -> None:
        """Take it that a file is where it was to go."""
        ...


class Inbox(Protocol):
    """Where files of readings of others are kept."""

    def take(self, hub: str, name: str, data: bytes) -> None:
        """Keep a file; once more is no harm. Raises Trouble."""
        ...


class ReadingsTalk:
    """hub: our name."""

    def __init__(self, server: EventServer, hub: str, outbox: Outbox, inbox: Inbox) -> None:
        self._server, self._hub, self._outbox, self._inbox = server, hub, outbox, inbox

    async def tell(self, _client: Client, jetstream: JetStreamContext) -> None:
        """Send files for ever, each until the server has it."""
        subject, stream = self._server.subject(READINGS, self._hub), self._server.stream(READINGS)
        while True:
            found = await asyncio.to_thread(self._outbox.oldest)
            if found is None:
                await asyncio.sleep(LOOK_S)
                continue
            name, data = found
            try:
                for part in in_parts(self._hub, name, data):
                    once = {"Nats-Msg-Id": f"{self._hub}/{name}/{part.part}"}
                    await jetstream.publish(subject, encoded(part), timeout=WAIT_S, stream=stream, headers=once)
            except (RefusedByServer, NothingCame) as why:  # its disk is full, say: what is to be told goes on waiting
                log.warning("readings not taken: %s", type(why).__name__)
                await asyncio.sleep(WAIT_S)
            else:
                await asyncio.to_thread(self._outbox.sent, name)

    async def hear(self, _client: Client, jetstream: JetStreamContext) -> None:
        """Keep what others send for ever; a file is acknowledged once it is on the disk."""
        config = ConsumerConfig(ack_policy=AckPolicy.EXPLICIT, ack_wait=AGAIN_S, max_ack_pending=128)
        subject, stream = self._server.subject(READINGS), self._server.stream(READINGS)
        durable = f"kept-by-{self._hub}"
        coming = await jetstream.pull_subscribe(subject, durable, stream=stream, config=config)
        waiting: dict[tuple[str, str, int], dict[int, tuple[Msg, Readings]]] = {}
        while True:
            try:
                messages = await coming.fetch(AT_ONCE, WAIT_S)
            except NothingCame:
                continue
            for message in messages:
                await self._take(message, waiting)

    async def _take(self, message: Msg, waiting: dict[tuple[str, str, int], dict[int, tuple[Msg, Readings]]]) -> None:
        try:
            part = readings_in(message.data)
        except Unreadable as why:
            log.warning("readings that cannot be read: %s", why)
            await message.ack()
            return
        if part.hub == self._hub:
            await message.ack()
            return
        key = part.hub, part.name, part.parts
        parts = waiting.setdefault(key, {})
        parts[part.part] = message, part
        if len(parts) < part.parts:
            return
        del waiting[key]
        data = b"".join(parts[place][1].data for place in range(part.parts))
        try:
            await asyncio.to_thread(self._inbox.take, part.hub, part.name, data)
        except Trouble as trouble:  # it is told again
            log.warning("readings of %s not kept: %s", part.hub, trouble)
            return
        for told, _ in parts.values():
            await told.ack()
