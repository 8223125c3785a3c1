"""Bodies that are read whole: no larger and no slower than they may be."""

import asyncio

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

LARGEST_BODY = 16 * 1024 * 1024
LARGEST_OF_STRANGERS = LARGEST_FORM = 64 * 1024  # reading a large one takes seconds of the loop
SLOWEST_S = 60.0


def bounded(receive: Receive, most: int = LARGEST_BODY) -> Receive:
    """Return a way to receive a request's body within bounds; what comes after it, such as a goodbye, may be late.

    What it returns raises HTTPException 413 for a body that is too large, 408 for one that does not come.
    """
    size, whole = 0, False

    async def bound() -> Message:
        nonlocal size, whole
        if whole:
            return await receive()
        try:
            async with asyncio.timeout(SLOWEST_S):
                message = await receive()
        except TimeoutError:
            raise HTTPException(408) from None
        size += len(message.get("body", b""))
        whole = not message.get("more_body", False)
        if size > most:
            raise HTTPException(413)
        return message

    return bound
