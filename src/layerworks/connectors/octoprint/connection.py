"""One connection to OctoPrint: a websocket, and HTTP requests beside it."""

import io
from collections.abc import Callable
from datetime import datetime

import aiohttp
import msgspec

from layerworks.connectors.conversing import DIAL_S, Conversing, NotLetIn, body_of, tls_of
from layerworks.connectors.http_access import HttpAccess
from layerworks.connectors.network import Network
from layerworks.connectors.octoprint.frames import Login
from layerworks.connectors.octoprint.planting import FILES
from layerworks.connectors.octoprint.protocol import Conversation
from layerworks.connectors.octoprint.runs import Runs
from layerworks.connectors.talk import Ask
from layerworks.fleet.commands import Upload

PING_AFTER_S = 2.0  # with nothing to tell, OctoPrint says nothing for a minute
SILENT_S = 15.0
ANSWER_S = 30.0
LARGEST_MESSAGE = 32 * 1024 * 1024
SLOWEST_UPLOAD = 20_000.0  # bytes a second


class Connection(Conversing):
    """One connection, from the login to its end."""

    def __init__(self, access: HttpAccess, runs: Runs, network: Network, now: Callable[[], datetime]) -> None:
        super().__init__(Conversation(Login(), runs), network, now)
        self._access = access
        self._runs = runs
        self._ws: aiohttp.ClientWebSocketResponse | None = None

    async def dial(self) -> None:
        """Log in with the key, then open the push socket."""
        session, access = self.network.session(self.network.links), self._access
        async with session.post(
            access.http("/api/login"), json={"passive": True}, headers=access.headers(), ssl=tls_of(access.fingerprint)
        ) as answer:
            if answer.status in (400, 401, 403):  # 400: an unknown key leaves us a browser without a token
                raise NotLetIn
            answer.raise_for_status()
            try:
                login = msgspec.json.decode(await answer.read(), type=Login)
            except msgspec.MsgspecError as error:
                raise aiohttp.ClientPayloadError from error
        if login.name is None or login.session is None:  # nobody: the key is no key
            raise NotLetIn
        self.talk = Conversation(login, self._runs, access.url)
        self._ws = await session.ws_connect(
            access.http("/sockjs/websocket"),
            ssl=tls_of(access.fingerprint),
            autoping=False,
            max_msg_size=LARGEST_MESSAGE,
            timeout=aiohttp.ClientWSTimeout(ws_close=1.0),  # pyright: ignore[reportCallIssue] it is an attrs class
        )

    async def listen(self) -> None:
        """Hand on what is pushed."""
        assert self._ws is not None
        async for message in self._ws:
            if self.over:
                return
            match message.type:
                case aiohttp.WSMsgType.TEXT | aiohttp.WSMsgType.BINARY:
                    self.hear(message.data)
                case aiohttp.WSMsgType.PING:
                    await self._ws.pong(message.data)
                case _:
                    self.heard()

    async def hang_up(self) -> None:
        """Close the socket."""
        if self._ws is not None:
            await self._ws.close()

    async def say(self, message: str) -> None:
        """Send over the socket."""
        if self._ws is not None:
            await self._ws.send_str(message)

    async def request(self, ask: Ask) -> tuple[int, bytes]:
        """Make a request."""
        async with self.network.session(self.network.links).request(
            ask.method,
            self._access.http(ask.path),
            json=ask.json,
            headers=self._access.headers(),
            ssl=tls_of(self._access.fingerprint),
            timeout=aiohttp.ClientTimeout(total=ANSWER_S, connect=DIAL_S),
        ) as answer:
            return answer.status, await body_of(answer, LARGEST_MESSAGE)

    async def send_file(self, upload: Upload) -> tuple[int, bytes]:
        """Upload, neither selecting nor printing: with `print` a busy OctoPrint stores it and says nothing of it."""
        form = aiohttp.FormData()
        form.add_field("file", io.BytesIO(upload.text), filename=upload.file, content_type="text/x-gcode")
        async with self.network.session(self.network.uploads).post(
            self._access.http(FILES),
            data=form,
            headers=self._access.headers(),
            ssl=tls_of(self._access.fingerprint),
            timeout=aiohttp.ClientTimeout(total=60.0 + len(upload.text) / SLOWEST_UPLOAD, connect=DIAL_S),
        ) as answer:
            return answer.status, await body_of(answer, LARGEST_MESSAGE)

    def look_after(self, quiet_s: float) -> None:
        """Ping a quiet line, give up a silent one."""
        if quiet_s > SILENT_S:
            self.lose("silent")
        elif quiet_s > PING_AFTER_S and self._ws is not None:
            self.network.links.keep(self.safely(self._ws.ping()))
