"""Sights of machines over a connection, both ways. Needs the extra `cluster`."""

import asyncio
import logging
from collections.abc import Callable, Iterable

from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from layerworks.cluster.messages import Sights, Unreadable, encoded, sights_in
from layerworks.cluster.server import EventServer
from layerworks.cluster.streams import SIGHTS

log = logging.getLogger(__name__)
BEAT_S = 0.25
DEAF_S = 10.0  # our own messages come back to us: a connection on which nothing comes for so long is no good


class SightsTalk:
    """hub: our name. beat: returns what is to be told now; told True, everything. hear: is told what comes."""

    def __init__(
        self, server: EventServer, hub: str, beat: Callable[[bool], Iterable[Sights]], hear: Callable[[Sights], None]
    ) -> None:
        self._server, self._hub, self._beat, self._hear = server, hub, beat, hear

    async def tell(self, client: Client, _jetstream: JetStreamContext) -> None:
        """Tell for ever; the first beat of a connection tells everything."""
        subject, anew = self._server.subject(SIGHTS, self._hub), True
        while True:
            for sights in self._beat(anew):
                await client.publish(subject, encoded(sights))
            anew = False
            await asyncio.sleep(BEAT_S)

    async def hear(self, _client: Client, jetstream: JetStreamContext) -> None:
        """Hear for ever: what the stream still has, then what comes. Raises TimeoutError when nothing does."""
        config = ConsumerConfig(ack_policy=AckPolicy.NONE, deliver_policy=DeliverPolicy.ALL)
        subject, stream = self._server.subject(SIGHTS), self._server.stream(SIGHTS)
        heard = await jetstream.subscribe(subject, stream=stream, config=config, manual_ack=True)
        while True:
            message = await heard.next_msg(DEAF_S)
            try:
                self._hear(sights_in(message.data))
            except Unreadable as why:
                log.warning("a message at %s says nothing: %s", message.subject, why)
