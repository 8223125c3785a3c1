"""What a conversation with a machine over a network may want of its line, and what every conversation can do. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from layerworks.fleet.commands import Command, Upload
from layerworks.fleet.observations import LostBy, Observation


@dataclass(frozen=True, slots=True)
class Say:
    """Send a message over the connection that stands. urgent: it should arrive even where others may be lost."""

    message: str
    urgent: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Ask:
    """Make a request beside the line and report back with `answered`: over HTTP, or of a file server (LIST, DELE).

    json: its body, None for an empty one."""

    number: int
    method: str
    path: str
    json: Any = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Store:
    """Send a file and report back with `stored`."""

    upload: Upload


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the connection. why: for a person. by: as in LinkLost."""

    why: str
    by: LostBy = "line"


Request = Say | Ask | Store | HangUp
Reply = tuple[tuple[Observation, ...], tuple[Request, ...]]


class Talk(Protocol):
    """One connection's worth of talk. Every method returns what was observed and what is to be sent."""

    def begin(self, now: datetime) -> Reply:
        """The line stands."""
        ...

    def hear(self, message: str | bytes, now: datetime) -> Reply:
        """Take in one message."""
        ...

    def answered(self, number: int, status: int, body: bytes, now: datetime) -> Reply:
        """Take in an answer to `Ask`. status: of HTTP or FTP, 0 when there was none: then nothing is certain."""
        ...

    def stored(self, upload: Upload, status: int, body: bytes, now: datetime) -> Reply:
        """Take in the answer to `Store`, likewise."""
        ...

    def ask(self, command: Command, now: datetime) -> Reply:
        """Ask for something."""
        ...

    def tick(self, now: datetime) -> Reply:
        """Let time pass: call every second or so."""
        ...

    def beat(self, now: datetime) -> None:
        """The machine was heard, though it said nothing."""
        ...

    def readings(self) -> tuple[Observation, ...]:
        """Return progress and temperatures, the newest of each, if there are new ones since last asked."""
        ...
