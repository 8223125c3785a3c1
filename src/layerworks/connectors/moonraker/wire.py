"""What a conversation with Moonraker is about to say, and which of its calls are unanswered. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from layerworks.connectors.moonraker import frames
from layerworks.connectors.talk import HangUp, Reply, Request, Say, Store
from layerworks.fleet.commands import Command, Upload
from layerworks.fleet.observations import Answered, Observation, Verdict

Then = Callable[[frames.Frame, datetime], None]


@dataclass(frozen=True, slots=True)
class Call(Say):
    """Send a JSON-RPC call. message: as it goes over the wire."""

    number: int
    method: str


class Wire:
    """Collects what one call brings. out: what was observed, to be added to."""

    def __init__(self) -> None:
        self.out: list[Observation] = []
        self._number = 0
        self._waiting: dict[int, Then] = {}
        self._requests: list[Request] = []

    @property
    def waits(self) -> bool:
        """Whether a call is unanswered."""
        return bool(self._waiting)

    def call(self, method: str, params: dict[str, Any], then: Then) -> None:
        """Call, and go on with the answer."""
        self._number += 1
        self._waiting[self._number] = then
        self._requests.append(Call(frames.call_text(self._number, method, params), self._number, method))

    def answered(self, frame: frames.Frame, now: datetime) -> None:
        """Go on with an answer."""
        if frame.id is not None and (then := self._waiting.pop(frame.id, None)):
            then(frame, now)

    def store(self, upload: Upload) -> None:
        """Send a file."""
        self._requests.append(Store(upload))

    def answer(self, command: Command, verdict: Verdict, why: str, now: datetime) -> None:
        """Tell what became of a command."""
        self.out.append(Answered(now, command, verdict, why))

    def hang_up(self, why: str) -> None:
        """End the connection."""
        self._requests.append(HangUp(why))

    def reply(self) -> Reply:
        """Return and forget what there is to say."""
        reply = tuple(self.out), tuple(self._requests)
        self.out.clear()
        self._requests.clear()
        return reply
