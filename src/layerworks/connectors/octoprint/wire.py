"""What a conversation with OctoPrint is about to say, and which of its questions are unanswered. Pure."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from layerworks.connectors.talk import Ask, HangUp, LostBy, Reply, Request, Say, Store
from layerworks.fleet.commands import Command, Upload
from layerworks.fleet.observations import Answered, Observation, Verdict

Then = Callable[[int, bytes, datetime], None]


class Wire:
    """Collects what one call brings. out: what was observed, to be added to."""

    def __init__(self) -> None:
        self.out: list[Observation] = []
        self._number = 0
        self._waiting: dict[int, Then] = {}
        self._requests: list[Request] = []

    def say(self, message: dict[str, Any]) -> None:
        """Send a message over the push socket."""
        self._requests.append(Say(msgspec.json.encode(message).decode()))

    def request(self, method: str, path: str, json: Any, then: Then) -> None:
        """Make a request and go on with its answer."""
        self._number += 1
        self._waiting[self._number] = then
        self._requests.append(Ask(self._number, method, path, json))

    def store(self, upload: Upload) -> None:
        """Send a file."""
        self._requests.append(Store(upload))

    def hang_up(self, why: str, by: LostBy = "line") -> None:
        """End the connection."""
        self._requests.append(HangUp(why, by))

    def answer(self, command: Command, verdict: Verdict, why: str, now: datetime) -> None:
        """Tell what became of a command."""
        self.out.append(Answered(now, command, verdict, why))

    def answered(self, number: int, status: int, body: bytes, now: datetime) -> None:
        """Go on with an answer."""
        if then := self._waiting.pop(number, None):
            then(status, body, now)

    def reply(self) -> Reply:
        """Return and forget what there is to say."""
        reply = tuple(self.out), tuple(self._requests)
        self.out.clear()
        self._requests.clear()
        return reply
