"""Commands as Moonraker's calls, decided from a status read a moment before. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from layerworks.connectors.moonraker import telling
from layerworks.connectors.moonraker.frames import RpcError
from layerworks.connectors.moonraker.status import Shape
from layerworks.fleet.commands import Cancel, CancelObject, Command, Pause, Resume, SetTemperature, Start

_PART = re.compile(r"[^\s\"'=;*]+")  # one word of G-code
_NOT_STARTED = ("sd busy", "unable to open file", "must home axis first", "no such file")


@dataclass(frozen=True, slots=True)
class Plan:
    """A call to make."""

    method: str
    params: dict[str, Any]


def plan_of(command: Command, status: Mapping[str, Any], shape: Shape) -> Plan | str:
    """Return the call for a command, or why it is not made. Uploads, removals and StopAll need no status."""
    if not telling.ready(status):
        return status["webhooks"].state_message or "Klipper is not ready"
    busy, state = telling.active_file(status), status["print_stats"].state
    match command:
        case SetTemperature(heater, target_c):
            return _heat(heater, target_c, shape)
        case Start(file):
            # Klipper would take a start while paused, and destroy the paused print
            return f"{busy} is being printed" if busy is not None else Plan("printer.print.start", {"filename": file})
        case Pause(file) | Resume(file) | Cancel(file) | CancelObject(file) if file != busy:
            return "this file is not being printed"
        case Pause():
            return "paused already" if state == "paused" else Plan("printer.print.pause", {})
        case Resume():
            return Plan("printer.print.resume", {}) if state == "paused" else "not paused"
        case Cancel():
            return Plan("printer.print.cancel", {})
        case CancelObject(_, part):
            if "exclude_object" not in shape.names or not _PART.fullmatch(part):
                return "the printer cannot leave out this part"
            return _script(f"EXCLUDE_OBJECT NAME={part}")
        case _:
            return "not asked of this printer"


def surely_not_done(command: Command, error: RpcError) -> bool:
    """Tell whether an error means that nothing was done. Most leave that open: a macro may fail at its last line."""
    if isinstance(command, Start):
        return error.code == 400 and any(word in error.message.lower() for word in _NOT_STARTED)
    return error.code == 400 and isinstance(command, SetTemperature | CancelObject)


def _heat(heater: str, target_c: float, shape: Shape) -> Plan | str:
    name = next((name for name, ours in shape.heaters if ours == heater), None)
    if name is None:
        return f"there is no heater {heater}"
    return _script(f"SET_HEATER_TEMPERATURE HEATER={name.rpartition(' ')[2]} TARGET={target_c:.1f}")


def _script(line: str) -> Plan:
    return Plan("printer.gcode.script", {"script": line})
