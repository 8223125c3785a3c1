"""Commands as OctoPrint's requests, decided from a state read a moment before. Pure."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from layerworks.connectors.octoprint.frames import Flags
from layerworks.connectors.octoprint.telling import tool_of
from layerworks.fleet.commands import Cancel, Command, Pause, Resume, SetTemperature, Start


@dataclass(frozen=True, slots=True)
class Plan:
    """A POST to make."""

    path: str
    json: dict[str, Any]


def plan_of(command: Command, flags: Flags, busy: str | None, heaters: tuple[str, ...]) -> Plan | str:
    """Return the request for a command, or why it is not made.

    busy: the file that is printed or paused. heaters: those the printer has. OctoPrint's own answers are no help here:
    a second pause is accepted, one of nothing refused, and `pause` without an action goes on with a paused print.
    """
    if not flags.operational and not flags.active:
        return "OctoPrint is not connected to its printer"
    match command:
        case SetTemperature(heater, target_c):
            return _heat(heater, target_c) if heater in heaters else f"there is no heater {heater}"
        case Start(file):
            started = Plan(f"/api/files/local/{quote(file)}", {"command": "select", "print": True})
            return started if busy is None else f"{busy} is being printed"
        case Pause(file) | Resume(file) | Cancel(file) if file != busy:
            return "this file is not being printed"
        case _ if flags.cancelling or flags.finishing:
            return "the print is coming to its end"
        case Pause():
            if flags.paused or flags.pausing:
                return "paused already"
            return Plan("/api/job", {"command": "pause", "action": "pause"})
        case Resume():
            # taken while it is still pausing, a resume comes to nothing
            if not flags.paused or flags.resuming:
                return "not paused"
            return Plan("/api/job", {"command": "pause", "action": "resume"})
        case Cancel():
            return Plan("/api/job", {"command": "cancel"})
        case _:
            return "not asked of this printer"


def _heat(heater: str, target_c: float) -> Plan:
    tool = tool_of(heater)
    if tool is not None:
        return Plan("/api/printer/tool", {"command": "target", "targets": {tool: round(target_c, 1)}})
    return Plan(f"/api/printer/{heater}", {"command": "target", "target": round(target_c, 1)})
