"""The hub's process: its loop, its door, and a stop that leaves every machine as it is."""

import asyncio
import contextlib
import importlib.util
import signal
import socket
import ssl
from collections.abc import Callable, Generator
from pathlib import Path

import uvicorn

from layerworks.app.hub.house import Hub
from layerworks.app.hub.opcua import served_by_opcua
from layerworks.app.hub.outward import SHUT, Outward
from layerworks.app.hub.publishing import published
from layerworks.errors import Unreachable
from layerworks.web.connections import HubConnection
from layerworks.web.descriptors import make_room
from layerworks.web.hub_door import hub_door
from layerworks.words import say

STOPS = (signal.SIGINT, signal.SIGTERM)
GOODBYE_S = 1  # for requests that are being answered
IDLE_S = 75  # for which a connection is kept
BACKLOG = 2048
HEADERS = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
]
ONLY_TLS = ("Strict-Transport-Security", "max-age=15552000")  # half a year, by which time every certificate is renewed


def new_loop() -> asyncio.AbstractEventLoop:
    """Return the loop for a hub: uvloop's where there is one, which halves what a request costs."""
    if importlib.util.find_spec("uvloop") is not None:
        import uvloop

        return uvloop.new_event_loop()
    return asyncio.new_event_loop()


async def serve_hub(
    hub: Hub,
    host: str,
    port: int,
    certificate: Path | None,
    begun: Callable[[str, str | None], None],
    outward: Outward = SHUT,
) -> None:
    """Tend and serve until the process is asked to stop, or tending breaks down, which is raised.

    certificate: PEM with chain and key; with it the door speaks TLS. begun: hears the address once it answers, and the
    code for the owner's account while there is none.
    outward: the doors to programs of others that are open. Raises Unreachable where nobody can listen there.
    """
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in STOPS:
        with contextlib.suppress(NotImplementedError):  # Windows ends by KeyboardInterrupt
            loop.add_signal_handler(number, stopped.set)
    make_room()
    sockets = await _listening(host, port)
    door = _Door(hub, outward, certificate)
    serving = loop.create_task(door.serve(sockets))
    tending = loop.create_task(hub.tend())
    waiting = loop.create_task(stopped.wait())
    try:
        await door.open()
        begun(f"{'https' if certificate else 'http'}://{_shown(host)}:{sockets[0].getsockname()[1]}", door.first_code())
        async with (
            published(hub, outward.broker, outward.password),
            served_by_opcua(hub, outward.opcua, hub.telemetry.parent / "opcua"),
        ):
            await asyncio.wait({tending, waiting, serving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
        stopped_early = tending.done()
        tending.cancel()
        door.close()
        await serving
        with contextlib.suppress(asyncio.CancelledError):
            if stopped_early:
                tending.result()
            await tending


class _Door(uvicorn.Server):
    """The server in a loop that is not its own: signals are ours, and streams end before it waits for them."""

    def __init__(self, hub: Hub, outward: Outward, certificate: Path | None) -> None:
        app = hub_door(hub, outward)
        self._streams, self._opened = app.state.streams, asyncio.Event()
        self.first_code: Callable[[], str | None] = app.state.accounts.first_code
        config = uvicorn.Config(
            app,
            http=HubConnection,
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            proxy_headers=False,  # whoever asks is known by the connection, not by what it says of itself
            server_header=False,
            headers=[*HEADERS, ONLY_TLS] if certificate else HEADERS,
            timeout_keep_alive=IDLE_S,
            timeout_graceful_shutdown=GOODBYE_S,
            backlog=BACKLOG,
        )
        config.load()
        if certificate is not None:
            config.ssl = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            config.ssl.load_cert_chain(certificate)
        super().__init__(config)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        self._opened.set()

    async def open(self) -> None:
        """Wait until requests are answered."""
        await self._opened.wait()

    def close(self) -> None:
        """Answer what is being asked, then no more."""
        self._streams.close()
        self.should_exit = True

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave signals alone."""
        yield


async def _listening(host: str, port: int) -> list[socket.socket]:
    """Return sockets that listen at every address of a name. Raises Unreachable."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        places = dict.fromkeys((family, address) for family, _, _, _, address in found)
        return [socket.create_server(address[:2], family=family, backlog=BACKLOG) for family, address in places]
    except OSError as error:
        told = say("web.no_listening", host=host, port=port, detail=error.strerror or str(error))
        raise Unreachable(told, say("web.no_listening_remedy")) from error


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
