"""Commands and observations as lines of JSON, between an agent and its hub. Pure."""

import json
from typing import Any

import msgspec

from layerworks.fleet import commands, observations
from layerworks.fleet.commands import Command
from layerworks.fleet.observations import Answered, Observation

COMMANDS: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        commands.Upload,
        commands.Remove,
        commands.Start,
        commands.Pause,
        commands.Resume,
        commands.Cancel,
        commands.CancelObject,
        commands.SetTemperature,
        commands.StopAll,
    )
}
_TOLD: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        observations.Snapshot,
        observations.StateChanged,
        observations.Progress,
        observations.Temperatures,
        observations.Measured,
        observations.Fault,
    )
}


class NotUnderstood(Exception):
    """A line that is none of ours."""


def line_of(command: Command, number: int) -> str:
    """Return a command as a line. number: the answer names it, so that a file need not be sent back."""
    return json.dumps({"kind": type(command).__name__, "number": number, "value": msgspec.to_builtins(command)})


def command_of(line: str | bytes) -> tuple[Command, int]:
    """Return the command of a line and its number. Raises NotUnderstood."""
    try:
        told = json.loads(line)
        return msgspec.convert(told["value"], COMMANDS[told["kind"]]), int(told["number"])
    except (ValueError, KeyError, TypeError, msgspec.MsgspecError) as error:
        raise NotUnderstood(str(error)) from error


def told_line(seen: Observation) -> str:
    """Return an observation as a line; answers have a form of their own."""
    return json.dumps({"kind": type(seen).__name__, "value": msgspec.to_builtins(seen)})


def answer_line(number: int, why: str | None) -> str:
    """Return the answer to a command. why: it was refused, None when it was not."""
    return json.dumps({"kind": "Answered", "number": number, "why": why})


def seen_of(line: str | bytes) -> Observation | tuple[int, str | None]:
    """Return the observation of a line, or the number and refusal of an answer. Raises NotUnderstood."""
    try:
        told = json.loads(line)
        if told["kind"] == Answered.__name__:
            return int(told["number"]), told["why"]
        return msgspec.convert(told["value"], _TOLD[told["kind"]])
    except (ValueError, KeyError, TypeError, msgspec.MsgspecError) as error:
        raise NotUnderstood(str(error)) from error
