"""Programs on their way in: written to a file of no name of theirs, piece by piece, never more than is allowed."""

import asyncio
import tempfile
from collections.abc import AsyncGenerator, AsyncIterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from layerworks.errors import Rejected, Unreachable
from layerworks.words import say

LARGEST_PROGRAM = 1024 * 1024 * 1024
PIECE = 256 * 1024
LONGEST_S = 3600.0  # for a program to come in


@dataclass(slots=True, eq=False)
class Spooled:
    """A file that is gone when it is no longer needed. size: bytes written so far."""

    path: Path
    file: BinaryIO
    size: int = 0

    async def write(self, piece: bytes, most: int = LARGEST_PROGRAM) -> None:
        """Add a piece. Raises Rejected beyond what is allowed, Unreachable for a full disk."""
        self.size += len(piece)
        if self.size > most:
            raise Rejected(say("app.hub_too_large", most_mb=most // 1024**2), say("app.hub_too_large_remedy"))
        try:
            await asyncio.to_thread(self.file.write, piece)
        except OSError as error:
            raise Unreachable(say("storage.not_kept", detail=str(error)), say("storage.check_disk")) from error

    def flush(self) -> None:
        """Let others see what was written."""
        self.file.flush()


@asynccontextmanager
async def spooled() -> AsyncGenerator[Spooled]:
    """Give a file to write to."""
    with tempfile.TemporaryDirectory(prefix="layerworks-") as folder:
        path = Path(folder) / "program.gcode"
        with path.open("wb") as file:
            yield Spooled(path, file)


async def take_in(pieces: AsyncIterable[bytes], into: Spooled, most: int = LARGEST_PROGRAM) -> None:
    """Write all of something to a file. Raises Rejected when it is larger than allowed."""
    async for piece in gathered(pieces):
        await into.write(piece, most)
    into.flush()


async def gathered(pieces: AsyncIterable[bytes], least: int = PIECE) -> AsyncGenerator[bytes]:
    """Yield larger pieces, so that the disk is waited for less often than the network."""
    some = bytearray()
    async for piece in pieces:
        some += piece
        if len(some) >= least:
            yield bytes(some)
            some.clear()
    if some:
        yield bytes(some)
