"""One connection to the agent of a board, over a local socket."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from layerworks.connectors.conversing import Conversing
from layerworks.connectors.marlin_serial.protocol import Conversation
from layerworks.connectors.network import Network

SILENT_S = 15.0  # an agent tells temperatures several times a second
LARGEST_LINE = 2**26


class Connection(Conversing):
    """One connection."""

    def __init__(self, socket: Path, network: Network, now: Callable[[], datetime]) -> None:
        super().__init__(Conversation(), network, now)
        self._socket = socket
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def dial(self) -> None:
        """Find the agent."""
        self._line = await asyncio.open_unix_connection(str(self._socket), limit=LARGEST_LINE)

    async def listen(self) -> None:
        """Hand on what it tells."""
        assert self._line is not None
        while not self.over and (line := await self._line[0].readline()):
            self.hear(line)

    async def hang_up(self) -> None:
        """Leave; the agent goes on."""
        if self._line is not None:
            self._line[1].close()

    async def say(self, message: str) -> None:
        """Send a line."""
        if self._line is not None:
            self._line[1].write(message.encode() + b"\n")
            await self._line[1].drain()

    def look_after(self, quiet_s: float) -> None:
        """Give up an agent that hangs."""
        if quiet_s > SILENT_S:
            self.lose("silent")
