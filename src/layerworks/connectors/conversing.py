"""One connection to a machine: reading and writing for a conversation, on the loop of the links.

What is the same whatever the brand stands here; how a line is made, kept and written to is the brand's.
"""

import asyncio
import logging
import ssl
import threading
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

import aiohttp

from layerworks.connectors.certificates import AnotherCertificate
from layerworks.connectors.network import Network
from layerworks.connectors.talk import Ask, HangUp, Reply, Request, Say, Store, Talk
from layerworks.connectors.websocket import NotUpgraded
from layerworks.fleet.commands import Command, Upload
from layerworks.fleet.observations import LinkLost, LostBy, Observation, Snapshot, ToBeCalled

log = logging.getLogger(__name__)
DIAL_S = 10.0
READINGS_SHOWN_S = 0.5  # how old readings may get before somebody looks, where they do not go by the tape
UNBELIEVED = (AnotherCertificate, ssl.SSLCertVerificationError)


class NotLetIn(Exception):
    """The machine is there and does not take our key."""


class Conversing:
    """From a first try to the end; never again after that. `drain` may be called from any thread, all else on the loop.

    The lock is held for microseconds, by whoever takes a message in or takes observations out.
    """

    def __init__(self, talk: Talk, network: Network, now: Callable[[], datetime]) -> None:
        self.talk = talk
        self.network = network
        self.heard_s = 0.0
        self._now = now
        self._lock = threading.Lock()
        self._seen: list[Observation] = []
        self._task: asyncio.Task[None] | None = None
        self._uploading: set[asyncio.Task[None]] = set()
        self._queued = False  # for its turn to call
        self._opening = False
        self._stands = False
        self.over = False
        self.machine, self.number = "", -1
        self._rung_s = 0.0

    # What a brand says

    async def dial(self) -> None:
        """Make the line. Raises NotLetIn, OSError, TimeoutError, aiohttp.ClientError."""
        raise NotImplementedError

    async def listen(self) -> None:
        """Hand on what comes with `hear`, until the line ends."""
        raise NotImplementedError

    async def hang_up(self) -> None:
        """Let the line go."""

    async def say(self, message: str) -> None:
        """Send a message."""
        raise NotImplementedError

    async def say_urgently(self, message: str) -> None:
        """Send a message that should arrive even where others may be lost: for a line that knows the difference."""
        await self.say(message)

    async def request(self, ask: Ask) -> tuple[int, bytes]:
        """Make a request; return its status and body. For a talk that wants any."""
        raise NotImplementedError

    async def send_file(self, upload: Upload) -> tuple[int, bytes]:
        """Send a file, on the loop of the uploads; return status and body."""
        raise NotImplementedError

    def look_after(self, quiet_s: float) -> None:
        """Look after a line that has been quiet for so long. Every second, while it stands."""

    # What is the same for all

    def is_of(self, machine: str, number: int) -> None:
        """Whose connection it is. number: of the machine on the tape."""
        self.machine, self.number = machine, number

    def start(self) -> None:
        """Call the machine when its turn comes."""
        if not self.over:
            self._queued = True
            self.network.queue(self)

    def call(self) -> None:
        """Call the machine."""
        self._queued, self._opening = False, True
        self._task = self.network.links.keep(self._run())
        self.network.watch(self)

    def drain(self) -> tuple[Observation, ...]:
        """Return what was seen since the last call."""
        if self._queued:
            return (ToBeCalled(self._now()),)
        with self._lock:
            seen = (*self._seen, *self.talk.readings()) if not self.over else tuple(self._seen)
            self._seen.clear()
        return seen

    def ask(self, command: Command) -> None:
        """Ask for something."""
        if self._stands and not self.over:
            self.take(lambda now: self.talk.ask(command, now))

    def end(self) -> None:
        """End it without a word: nobody listens any more."""
        self._finish("")
        if self._task is not None:
            self._task.cancel()

    def sweep(self) -> None:
        """Look after the line, and whatever the conversation has due."""
        if self._stands and not self.over:
            self.look_after(self.network.links.loop.time() - self.heard_s)
            self.take(self.talk.tick)

    def hear(self, message: str | bytes) -> None:
        """Hand a message to the conversation."""
        self.heard_s = self.network.links.loop.time()
        if self.over:
            return
        now = self._now()
        with self._lock:
            observations, requests = self.talk.hear(message, now)
            self._seen.extend(observations)
        self._ring(bool(observations))
        if self._opening and observations:
            self._opened(observations)
        if requests:
            self._do(requests)

    def heard(self) -> None:
        """The machine was heard, though it said nothing."""
        self.heard_s = self.network.links.loop.time()
        with self._lock:
            self.talk.beat(self._now())

    def lose(self, why: str, by: LostBy = "line") -> None:
        """End the connection and tell so."""
        self._finish(why, by)
        if self._task is not None:
            self._task.cancel()

    def take(self, work: Callable[[datetime], Reply]) -> None:
        """Let the conversation work on something and do what it wants; one that fails is ended, to begin anew."""
        if self.over:
            return
        try:
            with self._lock:
                observations, requests = work(self._now())
                self._seen.extend(observations)
        except Exception as error:  # of one conversation; whoever sweeps goes on to the others
            log.exception("the conversation with %s failed", self.machine)
            self.lose(f"not understood: {type(error).__name__}")
            return
        if observations:
            self._ring(True)
        if self._opening and observations:
            self._opened(observations)
        self._do(requests)

    def _ring(self, happened: bool) -> None:
        """Call for a turn: at once when something happened, and now and then for readings that come without a tape."""
        if happened or self.heard_s - self._rung_s >= READINGS_SHOWN_S:
            self._rung_s = self.heard_s
            self.network.bell.ring(self.machine)

    def _opened(self, observations: tuple[Observation, ...]) -> None:
        if any(isinstance(seen, Snapshot) for seen in observations):
            self._opening = False
            self.network.known(self)

    def _do(self, requests: tuple[Request, ...]) -> None:
        for wanted in requests:
            match wanted:
                case Say(message):
                    self.network.links.keep(self.safely((self.say_urgently if wanted.urgent else self.say)(message)))
                case Ask():
                    self.network.links.keep(self._request(wanted))
                case Store(upload):
                    self.network.uploads.call(self._begin_upload, upload)
                case HangUp(why, by):
                    self.lose(why, by)

    async def _run(self) -> None:
        why = "connection closed"
        by: LostBy = "line"
        try:
            try:
                async with asyncio.timeout(DIAL_S):
                    await self.dial()
                self._stands, self.heard_s = True, self.network.links.loop.time()
                self.take(self.talk.begin)
                await self.listen()
            finally:
                await self.safely(self.hang_up())
        except NotLetIn:
            why, by = "not let in: wrong key", "key"
        except (aiohttp.ServerFingerprintMismatch, aiohttp.ClientConnectorCertificateError, *UNBELIEVED):
            why, by = "not believed: another certificate than was enrolled", "certificate"
        except TimeoutError:
            why = "no answer"
        except (aiohttp.ClientResponseError, NotUpgraded) as error:
            why = f"HTTP {error.status}"
        except (aiohttp.ClientError, OSError) as error:
            why = type(error).__name__
        finally:
            self._finish(why, by)

    def _finish(self, why: str, by: LostBy = "line") -> None:
        if self.over:
            return
        with self._lock:
            self.over, self._queued = True, False
            self._seen.append(LinkLost(self._now(), why, by))
        self.network.bell.ring(self.machine)
        self.network.unwatch(self)
        self.network.gone(self)
        self.network.uploads.call(self._drop_uploads)

    async def _request(self, ask: Ask) -> None:
        status, body = 0, b""
        try:
            if self.over:
                return
            status, body = await self.request(ask)
            self.heard_s = self.network.links.loop.time()
        except (aiohttp.ClientError, OSError, TimeoutError):
            status = 0
        except Exception:  # whatever it is, somebody waits to be told
            log.exception("a request to %s failed", self.machine)
            status = 0
        self.take(lambda now: self.talk.answered(ask.number, status, body, now))
        self._ring(False)

    async def safely(self, work: Coroutine[Any, Any, None]) -> None:
        """A line that is broken is found out by whoever reads from it."""
        try:
            await work
        except (aiohttp.ClientError, OSError):
            return

    # On the loop of the uploads

    def _begin_upload(self, upload: Upload) -> None:
        if not self.over:
            task = self.network.uploads.keep(self._upload(upload))
            self._uploading.add(task)
            task.add_done_callback(self._uploading.discard)

    def _drop_uploads(self) -> None:
        for task in self._uploading:
            task.cancel()

    async def _upload(self, upload: Upload) -> None:
        status, body = 0, b""
        try:
            async with self.network.upload_pool:
                status, body = await self.send_file(upload)
        except (aiohttp.ClientError, OSError, TimeoutError):
            status = 0
        except Exception:
            log.exception("an upload to %s failed", self.machine)
            status = 0

        def stored(now: datetime) -> Reply:
            return self.talk.stored(upload, status, body, now)

        self.network.links.call(self.take, stored)


def tls_of(fingerprint: str) -> aiohttp.Fingerprint | bool:
    """Return how the other side proves itself: by that one certificate, or by the system's authorities."""
    return aiohttp.Fingerprint(bytes.fromhex(fingerprint.replace(":", ""))) if fingerprint else True


async def body_of(answer: aiohttp.ClientResponse, largest: int) -> bytes:
    """Return the body of an answer. Raises aiohttp.ClientPayloadError when it is larger than any should be."""
    body = bytearray()
    async for piece in answer.content.iter_any():
        body += piece
        if len(body) > largest:
            raise aiohttp.ClientPayloadError("too large")
    return bytes(body)
