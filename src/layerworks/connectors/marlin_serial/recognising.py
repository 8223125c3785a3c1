"""Is there a board, or the agent of one? A port is not opened to find out: that restarts many boards."""

import asyncio
import os
import stat
from pathlib import Path

from layerworks.connectors.certificates import hang_up
from layerworks.connectors.found import Found
from layerworks.connectors.marlin_serial.connection import LARGEST_LINE
from layerworks.connectors.marlin_serial.wire import NotUnderstood, seen_of

ANSWER_S = 5.0


async def at_socket(socket: Path) -> Found | None:
    """Return the board of the agent that listens at a socket. Raises OSError, TimeoutError when none does."""
    async with asyncio.timeout(ANSWER_S):
        reader, writer = await asyncio.open_unix_connection(str(socket), limit=LARGEST_LINE)
        try:
            seen_of(await reader.readline())
        except NotUnderstood:
            return None
        finally:
            await hang_up(writer)
    return Found("marlin")


def at_port(port: Path) -> Found | None:
    """Return that a board may be at a port: there is one, and it can be opened by us."""
    try:
        is_port = stat.S_ISCHR(port.stat().st_mode)
    except OSError:
        return None
    return Found("marlin") if is_port and os.access(port, os.R_OK | os.W_OK) else None
