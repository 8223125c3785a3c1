"""That there is something new in the journal, over a connection, both ways. Needs the extra `cluster`."""

import asyncio
import logging
from collections.abc import Callable

from nats.aio.client import Client
from nats.errors import TimeoutError as NothingCame
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from layerworks.cluster.messages import News, Unreadable, encoded, news_in
from layerworks.cluster.server import EventServer
from layerworks.cluster.streams import NEWS

log = logging.getLogger(__name__)
LOOK_S = 0.05
LONGEST_S = 60.0


class NewsTalk:
    """hub: our name. number: returns up to where we know the journal. hear: is told what others say."""

    def __init__(
        self, server: EventServer, hub: str, holder: str, number: Callable[[], int], hear: Callable[[int], None]
    ) -> None:
        self._server, self._hub, self._holder, self._number, self._hear = server, hub, holder, number, hear

    async def tell(self, client: Client, _jetstream: JetStreamContext) -> None:
        """Tell for ever, whenever we have written something."""
        subject, told = self._server.subject(NEWS, self._hub), 0
        while True:
            if (number := self._number()) > told:
                told = number
                await client.publish(subject, encoded(News(self._holder, number)))
            await asyncio.sleep(LOOK_S)

    async def hear(self, _client: Client, jetstream: JetStreamContext) -> None:
        """Hear for ever: the last of each hub, then what comes."""
        config = ConsumerConfig(ack_policy=AckPolicy.NONE, deliver_policy=DeliverPolicy.LAST_PER_SUBJECT)
        subject, stream = self._server.subject(NEWS), self._server.stream(NEWS)
        heard = await jetstream.subscribe(subject, stream=stream, config=config, manual_ack=True)
        while True:
            try:
                message = await heard.next_msg(LONGEST_S)
                news = news_in(message.data)
            except NothingCame:
                continue
            except Unreadable as why:
                log.warning("a message of the journal says nothing: %s", why)
                continue
            if news.holder != self._holder:
                self._hear(news.number)
