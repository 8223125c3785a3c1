"""A client's end of a websocket that hands on each message as it arrives.

A machine sends several small messages a second, and there are thousands of machines. A queue and a task that is woken
for every message would cost more than reading what it says. Source: RFC 6455.
"""

import asyncio
import base64
import hashlib
import os
import ssl
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import cast
from urllib.parse import urlsplit

from layerworks.connectors.certificates import check, unbelieving
from layerworks.connectors.herd import Herd

_MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_LARGEST_HEAD = 64 * 1024
_AT_ONCE = 64 * 1024  # bytes read in one turn of a herd
_WHOLE = 0x81  # how nearly every message begins: a text in one frame
_MORE, _TEXT, _BINARY, _CLOSE, _PING, _PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA


class NotUpgraded(OSError):
    """The server answered in HTTP that there is no websocket. status: of HTTP, 0 when it was no such answer."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


class Websocket(asyncio.Protocol):
    """One connection. hear: gets every message whole, on the loop; what it raises ends the connection.

    largest: bytes a message may have. ended: done when the connection is over.
    """

    def __init__(self, hear: Callable[[bytes], None], largest: int) -> None:
        loop = asyncio.get_running_loop()
        self._hear = hear
        self._largest = largest
        self._pieces: list[bytes] = []  # of a frame that is not whole yet
        self._have, self._need = 0, 2
        self._parts: list[bytes] = []  # of a message that comes in several frames
        self._head = bytearray()
        self._herd: Herd | None = None
        self._number = -1
        self._upgraded: asyncio.Future[tuple[int, Mapping[bytes, bytes]]] = loop.create_future()
        self.ended: asyncio.Future[None] = loop.create_future()

    async def connect(self, url: str, headers: Mapping[str, str], fingerprint: bytes = b"") -> None:
        """Connect to `http://…` or `https://…`. fingerprint: SHA-256 of the only certificate that is accepted.

        Raises NotUpgraded, AnotherCertificate, OSError.
        """
        parts = urlsplit(url)
        tls, host = parts.scheme in ("https", "wss"), parts.hostname or ""
        context = (unbelieving() if fingerprint else _believing()) if tls else None
        port = parts.port or (443 if tls else 80)
        await asyncio.get_running_loop().create_connection(lambda: self, host, port, ssl=context)
        key = base64.b64encode(os.urandom(16))
        try:
            if tls and fingerprint:
                check(self._line.get_extra_info("ssl_object").getpeercert(binary_form=True), fingerprint.hex())
            path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
            asked = {
                "Host": parts.netloc.rpartition("@")[2],
                "Upgrade": "websocket",
                "Connection": "Upgrade",
                **headers,
            }
            lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in asked.items())]
            if any("\r" in line or "\n" in line for line in lines):
                raise NotUpgraded(0)
            proof = f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key.decode()}"
            self._line.write(("\r\n".join(lines) + f"\r\n{proof}\r\n\r\n").encode("utf-8"))
            status, told = await self._upgraded
            expected = base64.b64encode(hashlib.sha1(key + _MAGIC).digest())
            if status != 101 or told.get(b"sec-websocket-accept") != expected:
                raise NotUpgraded(status)
        except BaseException:
            self._upgraded.cancel()
            self._line.abort()
            raise

    def send(self, text: str) -> None:
        """Send a message; nothing happens when the connection is over."""
        self._send(_TEXT, text.encode())

    def ping(self) -> None:
        """Ask for a sign of life."""
        self._send(_PING, b"")

    def close(self) -> None:
        """Say goodbye and end the connection."""
        if not self._line.is_closing():
            self._send(_CLOSE, (1000).to_bytes(2, "big"))
            self._line.close()

    def graze(self, herd: Herd) -> None:
        """Be read in turns with others from now on, and not when something comes; inside TLS that cannot be."""
        if self._herd is None and not self._line.is_closing() and self._line.get_extra_info("ssl_object") is None:
            self._line.pause_reading()
            self._number = self._line.get_extra_info("socket").fileno()
            self._herd = herd
            herd.join(self)

    @property
    def grazing(self) -> bool:
        """Whether it is read in turns."""
        return self._herd is not None

    def attend(self) -> None:
        """Be read as soon as something comes."""
        if self._herd is not None:
            self._herd.leave(self)
            self._herd = None
            if not self._line.is_closing():
                self._line.resume_reading()

    def catch_up(self) -> None:
        """Take in what has come, before anything is concluded from silence: a hub that is late has not read it yet."""
        if self._herd is not None:
            self.read_now()

    def read_now(self) -> None:
        """Take in what has come; the connection is over when the other side has ended it."""
        if self._line.is_closing():
            return
        try:
            data = os.read(self._number, _AT_ONCE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self.data_received(data)
        else:
            self._line.abort()

    # What the loop calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The line stands."""
        self._line = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """The line is gone."""
        if self._herd is not None:
            self._herd.leave(self)
            self._herd = None
        if not self._upgraded.done():
            self._upgraded.set_exception(exc if isinstance(exc, OSError) else NotUpgraded(0))
        self._end(None)

    def data_received(self, data: bytes) -> None:
        """Take in what came; nothing once the connection was given up, though a little may still be on its way."""
        if self._line.is_closing():
            return
        try:
            if not self._upgraded.done():
                self._greeted(data)
            else:
                self._take(data)
        except Exception as error:  # of whoever hears the message, or a broken promise of the server
            self._end(error)
            self._line.abort()

    def _greeted(self, data: bytes) -> None:
        self._head += data
        head, found, rest = bytes(self._head).partition(b"\r\n\r\n")
        if not found:
            if len(self._head) > _LARGEST_HEAD:
                raise NotUpgraded(0)
            return
        first, *lines = head.split(b"\r\n")
        status = first.split(b" ", 2)[1] if first.startswith(b"HTTP/1.") and b" " in first else b""
        fields = {k.strip().lower(): v.strip() for k, _, v in (line.partition(b":") for line in lines)}
        self._upgraded.set_result((int(status) if status.isdigit() else 0, fields))
        if rest:
            self._take(rest)

    def _take(self, data: bytes) -> None:
        if self._pieces:
            self._pieces.append(data)
            self._have += len(data)
            if self._have < self._need:
                return
            data = b"".join(self._pieces)
            self._pieces.clear()
        at, end = 0, len(data)
        while True:
            begins, self._need = at + 2, 2
            if end < begins:
                break
            length = data[at + 1]
            if length >= 126:
                size = {126: 2, 127: 8}.get(length, 0)  # none for a masked frame, which a server must not send
                if size == 0:
                    raise ConnectionAbortedError("a masked frame")
                begins += size
                length = int.from_bytes(data[at + 2 : begins], "big") if end >= begins else 0
                if length > self._largest:
                    raise ConnectionAbortedError("a message is too large")
            self._need = begins - at + length
            if end - at < self._need:
                break
            if data[at] == _WHOLE and not self._parts:
                self._hear(data[begins : begins + length])
            else:
                self._frame(data[at], data[begins : begins + length])
            at = begins + length
        if at < end:
            self._pieces, self._have = [data[at:]], end - at

    def _frame(self, first: int, payload: bytes) -> None:
        if first in (0x80 | _TEXT, 0x80 | _BINARY) and not self._parts:
            self._hear(payload)
            return
        kind, last = first & 0x0F, bool(first & 0x80)
        if first & 0x70 or (kind >= _CLOSE and not (last and len(payload) < 126)):
            raise ConnectionAbortedError("a frame that nobody asked for")
        if kind == _CLOSE:
            self.close()
        elif kind == _PING:
            self._send(_PONG, payload)
        elif kind in (_MORE, _TEXT, _BINARY):
            if (kind == _MORE) is not bool(self._parts):
                raise ConnectionAbortedError("a message within another")
            self._parts.append(payload)
            if sum(map(len, self._parts)) > self._largest:
                raise ConnectionAbortedError("a message is too large")
            if last:
                whole = b"".join(self._parts)
                self._parts.clear()
                self._hear(whole)

    def _send(self, kind: int, payload: bytes) -> None:
        if self._line.is_closing():
            return
        length, mask = len(payload), os.urandom(4)
        size = (
            bytes([0x80 | length])
            if length < 126
            else b"\xfe" + length.to_bytes(2, "big")
            if length < 65536
            else b"\xff" + length.to_bytes(8, "big")
        )
        pad = int.from_bytes((mask * (length // 4 + 1))[:length], "big")
        masked = (int.from_bytes(payload, "big") ^ pad).to_bytes(length, "big")
        self._line.write(bytes([0x80 | kind]) + size + mask + masked)

    def _end(self, error: Exception | None) -> None:
        if not self._upgraded.done():
            self._upgraded.set_exception(error or NotUpgraded(0))
        if not self.ended.done():
            if error is None:
                self.ended.set_result(None)
            else:
                self.ended.set_exception(error)


@lru_cache(maxsize=1)
def _believing() -> ssl.SSLContext:
    """Return what believes the system's authorities; reading those takes as long as thousands of messages."""
    return ssl.create_default_context()
