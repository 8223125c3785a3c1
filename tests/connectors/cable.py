"""A cable between a link and a server: passes bytes on, and is cut, pulled or stuck on demand."""

import asyncio
import contextlib

from layerworks.connectors._background import Background


class Cable:
    """Listens on a loopback port for each of some others and passes on to them."""

    def __init__(self, *to_ports: int) -> None:
        self._to_ports = to_ports
        self._background = Background("cable")
        self._writers: set[asyncio.StreamWriter] = set()
        self._pulled = False
        self._stuck = False
        self._left: int | None = None
        self._passes = True
        self.ports = asyncio.run_coroutine_threadsafe(self._listen(), self._background.loop).result(10.0)
        self.port = self.ports[0]

    def cut(self) -> None:
        """Break every connection now; new ones can be made."""
        self._background.call(self._cut)

    def pull(self, out: bool = True) -> None:
        """Break every connection and let no new one be made, until plugged in again."""
        self._pulled = out
        if out:
            self.cut()

    def stick(self, stuck: bool = True) -> None:
        """Keep connections, and let nothing through either way: what a half-open connection is to both ends."""
        self._stuck = stuck

    def cut_at(self, piece: int, passing: bool) -> None:
        """Cut at this piece from the link, counted from 0 now. passing: the piece itself still gets through."""
        self._left, self._passes = piece, passing

    def close(self) -> None:
        """Put it away: first let nobody in any more, as some call again at once."""
        self._pulled = True
        asyncio.run_coroutine_threadsafe(self._shut(), self._background.loop).result(10.0)
        self._background.stop(self._stop)

    async def _shut(self) -> None:
        for server in self._servers:
            server.close()

    async def _stop(self) -> None:
        self._cut()

    def _cut(self) -> None:
        for writer in tuple(self._writers):
            writer.transport.abort()

    async def _listen(self) -> list[int]:
        self._servers = [await self._listen_for(port) for port in self._to_ports]
        return [server.sockets[0].getsockname()[1] for server in self._servers]

    async def _listen_for(self, to_port: int) -> asyncio.Server:
        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self._background.keep(self._serve(reader, writer, to_port))

        return await asyncio.start_server(connected, "127.0.0.1", 0)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, to_port: int) -> None:
        if self._pulled:
            writer.transport.abort()
            return
        self._writers.add(writer)
        there, back = await asyncio.open_connection("127.0.0.1", to_port)
        ends = {writer, back}
        self._writers |= ends
        try:
            await asyncio.gather(self._pass_on(reader, back, True), self._pass_on(there, writer, False))
        finally:
            self._writers -= ends
            for end in ends:
                end.transport.abort()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, counted: bool) -> None:
        with contextlib.suppress(OSError):
            while piece := await reader.read(65536):
                while self._stuck:
                    await asyncio.sleep(0.01)
                if counted and self._left is not None:
                    if self._left == 0:
                        self._left = None
                        if self._passes:
                            writer.write(piece)
                            await writer.drain()
                        self._cut()
                        return
                    self._left -= 1
                writer.write(piece)
                await writer.drain()
        writer.transport.abort()
