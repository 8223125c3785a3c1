"""The hub's process: its loop, its door, and a stop that leaves every machine as it is."""

import asyncio
import contextlib
import signal
import ssl
from collections.abc import Callable
from pathlib import Path

from aiohttp import web

from layerworks.app.hub.house import Hub
from layerworks.app.hub.opcua import served_by_opcua
from layerworks.app.hub.outward import SHUT, Outward
from layerworks.app.hub.publishing import published
from layerworks.web.hub_door import hub_door

STOPS = (signal.SIGINT, signal.SIGTERM)


async def serve_hub(
    hub: Hub, host: str, port: int, certificate: Path | None, begun: Callable[[str], None], outward: Outward = SHUT
) -> None:
    """Tend and serve until the process is asked to stop, or tending breaks down, which is raised.

    certificate: PEM with chain and key; with it the door speaks TLS. begun: hears the address once it answers.
    outward: the doors to programs of others that are open.
    """
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in STOPS:
        with contextlib.suppress(NotImplementedError):  # Windows ends by KeyboardInterrupt
            loop.add_signal_handler(number, stopped.set)
    tls = None
    if certificate is not None:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(certificate)
    runner = web.AppRunner(hub_door(hub, outward), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    tending = loop.create_task(hub.tend())
    waiting = loop.create_task(stopped.wait())
    try:
        await web.TCPSite(runner, host, port, ssl_context=tls).start()
        begun(f"{'https' if tls else 'http'}://{host}:{runner.addresses[0][1]}")
        async with (
            published(hub, outward.broker, outward.password),
            served_by_opcua(hub, outward.opcua, hub.telemetry.parent / "opcua"),
        ):
            await asyncio.wait({tending, waiting}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
        stopped_early = tending.done()
        tending.cancel()
        await runner.cleanup()
        with contextlib.suppress(asyncio.CancelledError):
            if stopped_early:
                tending.result()
            await tending
