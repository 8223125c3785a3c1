"""MQTT 3.1.1 as bytes: the packets that a client and a small broker exchange, at most once or at least once. Pure.

Source: OASIS standard MQTT 3.1.1 (2014). Left out: exactly once, wills, sessions that outlive a connection.
"""

import struct
from dataclasses import dataclass

LARGEST_PACKET = 32 * 1024 * 1024
NOT_LET_IN = (4, 5)  # return codes of CONNACK: wrong user or password, not authorised


class NotMqtt(ValueError):
    """The bytes are no packets of this protocol, or larger than any should be."""


@dataclass(frozen=True, slots=True)
class Connect:
    """A client presents itself. alive_s: it will say something at least this often."""

    client: str
    user: str
    password: str
    alive_s: int


@dataclass(frozen=True, slots=True)
class Connected:
    """The broker's answer. code: 0 lets in."""

    code: int


@dataclass(frozen=True, slots=True)
class Subscribe:
    """A wish to hear a topic."""

    number: int
    topic: str


@dataclass(frozen=True, slots=True)
class Subscribed:
    """code: 0 to 2 is the quality granted, 128 a refusal."""

    number: int
    code: int


@dataclass(frozen=True, slots=True)
class Publish:
    """A message. number: 0 for at most once, else it wants a `Published` of the same number."""

    topic: str
    body: bytes
    number: int = 0


@dataclass(frozen=True, slots=True)
class Published:
    """A message was taken."""

    number: int


@dataclass(frozen=True, slots=True)
class Ping:
    """Are you there?"""


@dataclass(frozen=True, slots=True)
class Pong:
    """Yes."""


@dataclass(frozen=True, slots=True)
class Disconnect:
    """Goodbye."""


Packet = Connect | Connected | Subscribe | Subscribed | Publish | Published | Ping | Pong | Disconnect


def packed(packet: Packet) -> bytes:
    """Return a packet as bytes."""
    match packet:
        case Connect(client, user, password, alive_s):
            head = _text("MQTT") + struct.pack(">BBH", 4, 0xC2, alive_s)  # user, password, clean session
            return _framed(0x10, head + _text(client) + _text(user) + _text(password))
        case Connected(code):
            return _framed(0x20, bytes((0, code)))
        case Publish(topic, body, number):
            identity = struct.pack(">H", number) if number else b""
            return _framed(0x32 if number else 0x30, _text(topic) + identity + body)
        case Published(number):
            return _framed(0x40, struct.pack(">H", number))
        case Subscribe(number, topic):
            return _framed(0x82, struct.pack(">H", number) + _text(topic) + b"\x00")
        case Subscribed(number, code):
            return _framed(0x90, struct.pack(">HB", number, code))
        case Ping():
            return b"\xc0\x00"
        case Pong():
            return b"\xd0\x00"
        case Disconnect():
            return b"\xe0\x00"


class Unpacking:
    """Takes bytes as they come and gives back whole packets."""

    def __init__(self, largest: int = LARGEST_PACKET) -> None:
        self._largest = largest
        self._rest = bytearray()

    def feed(self, data: bytes) -> list[Packet]:
        """Return the packets that are complete now. Raises NotMqtt."""
        self._rest += data
        found: list[Packet] = []
        while (frame := self._frame()) is not None:
            found.append(_unpacked(*frame))
        return found

    def _frame(self) -> tuple[int, bytes] | None:
        size = shift = 0
        for place in range(1, len(self._rest)):
            byte = self._rest[place]
            size |= (byte & 0x7F) << shift
            shift += 7
            if size > self._largest:
                raise NotMqtt("a packet is larger than any should be")
            if byte < 0x80:
                end = place + 1 + size
                if len(self._rest) < end:
                    return None
                frame = self._rest[0], bytes(self._rest[place + 1 : end])
                del self._rest[:end]
                return frame
            if shift > 21:
                raise NotMqtt("no length")
        return None


def _unpacked(head: int, body: bytes) -> Packet:
    try:
        return _packet(head, body)
    except (struct.error, IndexError, UnicodeDecodeError):
        raise NotMqtt("a packet is cut short") from None


def _packet(head: int, body: bytes) -> Packet:
    match head >> 4:
        case 1:
            return _connect(body)
        case 2:
            return Connected(body[1])
        case 3:
            topic, rest = _split_text(body)
            if head & 0x06:
                return Publish(topic, rest[2:], struct.unpack_from(">H", rest)[0])
            return Publish(topic, rest)
        case 4:
            return Published(struct.unpack_from(">H", body)[0])
        case 8:
            return Subscribe(struct.unpack_from(">H", body)[0], _split_text(body[2:])[0])
        case 9:
            return Subscribed(*struct.unpack_from(">HB", body))
        case 12:
            return Ping()
        case 13:
            return Pong()
        case 14:
            return Disconnect()
        case kind:
            raise NotMqtt(f"a packet of kind {kind}")


def _connect(body: bytes) -> Connect:
    name, rest = _split_text(body)
    level, flags, alive_s = struct.unpack_from(">BBH", rest)
    if name != "MQTT" or level != 4 or flags & 0x04:
        raise NotMqtt("another version, or a will")
    client, rest = _split_text(rest[4:])
    user, rest = _split_text(rest) if flags & 0x80 else ("", rest)
    password = _split_text(rest)[0] if flags & 0x40 else ""
    return Connect(client, user, password, alive_s)


def _framed(head: int, body: bytes) -> bytes:
    size, length = len(body), bytearray()
    while True:
        size, byte = size >> 7, size & 0x7F
        length.append(byte | 0x80 if size else byte)
        if not size:
            return bytes((head, *length)) + body


def _text(text: str) -> bytes:
    encoded = text.encode()
    return struct.pack(">H", len(encoded)) + encoded


def _split_text(body: bytes) -> tuple[str, bytes]:
    (size,) = struct.unpack_from(">H", body)
    if len(body) < 2 + size:
        raise NotMqtt("a text is cut short")
    return body[2 : 2 + size].decode(), body[2 + size :]
