"""The card of a virtual printer of Bambu's, and its file server: FTP inside TLS, as far as anybody uses it.

Its habits are those that hurt: a connection for data that does not resume the session is turned away, a file that was
cut off stays on the card as it is, and files are told by their size alone.
"""

import asyncio
import contextlib
import hashlib
import ssl
from collections.abc import Callable
from datetime import datetime

from layerworks.connectors._secret import Secret
from layerworks.connectors.bambu.container import program_in
from layerworks.connectors.bambu.frame import framed
from layerworks.connectors.bambu.names import titled
from layerworks.connectors.simulated.printer import SimulatedPrinter
from layerworks.connectors.virtual.faults import Faults
from layerworks.fleet.commands import Remove, Upload

MOST_PROGRAM = 1024 * 1024 * 1024
DATA_S = 30.0


class VirtualCard:
    """One machine's card. demands_reuse: of the session, on connections for data. code: that lets in."""

    def __init__(
        self,
        printer: SimulatedPrinter,
        clock: Callable[[], datetime],
        code: Secret,
        faults: Faults,
        tls: ssl.SSLContext,
    ) -> None:
        self.demands_reuse = True
        self._printer, self._clock, self.code, self._faults, self._tls = printer, clock, code, faults, tls
        self._sizes: dict[str, int] = {}
        self._parts: dict[str, dict[int, str]] = {}
        self._open: set[asyncio.StreamWriter] = set()

    def title_of(self, file: str) -> str:
        """Return what a print of a file is called: by the name of its container, where it has one."""
        names = [name for name in self._sizes if (told := titled(name)) is not None and told.file == file]
        return names[0].removesuffix(".gcode.3mf") if names else file

    def parts_of(self, file: str) -> dict[int, str]:
        """Return the marked parts of a file, by number."""
        return self._parts.get(file, {})

    def cut(self) -> None:
        """Break every connection."""
        for writer in tuple(self._open):
            writer.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one session."""
        self._open.add(writer)
        try:
            await _Session(self, reader, writer).run()
        except (OSError, EOFError, ValueError, TimeoutError):
            return
        finally:
            self._open.discard(writer)
            writer.transport.abort()

    def listing(self) -> str:
        """Return the card as `ls -l` shows it."""
        lines = (
            f"-rwxr-xr-x    1 0        0        {size:>8} Nov 25 08:00 {name}" for name, size in self._sizes.items()
        )
        return "".join(f"{line}\r\n" for line in lines)

    def store(self, name: str, content: bytes) -> str:
        """Keep a file, whole or not; return why not, or nothing."""
        told = titled(name)
        self._sizes[name] = len(content)
        if told is None:
            return ""
        try:
            program = program_in(content, MOST_PROGRAM)
        except ValueError:
            return ""
        self._parts[told.file] = framed(program).parts
        return self._printer.receive(Upload(told.file, program, hashlib.sha256(program).hexdigest()), self._clock())

    def delete(self, name: str) -> bool:
        """Forget a file; tell whether it was there."""
        told = titled(name)
        if self._sizes.pop(name, None) is None:
            return False
        return told is None or not self._printer.receive(Remove(told.file), self._clock())

    @property
    def faults(self) -> Faults:
        """The machine's fault switches."""
        return self._faults

    def lets_in(self, user: str, password: str) -> bool:
        """Tell whether they are the machine's."""
        return (user, password) == ("bblp", self.code.reveal())

    @property
    def mute(self) -> bool:
        """Whether nothing comes from it."""
        return self._faults.silent or self._faults.deaf or self._printer.silent(self._clock())

    @property
    def tls(self) -> ssl.SSLContext:
        """What connections for data are wrapped in."""
        return self._tls


class _Session:
    """One session: a connection for commands, and one at a time for data."""

    def __init__(self, card: VirtualCard, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._card, self._reader, self._writer = card, reader, writer
        self._user, self._in, self._private = "", False, False
        self._server: asyncio.Server | None = None
        self._data: asyncio.Future[tuple[asyncio.StreamReader, asyncio.StreamWriter]] | None = None

    async def run(self) -> None:
        """Answer until the other side goes."""
        await self._say("220 virtual card")
        try:
            while line := await self._reader.readline():
                word, _, rest = line.decode().strip().partition(" ")
                while self._card.mute:
                    await asyncio.sleep(0.02)
                await asyncio.sleep(self._card.faults.slow_s)
                await self._obey(word.upper(), rest)
        finally:
            self._hang_up_data()

    async def _obey(self, word: str, rest: str) -> None:
        name = rest.lstrip("/")
        match word:
            case "USER":
                self._user = rest
                await self._say("331 password?")
            case "PASS":
                self._in = self._card.lets_in(self._user, rest)
                await self._say("230 welcome" if self._in else "530 not let in")
            case _ if not self._in:
                await self._say("530 not let in")
            case "PROT":
                self._private = rest.upper() == "P"
                await self._say("200 as you like")
            case "PBSZ" | "TYPE":
                await self._say("200 as you like")
            case "PASV":
                await self._listen()
            case "LIST":
                await self._send(self._card.listing().encode())
            case "STOR":
                await self._take(name)
            case "DELE":
                await self._say("250 gone" if self._card.delete(name) else "550 not there, or in use")
            case _:
                await self._say("502 not known")

    async def _listen(self) -> None:
        self._hang_up_data()
        arrived: asyncio.Future[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = (
            asyncio.get_running_loop().create_future()
        )

        async def came(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            if arrived.done():
                writer.transport.abort()
            else:
                arrived.set_result((reader, writer))

        tls = self._card.tls if self._private else None
        self._server = await asyncio.start_server(came, "127.0.0.1", 0, ssl=tls)
        self._data = arrived
        port = self._server.sockets[0].getsockname()[1]
        await self._say(f"227 here (127,0,0,1,{port >> 8},{port & 255})")

    async def _send(self, content: bytes) -> None:
        await self._say("150 here it comes")
        line = await self._line()
        if line is None:
            return
        line[1].write(content)
        await line[1].drain()
        line[1].close()
        with contextlib.suppress(OSError):
            await line[1].wait_closed()
        await self._say("226 done")

    async def _take(self, name: str) -> None:
        card = self._card
        if card.faults.strikes(card.faults.cut_before, "upload"):
            raise ConnectionAbortedError
        await self._say("150 go on")
        line = await self._line()
        if line is None:
            return
        content = bytearray()
        with contextlib.suppress(OSError):
            while piece := await line[0].read(65536):
                content += piece
        line[1].transport.abort()
        why = card.store(name, bytes(content))
        if card.faults.strikes(card.faults.cut_after, "upload"):
            raise ConnectionAbortedError
        await self._say(f"550 {why}" if why else "226 done")

    async def _line(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """Return the connection for data, None when it was turned away."""
        assert self._data is not None
        async with asyncio.timeout(DATA_S):
            line = await self._data
        shown = line[1].get_extra_info("ssl_object")
        if shown is not None and self._card.demands_reuse and not shown.session_reused:
            line[1].transport.abort()
            await self._say("522 the session must be resumed")
            return None
        return line

    def _hang_up_data(self) -> None:
        if self._server is not None:
            self._server.close()
        if self._data is not None and self._data.done() and not self._data.cancelled():
            self._data.result()[1].transport.abort()
        self._server = self._data = None

    async def _say(self, text: str) -> None:
        self._writer.write(f"{text}\r\n".encode())
        await self._writer.drain()
