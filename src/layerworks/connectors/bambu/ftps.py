"""The printer's file server: FTP inside TLS from the first byte on (port 990). Everything here waits: not on a loop.

Its ways are those that users of these printers found: TLS 1.2, since resuming a session is not to be had of newer
ones here; connections for data resume the session of the first one, some servers refuse them otherwise; and a
connection for data is closed without the goodbye of TLS, which some never answer.
"""

import ftplib
import socket
import ssl
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from layerworks.connectors.bambu.access import USER, BambuAccess
from layerworks.connectors.certificates import check, unbelieving

WAIT_S = 30.0
PIECE = 32 * 1024


class FileServer(ftplib.FTP_TLS):
    """One session. clear_data: connections for data are not encrypted. Raises OSError, ftplib.Error, EOFError."""

    def __init__(self, access: BambuAccess, *, clear_data: bool = False) -> None:
        context = unbelieving()
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        super().__init__(context=context, timeout=WAIT_S)
        self._access, self._clear = access, clear_data
        self._open: list[socket.socket] = []
        self._ended = False

    def __enter__(self) -> Self:
        access = self._access
        try:
            plain = socket.create_connection((access.host, access.ftps_port), WAIT_S)
            self.host, self.port, self.af = access.host, access.ftps_port, plain.family
            self.sock: Any = self._wrapped(plain, None)
            self.file = self.sock.makefile("r", encoding=self.encoding)
            self.welcome = self.getresp()
            ftplib.FTP.login(self, USER, access.code.reveal())
            if self._clear:
                self.prot_c()
            else:
                self.prot_p()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the session and whatever it has opened."""
        super().close()
        for opened in self._open:
            opened.close()

    def end(self) -> None:
        """Break it off, from another thread."""
        self._ended = True
        for opened in tuple(self._open):
            try:
                socket.socket.shutdown(opened, socket.SHUT_RDWR)
            except OSError:
                continue

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[socket.socket, int | None]:
        """Open a connection for data."""
        plain, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
        if self._clear:
            self._open.append(plain)
            return plain, size
        return self._wrapped(plain, self.sock.session), size

    def listing(self, folder: str) -> bytes:
        """Return what a folder holds, in the manner of `ls -l`."""
        self.voidcmd("TYPE A")
        found = bytearray()
        with self.transfercmd(f"LIST {folder}") as data:
            while piece := data.recv(PIECE):
                found += piece
        self.voidresp()
        return bytes(found)

    def store(self, name: str, content: bytes, limit_s: float, heard: Callable[[], None]) -> str:
        """Send a file and return the answer. heard: called for each piece that has gone. Raises TimeoutError."""
        self.voidcmd("TYPE I")
        until_s = time.monotonic() + limit_s
        with self.transfercmd(f"STOR {name}") as data:
            for begin in range(0, len(content), PIECE):
                if time.monotonic() > until_s:
                    raise TimeoutError
                data.sendall(content[begin : begin + PIECE])
                heard()
        return self.voidresp()

    def _wrapped(self, plain: socket.socket, session: ssl.SSLSession | None) -> ssl.SSLSocket:
        if self._ended:
            plain.close()
            raise ConnectionAbortedError
        wrapped = self.context.wrap_socket(plain, server_hostname=self._access.serial, session=session)
        self._open.append(wrapped)
        check(wrapped.getpeercert(binary_form=True), self._access.fingerprint)
        return wrapped


def answer_of(work: Callable[[], bytes | str]) -> tuple[int, bytes]:
    """Do something with a file server; return how it answered, 226 for done. Raises OSError for a broken line."""
    try:
        done = work()
    except ftplib.Error as error:
        code = str(error)[:3]
        return (int(code), str(error).encode()) if code.isdecimal() else (0, b"")
    except (EOFError, AttributeError, ValueError) as error:  # ftplib has no better words for a line that broke
        raise ConnectionError(type(error).__name__) from None
    return 226, done.encode() if isinstance(done, str) else done
