"""One connection to Moonraker: a websocket, and HTTP uploads beside it."""

import io
from collections.abc import Callable
from datetime import datetime

import aiohttp

import layerworks
from layerworks.connectors.conversing import DIAL_S, Conversing, NotLetIn, tls_of
from layerworks.connectors.moonraker.access import Access
from layerworks.connectors.moonraker.protocol import Conversation
from layerworks.connectors.network import Network
from layerworks.fleet.commands import Upload

PING_AFTER_S = 5.0  # Moonraker speaks every second by itself
SILENT_S = 15.0
LARGEST_MESSAGE = 32 * 1024 * 1024
SLOWEST_UPLOAD = 20_000.0  # bytes a second


class Connection(Conversing):
    """One connection, from the token to its end."""

    def __init__(self, access: Access, network: Network, now: Callable[[], datetime]) -> None:
        super().__init__(Conversation("layerworks", layerworks.__version__), network, now)
        self._access = access
        self._ws: aiohttp.ClientWebSocketResponse | None = None

    async def dial(self) -> None:
        """Open the websocket, with a token of its own where no other key comes through."""
        session, access = self.network.session(self.network.links), self._access
        tls, url, headers = tls_of(access.fingerprint), access.http("/websocket"), access.headers()
        if access.one_shot and access.key is not None:
            async with session.get(access.http("/access/oneshot_token"), headers=headers, ssl=tls) as answer:
                if answer.status in (401, 403):
                    raise NotLetIn
                token = str((await answer.json())["result"])
            url, headers = f"{url}?token={token}", {}
        try:
            self._ws = await session.ws_connect(
                url,
                headers=headers,
                ssl=tls,
                max_msg_size=LARGEST_MESSAGE,
                timeout=aiohttp.ClientWSTimeout(ws_close=1.0),  # pyright: ignore[reportCallIssue] it is an attrs class
            )
        except aiohttp.WSServerHandshakeError as error:
            if error.status in (401, 403):
                raise NotLetIn from error
            raise

    async def listen(self) -> None:
        """Hand on what comes."""
        assert self._ws is not None
        async for message in self._ws:
            if self.over:
                return
            if message.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
                self.hear(message.data)

    async def hang_up(self) -> None:
        """Close the socket."""
        if self._ws is not None:
            await self._ws.close()

    async def say(self, message: str) -> None:
        """Send over the socket."""
        if self._ws is not None:
            await self._ws.send_str(message)

    async def send_file(self, upload: Upload) -> tuple[int, bytes]:
        """Upload, with the digest for Moonraker to check."""
        form = aiohttp.FormData()
        form.add_field("root", "gcodes")
        form.add_field("checksum", upload.digest)
        form.add_field("file", io.BytesIO(upload.text), filename=upload.file, content_type="text/x-gcode")
        async with self.network.session(self.network.uploads).post(
            self._access.http("/server/files/upload"),
            data=form,
            headers=self._access.headers(),
            ssl=tls_of(self._access.fingerprint),
            timeout=aiohttp.ClientTimeout(total=60.0 + len(upload.text) / SLOWEST_UPLOAD, connect=DIAL_S),
        ) as answer:
            return answer.status, await answer.content.read(65536)

    def look_after(self, quiet_s: float) -> None:
        """Ping a quiet line, give up a silent one."""
        if quiet_s > SILENT_S:
            self.lose("silent")
        elif quiet_s > PING_AFTER_S and self._ws is not None:
            self.network.links.keep(self.safely(self._ws.ping()))
