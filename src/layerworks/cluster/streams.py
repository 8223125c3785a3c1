"""The streams of a shop: what each keeps, and for how long. Needs the extra `cluster`."""

from nats.js import JetStreamContext
from nats.js.api import DiscardPolicy, StorageType, StreamConfig
from nats.js.errors import NotFoundError

from layerworks.cluster.server import EventServer

SIGHTS, NEWS, READINGS = "sights", "news", "readings"
WHOLE_S = 20.0  # in which every machine is told whole once
KEPT_S = 2 * WHOLE_S  # so that a hub that joins finds every machine in the stream
READINGS_KEPT_S = 7 * 24 * 3600.0
MOST_READINGS = 2**30  # bytes; the oldest go first
MOST_SIGHTS = 2**27


def streams_of(server: EventServer) -> tuple[StreamConfig, ...]:
    """Return what each stream is to be. Only readings are worth a disk: the others are as good as new in seconds."""
    sights = StreamConfig(
        name=server.stream(SIGHTS),
        subjects=[server.subject(SIGHTS)],
        storage=StorageType.MEMORY,
        max_age=KEPT_S,
        max_bytes=MOST_SIGHTS,
        discard=DiscardPolicy.OLD,
    )
    news = StreamConfig(
        name=server.stream(NEWS),
        subjects=[server.subject(NEWS)],
        storage=StorageType.MEMORY,
        max_msgs_per_subject=1,
    )
    readings = StreamConfig(
        name=server.stream(READINGS),
        subjects=[server.subject(READINGS)],
        storage=StorageType.FILE,
        max_age=READINGS_KEPT_S,
        max_bytes=MOST_READINGS,
        discard=DiscardPolicy.OLD,
    )
    return sights, news, readings


async def make_streams(jetstream: JetStreamContext, server: EventServer) -> None:
    """Make the streams that are not there; one that is stays as somebody has made it."""
    for config in streams_of(server):
        try:
            await jetstream.stream_info(config.name or "")
        except NotFoundError:
            await jetstream.add_stream(config)
