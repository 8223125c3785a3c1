"""One connection to Moonraker: reading and writing for a conversation, on the loop of the links."""

import asyncio
import io
import threading
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

import aiohttp

import layerworks
from layerworks.connectors.moonraker.access import Access
from layerworks.connectors.moonraker.protocol import Call, Conversation, Reply, Store
from layerworks.connectors.network import Network
from layerworks.fleet.commands import Command, Upload
from layerworks.fleet.observations import LinkLost, Observation

DIAL_S = 10.0
PING_AFTER_S = 5.0  # Moonraker speaks every second by itself
SILENT_S = 15.0
LARGEST_MESSAGE = 32 * 1024 * 1024
SLOWEST_UPLOAD = 20_000.0  # bytes a second


class Connection:
    """From a first try to the end; never again after that. `drain` may be called from any thread, all else on the loop.

    The lock is held for microseconds, by whoever takes a message in or takes observations out.
    """

    def __init__(self, access: Access, network: Network, now: Callable[[], datetime]) -> None:
        self._access = access
        self._network = network
        self._now = now
        self._lock = threading.Lock()
        self._seen: list[Observation] = []
        self._talk = Conversation("layerworks", layerworks.__version__)
        self._ws: aiohttp.ClientWebSocketResponse | None = None
        self._task: asyncio.Task[None] | None = None
        self._uploading: set[asyncio.Task[None]] = set()
        self._heard_s = 0.0
        self._over = False

    def start(self) -> None:
        """Call the machine."""
        if not self._over:
            self._heard_s = self._network.links.loop.time()
            self._task = self._network.links.keep(self._run())
            self._network.watch(self)

    def drain(self) -> tuple[Observation, ...]:
        """Return what was seen since the last call."""
        with self._lock:
            seen = (*self._seen, *self._talk.readings()) if not self._over else tuple(self._seen)
            self._seen.clear()
        return seen

    def ask(self, command: Command) -> None:
        """Ask for something."""
        if self._ws is not None and not self._over:
            with self._lock:
                reply = self._talk.ask(command, self._now())
            self._do(reply)

    def end(self) -> None:
        """End it without a word: nobody listens any more."""
        self._finish("")
        if self._task is not None:
            self._task.cancel()

    def sweep(self) -> None:
        """Look after a silent line, and whatever the conversation has due."""
        quiet_s = self._network.links.loop.time() - self._heard_s
        if self._ws is None:
            return
        if quiet_s > SILENT_S:
            self._lose("silent")
            return
        if quiet_s > PING_AFTER_S:
            self._network.links.keep(_safely(self._ws.ping()))
        with self._lock:
            reply = self._talk.tick(self._now())
        self._do(reply)

    async def _run(self) -> None:
        why = "connection closed"
        try:
            async with self._network.dials:
                ws = await asyncio.wait_for(self._dial(), DIAL_S)
            try:
                await self._listen(ws)
            finally:
                await _hung_up(ws)
        except aiohttp.WSServerHandshakeError as error:
            why = "not let in" if error.status in (401, 403) else f"HTTP {error.status}"
        except TimeoutError:
            why = "no answer"
        except (aiohttp.ClientError, OSError) as error:
            why = type(error).__name__
        finally:
            self._finish(why)

    async def _dial(self) -> aiohttp.ClientWebSocketResponse:
        session, access = self._network.session(self._network.links), self._access
        url, headers = access.http("/websocket"), access.headers()
        if access.one_shot and access.key is not None:
            async with session.get(access.http("/access/oneshot_token"), headers=headers, ssl=tls_of(access)) as answer:
                if answer.status in (401, 403):
                    raise aiohttp.WSServerHandshakeError(answer.request_info, (), status=answer.status)
                token = str((await answer.json())["result"])
            url, headers = f"{url}?token={token}", {}
        return await session.ws_connect(
            url,
            headers=headers,
            ssl=tls_of(access),
            max_msg_size=LARGEST_MESSAGE,
            timeout=aiohttp.ClientWSTimeout(ws_close=1.0),  # pyright: ignore[reportCallIssue] it is an attrs class
        )

    async def _listen(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        loop, talk, lock = self._network.links.loop, self._talk, self._lock
        self._ws, self._heard_s = ws, loop.time()
        with lock:
            reply = talk.begin(self._now())
        self._do(reply)
        async for message in ws:
            if self._over:
                return
            self._heard_s = loop.time()
            if message.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
                with lock:
                    reply = talk.hear(message.data, self._now())
                if reply[0] or reply[1]:
                    self._do(reply)

    def _do(self, reply: Reply) -> None:
        observations, requests = reply
        if self._over or self._ws is None:
            return
        if observations:
            with self._lock:
                self._seen.extend(observations)
        for request in requests:
            match request:
                case Call():
                    self._network.links.keep(_safely(self._ws.send_str(request.text())))
                case Store(upload):
                    self._network.uploads.call(self._begin_upload, upload)
                case _:
                    self._lose(request.why)

    def _lose(self, why: str) -> None:
        self._finish(why)
        if self._task is not None:
            self._task.cancel()

    def _finish(self, why: str) -> None:
        if self._over:
            return
        with self._lock:
            self._over = True
            self._seen.append(LinkLost(self._now(), why))
        self._network.unwatch(self)
        self._network.uploads.call(self._drop_uploads)

    # On the loop of the uploads

    def _begin_upload(self, upload: Upload) -> None:
        if not self._over:
            task = self._network.uploads.keep(self._upload(upload))
            self._uploading.add(task)
            task.add_done_callback(self._uploading.discard)

    def _drop_uploads(self) -> None:
        for task in self._uploading:
            task.cancel()

    async def _upload(self, upload: Upload) -> None:
        form = aiohttp.FormData()
        form.add_field("root", "gcodes")
        form.add_field("checksum", upload.digest)
        form.add_field("file", io.BytesIO(upload.text), filename=upload.file, content_type="text/x-gcode")
        status, body = 0, b""
        try:
            async with (
                self._network.upload_pool,
                self._network.session(self._network.uploads).post(
                    self._access.http("/server/files/upload"),
                    data=form,
                    headers=self._access.headers(),
                    ssl=tls_of(self._access),
                    timeout=aiohttp.ClientTimeout(total=60.0 + len(upload.text) / SLOWEST_UPLOAD, connect=DIAL_S),
                ) as answer,
            ):
                status, body = answer.status, await answer.content.read(65536)
        except (aiohttp.ClientError, OSError, TimeoutError):
            status = 0
        self._network.links.call(self._stored, upload, status, body)

    def _stored(self, upload: Upload, status: int, body: bytes) -> None:
        with self._lock:
            reply = self._talk.stored(upload, status, body, self._now())
        self._do(reply)


def tls_of(access: Access) -> aiohttp.Fingerprint | bool:
    """Return how the other side proves itself: by that one certificate, or by the system's authorities."""
    return aiohttp.Fingerprint(bytes.fromhex(access.fingerprint.replace(":", ""))) if access.fingerprint else True


async def _safely(sending: Coroutine[Any, Any, None]) -> None:
    """Send; a line that is broken is found out by whoever reads from it."""
    try:
        await sending
    except (aiohttp.ClientError, OSError):
        return


async def _hung_up(ws: aiohttp.ClientWebSocketResponse) -> None:
    try:
        await ws.close()
    except (aiohttp.ClientError, OSError):
        return
