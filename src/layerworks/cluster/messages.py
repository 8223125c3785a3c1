"""What hubs say to each other, and its bytes: MessagePack of these records. Pure.

A reader passes over fields that it does not know, so hubs of two versions may speak for as long as an update takes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

LARGEST_PART = 512 * 1024  # a server takes a megabyte unless it is told otherwise


class Unreadable(Exception):
    """Bytes that are no message of ours."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Of one machine: the fields that changed, or all of them. epoch: of the lease under which they were seen."""

    epoch: int
    fields: dict[str, Any]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Sights:
    """What a hub sees of its machines; with none of them a sign of its life.

    hub: its name; holder: this run of it. left: machines that it tends no more.
    """

    hub: str
    holder: str
    machines: dict[str, Shown]
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class News:
    """The journal has something up to a number, which may already be known."""

    holder: str
    number: int


@dataclass(frozen=True, slots=True)
class Readings:
    """A part of a file of telemetry. hub: whose; name: of the file; part: from 0, of so many."""

    hub: str
    name: str
    part: int
    parts: int
    data: bytes


Message = Sights | News | Readings
_SIGHTS = msgspec.msgpack.Decoder(Sights)
_NEWS = msgspec.msgpack.Decoder(News)
_READINGS = msgspec.msgpack.Decoder(Readings)


def encoded(message: Message) -> bytes:
    """Return the bytes of a message."""
    return msgspec.msgpack.encode(message)


def sights_in(data: bytes) -> Sights:
    """Return a message of this kind, of which everything can be shown as JSON. Raises Unreadable."""
    try:
        found = _SIGHTS.decode(data)
        msgspec.json.encode(found)
    except (msgspec.MsgspecError, TypeError, RecursionError) as error:
        raise Unreadable(str(error)) from None
    return found


def news_in(data: bytes) -> News:
    """Return a message of this kind. Raises Unreadable."""
    try:
        return _NEWS.decode(data)
    except msgspec.MsgspecError as error:
        raise Unreadable(str(error)) from None


def readings_in(data: bytes) -> Readings:
    """Return a message of this kind. Raises Unreadable."""
    try:
        found = _READINGS.decode(data)
    except msgspec.MsgspecError as error:
        raise Unreadable(str(error)) from None
    if not 0 <= found.part < found.parts:
        raise Unreadable("no such part")
    return found


def in_parts(hub: str, name: str, data: bytes, largest: int = LARGEST_PART) -> Iterator[Readings]:
    """Yield a file of telemetry in parts that a server takes."""
    parts = max(1, -(-len(data) // largest))
    for part in range(parts):
        yield Readings(hub, name, part, parts, data[part * largest : (part + 1) * largest])
