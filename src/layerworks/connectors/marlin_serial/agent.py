"""The process that owns a board's port: it streams the print, and goes on when the hub restarts.

`python -m layerworks.connectors.marlin_serial.agent --port /dev/ttyUSB0 --folder FOLDER --socket PATH`. Hubs connect to
the socket, one line of JSON a message (`wire.py`); only the user it runs as may. Should this process be killed, the
print is over; the next one finds it written down how far it came, and tells so.
"""

import argparse
import asyncio
import contextlib
import os
from datetime import UTC, datetime
from pathlib import Path

from layerworks.connectors.account import Account
from layerworks.connectors.marlin_serial.host import Host
from layerworks.connectors.marlin_serial.port import open_port
from layerworks.connectors.marlin_serial.store import Store
from layerworks.connectors.marlin_serial.wire import NotUnderstood, answer_line, command_of, told_line
from layerworks.connectors.wall_clock import WallClock
from layerworks.fleet.commands import Command, Remove, Upload

TICK_S = 0.1
REMEMBER_S = 1.0
OPEN_AGAIN_S = 2.0
LARGEST_LINE = 2**30
MOST_UNREAD = 2**22  # a hub that does not read is hung up on


class Agent:
    """One board, its store, and whoever listens."""

    def __init__(self, port: str, baud: int, store: Store) -> None:
        self._path, self._baud, self._store = port, baud, store
        self._clock = WallClock()
        memory = store.remembered()
        self._host = Host(store.text, store.started, memory.files, memory.run, memory.boot, memory.booted_at)
        if self._host.active:
            self._host.lost("the process that streamed it was ended", self._clock.now())
        self._port: int | None = None
        self._heard = self._unsent = b""
        self._accounts: dict[asyncio.StreamWriter, Account] = {}
        self._remembered_at = datetime.min.replace(tzinfo=UTC)
        self._remembered: object = None
        self._tried_s = -OPEN_AGAIN_S

    async def serve(self, socket: Path) -> None:
        """Serve until cancelled; or, when nothing is printed, until the socket was taken away: nobody wants it then."""
        socket.unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            server = await asyncio.start_unix_server(self._connected, str(socket), limit=LARGEST_LINE)
        finally:
            os.umask(before)
        async with server:
            while self._host.active or socket.exists():
                self._tick()
                await asyncio.sleep(TICK_S)

    def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        if self._port is None and loop.time() - self._tried_s >= OPEN_AGAIN_S:
            self._tried_s = loop.time()
            self._open()
        if self._port is not None:
            self._host.go_on(self._clock.now())
        self._tell()

    def _open(self) -> None:
        with contextlib.suppress(OSError):
            self._port = open_port(self._path, self._baud)
            asyncio.get_running_loop().add_reader(self._port, self._readable)
            self._host.connect(self._clock.now())

    def _readable(self) -> None:
        assert self._port is not None
        try:
            got = os.read(self._port, 65536)
        except BlockingIOError:
            return
        except OSError:
            got = b""
        if not got:
            self._gone()
            return
        *lines, self._heard = (self._heard + got).split(b"\n")
        for line in lines:
            self._host.hear(line.decode("ascii", "replace"), self._clock.now())
        self._write()

    def _gone(self) -> None:
        if self._port is not None:
            asyncio.get_running_loop().remove_reader(self._port)
            os.close(self._port)
        self._port, self._heard, self._unsent = None, b"", b""
        self._host.lost("the port has gone", self._clock.now())

    def _tell(self) -> None:
        """Write down, then send: to the board and to those who listen."""
        now = self._clock.now()
        printer = self._host.state(now)
        gist = (
            printer.boot,
            printer.files,
            printer.run and (printer.run.file, printer.run.phase, printer.run.started_at),
        )
        happened = gist != self._remembered
        if happened or (self._host.active and (now - self._remembered_at).total_seconds() >= REMEMBER_S):
            self._remembered, self._remembered_at = gist, now
            self._store.remember(printer, happened)
        self._write()
        measured = self._host.measured()
        for writer, account in tuple(self._accounts.items()):
            account.measure(measured, now)
            for seen in (*account.see(printer, now), *account.readings()):
                writer.write(told_line(seen).encode() + b"\n")
            if writer.transport.get_write_buffer_size() > MOST_UNREAD:
                writer.transport.abort()

    def _write(self) -> None:
        """Send the board what there is for it, as far as its port takes it."""
        out, self._host.out = self._host.out, []
        self._unsent += "".join(f"{line}\n" for line in out).encode("ascii", "replace")
        if self._port is None:
            self._unsent = b""
        elif self._unsent:
            try:
                self._unsent = self._unsent[os.write(self._port, self._unsent) :]
            except BlockingIOError:
                return
            except OSError:
                self._gone()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._accounts[writer] = Account()
        self._tell()
        try:
            while line := await reader.readline():
                try:
                    command, number = await asyncio.to_thread(command_of, line)  # a file is long: lines must flow on
                except NotUnderstood:
                    continue
                why = await self._obey(command)
                self._tell()
                writer.write(answer_line(number, why or None).encode() + b"\n")
                await writer.drain()
        except (OSError, ValueError):
            return
        finally:
            self._accounts.pop(writer, None)
            writer.close()

    async def _obey(self, command: Command) -> str:
        busy = self._host.run.file if self._host.run and self._host.active else None
        why = ""
        if isinstance(command, Upload) and command.file != busy:
            why = await asyncio.to_thread(self._store.keep, command)
        why = why or self._host.obey(command, self._clock.now())
        if isinstance(command, Remove) and not why:
            self._store.remove(command.file)
        return why


def main() -> None:
    """Run an agent."""
    parser = argparse.ArgumentParser(
        description="Owns the serial port of a board with Marlin and streams prints to it."
    )
    parser.add_argument("--port", required=True)
    parser.add_argument("--baud", type=int, default=115200)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--socket", type=Path, required=True)
    told = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(Agent(told.port, told.baud, Store(told.folder)).serve(told.socket))


if __name__ == "__main__":
    main()
