"""Sending over sockets that may break, and breaking them."""

from aiohttp import web


def abort(what: web.WebSocketResponse | web.Request) -> None:
    """Break a connection without a goodbye."""
    request = what if isinstance(what, web.Request) else what._req  # pyright: ignore[reportPrivateUsage]
    if request is not None and request.transport is not None:
        request.transport.abort()


async def send(socket: web.WebSocketResponse, text: str) -> None:
    """Send a text; into a broken line nothing goes."""
    try:
        await socket.send_str(text)
    except (ConnectionError, RuntimeError):
        return
