"""A hub's machines on a broker, as long as the hub runs."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager

from layerworks.app.hub.following import Seen, keep_telling
from layerworks.app.hub.house import Hub
from layerworks.outward.sparkplug.broker import Broker
from layerworks.storage.vault import Vault

EVERY_S = 1.0
PASSWORD = "LAYERWORKS_BROKER_PASSWORD"


def password_of(broker: Broker, environment: Mapping[str, str], vault: Vault) -> str | None:
    """Return our password at a broker: of the environment, which is sealed for the next time, else the sealed one."""
    if told := environment.get(PASSWORD):
        vault.put(broker.sealed_as, told)
        return told
    return vault.get(broker.sealed_as)


@asynccontextmanager
async def published(hub: Hub, broker: Broker | None, password: str | None) -> AsyncGenerator[None]:
    """Tell a broker of the hub's machines meanwhile; None for no broker."""
    if broker is None:
        yield
        return
    from layerworks.outward.sparkplug.link import SparkplugLink

    link = SparkplugLink(broker, password, hub.now)

    async def tell(seen: Seen) -> None:
        link.tell(seen)

    link.open()
    task = asyncio.get_running_loop().create_task(keep_telling(hub, EVERY_S, tell))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await asyncio.to_thread(link.close)
