"""Our end of a websocket: in whatever pieces frames come, the messages are the same; nonsense ends it."""

import asyncio
from typing import Any

import pytest
from aiohttp import WSMsgType, web
from hypothesis import given
from hypothesis import strategies as st

from layerworks.connectors.websocket import NotUpgraded, Websocket

LARGEST = 1 << 20


def frame(kind: int, payload: bytes, *, last: bool = True) -> bytes:
    first, length = (0x80 if last else 0) | kind, len(payload)
    if length < 126:
        return bytes([first, length]) + payload
    if length < 65536:
        return bytes([first, 126]) + length.to_bytes(2, "big") + payload
    return bytes([first, 127]) + length.to_bytes(8, "big") + payload


class Line:
    """A transport that remembers."""

    def __init__(self) -> None:
        self.written, self.closing = [], False

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def is_closing(self) -> bool:
        return self.closing

    def close(self) -> None:
        self.closing = True

    abort = close


def upgraded(heard: list[bytes]) -> tuple[Websocket, Line]:
    socket, line = Websocket(heard.append, LARGEST), Line()
    socket.connection_made(line)  # type: ignore[arg-type]
    socket.data_received(b"HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: x\r\n\r\n")
    return socket, line


MESSAGES = st.lists(st.binary(max_size=300) | st.sampled_from([b"x" * 125, b"x" * 126, b"y" * 65536]), max_size=5)


@given(MESSAGES, st.lists(st.integers(1, 70_000), max_size=12), st.booleans())
def test_messages_do_not_depend_on_the_pieces_they_come_in(messages, cuts, in_two):
    async def play() -> None:
        heard: list[bytes] = []
        socket, line = upgraded(heard)
        stream = b""
        for message in messages:
            half = len(message) // 2
            if in_two and half:
                stream += frame(1, message[:half], last=False) + frame(9, b"?") + frame(0, message[half:])
            else:
                stream += frame(1, message)
        at = 0
        for cut in [*cuts, len(stream) + 1]:
            if at < len(stream):
                socket.data_received(stream[at : at + cut])
            at += cut
        assert heard == messages
        assert not line.closing

    asyncio.run(play())


@pytest.mark.parametrize(
    "nonsense",
    [
        b"\x81\x85abcdhello",  # masked
        b"\x81\x7f" + (LARGEST + 1).to_bytes(8, "big"),
        frame(0, b"of nothing"),
        frame(1, b"a", last=False) + frame(1, b"b"),
        frame(1, b"a" * LARGEST, last=False) + frame(0, b"b"),
        frame(9, b"a", last=False),
        frame(9, b"a" * 126),
        b"\xc1\x01a",
    ],
)
def test_nonsense_ends_the_connection(nonsense: bytes):
    async def play() -> None:
        socket, line = upgraded([])
        socket.data_received(nonsense)
        assert line.closing
        with pytest.raises(ConnectionAbortedError):
            await socket.ended

    asyncio.run(play())


def test_it_talks_to_a_server_that_is_not_ours():
    async def echo(request: web.Request) -> web.StreamResponse:
        if request.headers.get("X-Api-Key") != "key":
            raise web.HTTPForbidden
        answer = web.WebSocketResponse()
        await answer.prepare(request)
        async for message in answer:
            if message.type is WSMsgType.TEXT:
                await answer.send_str(message.data)
        return answer

    async def play() -> None:
        app = web.Application()
        app.router.add_get("/websocket", echo)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/websocket?token=1"
        heard: asyncio.Queue[bytes] = asyncio.Queue()
        socket = Websocket(heard.put_nowait, LARGEST)
        await socket.connect(url, {"X-Api-Key": "key"})
        for text in ("", "Grüße", "x" * 70_000):
            socket.send(text)
            assert (await heard.get()).decode() == text
        socket.ping()
        socket.close()
        await socket.ended
        with pytest.raises(NotUpgraded) as refused:
            await Websocket(heard.put_nowait, LARGEST).connect(url, {"X-Api-Key": "wrong"})
        assert refused.value.status == 403
        with pytest.raises(NotUpgraded):
            await Websocket(heard.put_nowait, LARGEST).connect(url, {"X-Api-Key": "key\r\nX: y"})
        await runner.cleanup()

    asyncio.run(play())


def test_what_the_hearer_raises_ends_the_connection():
    async def play() -> None:
        def hear(message: bytes) -> Any:
            raise ValueError(message)

        socket, line = Websocket(hear, LARGEST), Line()
        socket.connection_made(line)  # type: ignore[arg-type]
        socket.data_received(b"HTTP/1.1 101 .\r\n\r\n" + frame(1, b"boom"))
        assert line.closing
        with pytest.raises(ValueError, match="boom"):
            await socket.ended

    asyncio.run(play())


def test_what_still_comes_after_the_end_is_nobodys():
    async def play() -> None:
        heard: list[bytes] = []
        socket, line = upgraded(heard)
        line.abort()
        socket.data_received(frame(1, b"late") + b"\x48nonsense")
        assert heard == []
        assert not socket.ended.done()

    asyncio.run(play())
