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
from layerworks.connectors.websocket import NotUpgraded, Websocket
from layerworks.fleet.commands import Upload

PING_AFTER_S = 5.0  # Moonraker speaks every second by itself
SILENT_S = 15.0
LARGEST_MESSAGE = 32 * 1024 * 1024
SLOWEST_UPLOAD = 20_000.0  # bytes a second


class Connection(Conversing):
    """One connection, from the token to its end."""

    def __init__(self, access: Access, network: Network, now: Callable[[], datetime]) -> None:
        self.talk: Conversation
        super().__init__(Conversation("layerworks", layerworks.__version__, access.site), network, now)
        self._access = access
        self._socket: Websocket | None = None

    async def dial(self) -> None:
        """Open the websocket, with a token of its own where no other key comes through."""
        access = self._access
        url, headers = access.http("/websocket"), access.headers()
        if access.one_shot and access.key is not None:
            session, tls = self.network.session(self.network.links), tls_of(access.fingerprint)
            async with session.get(access.http("/access/oneshot_token"), headers=headers, ssl=tls) as answer:
                if answer.status in (401, 403):
                    raise NotLetIn
                token = str((await answer.json())["result"])
            url, headers = f"{url}?token={token}", {}
        socket = Websocket(self.hear, LARGEST_MESSAGE)
        try:
            await socket.connect(url, headers, bytes.fromhex(access.fingerprint.replace(":", "")))
        except NotUpgraded as error:
            if error.status in (401, 403):
                raise NotLetIn from error
            raise
        self._socket = socket

    async def listen(self) -> None:
        """Let the socket hand on what comes until it ends."""
        assert self._socket is not None
        await self._socket.ended

    def hear(self, message: str | bytes) -> None:
        """Follow what brings readings alone, hand on all else."""
        if isinstance(message, bytes) and not self.over:
            with self._lock:
                rows = self.talk.follow(message, self._now().timestamp())
            if rows:
                self.heard_s = self.network.links.loop.time()
                for layout, taken_s, values in rows:
                    self.network.tape.write(self.number, layout, taken_s, values)
                if self._socket is None or not self._socket.grazing:
                    self.network.cut_soon()
                return
        super().hear(message)
        if self._socket is not None and self.talk.calm:
            self._socket.graze(self.network.herd)

    async def hang_up(self) -> None:
        """Close the socket."""
        if self._socket is not None:
            self._socket.close()

    async def say(self, message: str) -> None:
        """Send over the socket; what it answers is read at once."""
        if self._socket is not None:
            self._socket.attend()
            self._socket.send(message)

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
        if quiet_s > SILENT_S and self._socket is not None:
            self._socket.catch_up()
            quiet_s = self.network.links.loop.time() - self.heard_s
        if quiet_s > SILENT_S:
            self.lose("silent")
        elif quiet_s > PING_AFTER_S and self._socket is not None:
            self._socket.ping()
