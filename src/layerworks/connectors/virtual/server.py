"""A shop of virtual printers on one loopback port, each under a path of its own."""

import asyncio
import ssl
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Protocol, TypeVar

from aiohttp import web

from layerworks.connectors._background import Background

LARGEST_UPLOAD = 1024 * 1024 * 1024
GOODBYE_S = 0.2  # TLS says goodbye after a connection is closed
T = TypeVar("T")


class VirtualServer(Protocol):
    """One machine's server, of whatever brand that speaks HTTP."""

    async def serve(self, request: web.Request, path: str) -> web.StreamResponse:
        """Answer a request. path: below the machine's own address."""
        ...

    async def push(self) -> None:
        """Tell what changed."""
        ...

    async def beat(self) -> None:
        """Tell what is told every second."""
        ...

    async def cut(self) -> None:
        """Break every connection."""
        ...


class VirtualShop:
    """Serves machines until closed. every_s: between two updates; real ones take 0.25 s. tls: serve over it."""

    def __init__(
        self,
        machines: Mapping[str, VirtualServer],
        every_s: float = 0.25,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.machines = machines
        self._every_s = every_s
        self._background = Background("virtual-shop")
        self._tls = tls
        self._runner: web.AppRunner | None = None
        self.port = self.do(self._start(port))

    def url(self, machine: str) -> str:
        """Return where a machine is reached."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}/{machine}"

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something on the server's loop and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._background.loop).result(30.0)

    def touch(self, work: Callable[[], T]) -> T:
        """Call something on the server's loop: the only place where a printer may be touched by hand."""

        async def touched() -> T:
            return work()

        return self.do(touched())

    def close(self) -> None:
        """Stop serving."""
        self._background.stop(self._stop)

    async def _start(self, port: int) -> int:
        app = web.Application(client_max_size=LARGEST_UPLOAD)
        app.router.add_route("*", "/{machine}/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port, backlog=1024, ssl_context=self._tls)
        await site.start()
        self._background.keep(self._go_on())
        return self._runner.addresses[0][1]

    async def _stop(self) -> None:
        for machine in self.machines.values():
            await machine.cut()
        if self._runner is not None:
            await self._runner.cleanup()
        if self._tls is not None:
            await asyncio.sleep(GOODBYE_S)

    async def _go_on(self) -> None:
        beats = max(1, round(1.0 / self._every_s))
        turn = 0
        while True:
            await asyncio.sleep(self._every_s)
            turn += 1
            for machine in tuple(self.machines.values()):
                await machine.push()
                if turn % beats == 0:
                    await machine.beat()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        machine = self.machines.get(request.match_info["machine"])
        if machine is None:
            raise web.HTTPNotFound
        return await machine.serve(request, request.match_info["path"])
