"""A conversation with the agent of a board: its lines in, observations and our lines out. No I/O, no clock."""

from datetime import datetime

from layerworks.connectors.marlin_serial.wire import NotUnderstood, line_of, seen_of
from layerworks.connectors.talk import HangUp, Reply, Say
from layerworks.fleet.commands import Command, Upload
from layerworks.fleet.observations import Answered, Measured, Observation, Progress, Temperatures

MOST_GARBAGE = 5


class Conversation:
    """One connection's worth of talk: the agent tells observations as they are."""

    def __init__(self) -> None:
        self._number = 0
        self._asked: dict[int, Command] = {}
        self._readings: dict[type[Observation], Observation] = {}
        self._garbage = 0

    def begin(self, now: datetime) -> Reply:
        """The agent speaks first."""
        return (), ()

    def hear(self, message: str | bytes, now: datetime) -> Reply:
        """Take in a line."""
        try:
            seen = seen_of(message)
        except NotUnderstood as error:
            self._garbage += 1
            return (), ((HangUp(f"not understood: {error}"),) if self._garbage >= MOST_GARBAGE else ())
        self._garbage = 0
        if isinstance(seen, tuple):
            number, why = seen
            command = self._asked.pop(number, None)
            if command is None:
                return (), ()
            return (Answered(now, command, "accepted" if why is None else "refused", why or ""),), ()
        if isinstance(seen, Progress | Temperatures | Measured):
            self._readings[type(seen)] = seen
            return (), ()
        return (seen,), ()

    def answered(self, number: int, status: int, body: bytes, now: datetime) -> Reply:
        """Nothing is asked over HTTP."""
        return (), ()

    def stored(self, upload: Upload, status: int, body: bytes, now: datetime) -> Reply:
        """Files go the way of all commands."""
        return (), ()

    def ask(self, command: Command, now: datetime) -> Reply:
        """Hand a command on; asked again while it is sent, a file is sent once."""
        if isinstance(command, Upload) and command in self._asked.values():
            return (), ()
        self._number += 1
        self._asked[self._number] = command
        return (), (Say(line_of(command, self._number)),)

    def tick(self, now: datetime) -> Reply:
        """Let time pass."""
        return (), ()

    def beat(self, now: datetime) -> None:
        """The agent tells temperatures by itself."""

    def readings(self) -> tuple[Observation, ...]:
        """Return progress, temperatures and other numbers, the newest of each."""
        found = tuple(self._readings.values())
        self._readings.clear()
        return found
