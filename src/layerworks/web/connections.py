"""Connections to the hub's door: heads of requests no larger and no slower than they may be, and dead peers noticed."""

import asyncio
import socket

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from layerworks.web.descriptors import most_connections

LARGEST_HEAD = 32 * 1024
SLOWEST_HEAD_S = 30.0


class HubConnection(HttpToolsProtocol):
    """A connection, with bounds on what comes before a request's body."""

    _in_head = True
    _head_ended = False  # in what came last
    _head_bytes = 0
    _body_came = False  # in what came last
    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Begin to wait for a request. No address has more than half of the connections that there may be."""
        super().connection_made(transport)
        most, all = most_connections(), self.connections
        if len(all) > most // 2 and (len(all) > most or self._of_my_address() > most // 2):
            transport.abort()
            return
        if (endpoint := transport.get_extra_info("socket")) is not None and endpoint.family != socket.AF_UNIX:
            endpoint.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take in what came, and end the connection when a head grows without end, or what surrounds a body."""
        in_head, self._head_ended, self._body_came = self._in_head, False, False
        super().data_received(data)
        if in_head and self._in_head and not self._head_ended:
            self._head_bytes += len(data)
            if self._head_bytes > LARGEST_HEAD:
                self._end(431)
            elif self._waiting is None:
                self._wait()
        elif not in_head and not self._in_head and not self._body_came:  # trailers, or an extension of a chunk
            self._head_bytes += len(data)
            if self._head_bytes > LARGEST_HEAD:
                self.transport.close()  # an answer may be on its way

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._rest()
        super().connection_lost(exc)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take in a header; one after the body is nothing that anybody looked at."""
        if self._in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Take in a head that is whole."""
        self._in_head, self._head_ended, self._head_bytes = False, True, 0
        self._rest()
        if sum(len(name) + len(value) for name, value in self.headers) + len(self.url) > LARGEST_HEAD:
            raise ValueError("a head beyond what is taken in")  # the parser's caller answers it
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take in some of a body."""
        self._body_came, self._head_bytes = True, 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Be ready for the next request."""
        super().on_message_complete()
        self._in_head, self._head_bytes = True, 0

    def _of_my_address(self) -> int:
        return sum(isinstance(other, HubConnection) and other._address == self._address for other in self.connections)

    @property
    def _address(self) -> str:
        return self.client[0] if self.client else ""

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(SLOWEST_HEAD_S, self._end, 408)

    def _rest(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _end(self, status: int) -> None:
        if not self.transport.is_closing():
            self.transport.write(STATUS_LINE[status] + b"content-length: 0\r\nconnection: close\r\n\r\n")
            self.transport.close()
