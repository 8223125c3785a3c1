"""One connection to PrusaLink: HTTP requests one after another, over a connection of the machine's own."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime

import aiohttp

from layerworks.connectors.conversing import DIAL_S, Conversing, NotLetIn, body_of, tls_of
from layerworks.connectors.http_access import HttpAccess
from layerworks.connectors.network import Network
from layerworks.connectors.prusalink.protocol import Conversation
from layerworks.connectors.prusalink.runs import Runs
from layerworks.connectors.talk import Ask
from layerworks.fleet.commands import Upload

SILENT_S = 10.0
SLOWEST_UPLOAD = 1_000.0  # bytes a second; printers were seen at 2,300
LARGEST_ANSWER = 8 * 1024 * 1024
PIECE = 16 * 1024


class Connection(Conversing):
    """One connection. poll_s: between two looks."""

    def __init__(
        self, access: HttpAccess, runs: Runs, network: Network, now: Callable[[], datetime], poll_s: float
    ) -> None:
        self._told = Conversation(runs)
        super().__init__(self._told, network, now)
        self._access = access
        self._poll_s = poll_s
        self._session: aiohttp.ClientSession | None = None

    async def dial(self) -> None:
        """Ask who is there."""
        self._session = self._new_session(keep=True)
        async with self._session.get(
            self._access.http("/api/version"), headers=self._access.headers(), ssl=tls_of(self._access.fingerprint)
        ) as answer:
            if answer.status in (401, 403):
                raise NotLetIn
            answer.raise_for_status()
            await answer.read()

    async def listen(self) -> None:
        """Look, and look again."""
        while not self.over:
            await asyncio.sleep(self._poll_s)
            self.take(self.talk.tick)

    async def hang_up(self) -> None:
        """Give the printer its connection back."""
        if self._session is not None:
            await self._session.close()

    async def request(self, ask: Ask) -> tuple[int, bytes]:
        """Make a request."""
        assert self._session is not None
        try:
            async with self._session.request(
                ask.method,
                self._access.http(ask.path),
                headers={**self._access.headers(), "Accept": "application/json"},
                ssl=tls_of(self._access.fingerprint),
                timeout=aiohttp.ClientTimeout(total=SILENT_S, connect=DIAL_S),
            ) as answer:
                return answer.status, await body_of(answer, LARGEST_ANSWER)
        except TimeoutError:
            self.lose("silent")
            raise

    async def send_file(self, upload: Upload) -> tuple[int, bytes]:
        """Upload in pieces without printing. Each piece that gets through shows that the printer is alive."""
        headers = {
            **self._access.headers(),
            "Content-Length": str(len(upload.text)),
            "Content-Type": "application/octet-stream",
            "Overwrite": "?1",
            "Print-After-Upload": "?0",
        }
        tls, limit_s = tls_of(self._access.fingerprint), 60.0 + len(upload.text) / SLOWEST_UPLOAD
        session = self._new_session(keep=self._access.password is not None)
        async with session:
            if self._access.password is not None:  # a body can be sent once: be let in before
                async with session.get(self._access.http("/api/version"), ssl=tls) as answer:
                    await answer.read()
            async with session.put(
                self._access.http(self._told.upload_path(upload)),
                data=self._pieces(upload.text),
                headers=headers,
                ssl=tls,
                timeout=aiohttp.ClientTimeout(total=limit_s, connect=DIAL_S),
            ) as answer:
                return answer.status, await body_of(answer, LARGEST_ANSWER)

    def look_after(self, quiet_s: float) -> None:
        """Each request has its own limit of time."""

    async def _pieces(self, text: bytes) -> AsyncIterator[bytes]:
        for begin in range(0, len(text), PIECE):
            yield text[begin : begin + PIECE]
            self.network.links.call(self.heard)

    def _new_session(self, keep: bool) -> aiohttp.ClientSession:
        password = self._access.password
        connector = (
            aiohttp.TCPConnector(limit=1, keepalive_timeout=60.0) if keep else aiohttp.TCPConnector(force_close=True)
        )
        middlewares = (
            (aiohttp.DigestAuthMiddleware(self._access.user or "maker", password.reveal()),) if password else ()
        )
        return aiohttp.ClientSession(connector=connector, middlewares=middlewares)
