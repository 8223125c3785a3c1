"""What is asked of a printer of Bambu's, as messages. Pure. Source: OpenBambuAPI, mqtt.md."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from layerworks.connectors.bambu.container import PLATE
from layerworks.connectors.bambu.frames import Status
from layerworks.connectors.bambu.models import Model
from layerworks.connectors.bambu.names import END, number_of, number_of_time
from layerworks.connectors.talk import Say
from layerworks.fleet.commands import Cancel, CancelObject, Command, Pause, Resume, SetTemperature

OUTSIDE, NONE = 254, 255  # places of spools that are none of an AMS
_HEATERS = {"nozzle": "M104", "bed": "M140"}


def pushall(number: int) -> Say:
    """Ask for the whole state. Not often: small models are busy with it."""
    return _say("pushing", number, "pushall", version=1, push_target=1)


def get_version(number: int) -> Say:
    """Ask for something that costs nothing, to hear whether the printer is there."""
    return _say("info", number, "get_version")


@dataclass(frozen=True, slots=True)
class Printing:
    """What is to be printed. title: of the container, md5: its sum, empty where it is not known.

    tools: that the program changes to, as bits; 0 where it needs the first one alone.
    """

    file: str
    title: str
    md5: str
    tools: int = 0


def print_it(number: int, what: Printing, model: Model, status: Status, now: datetime) -> Say:
    """Ask for a print. Its numbers are ours: the printer repeats them for as long as it remembers the print."""
    places = _mapping(status, what.tools)
    return _say(
        "print",
        number,
        "project_file",
        param=PLATE,
        url=f"{model.folder_url}{what.title}{END}",
        file=f"{what.title}{END}",
        md5=what.md5,
        subtask_name=what.title,
        project_id=str(number_of(what.file)),
        profile_id="0",
        task_id=str(number_of_time(now)),
        subtask_id=str(number_of(what.file)),
        bed_type="auto",
        bed_levelling=True,
        flow_cali=False,
        vibration_cali=False,
        layer_inspect=False,
        timelapse=False,
        use_ams=bool(places),
        ams_mapping=places,
    )


def about_print(number: int, command: Pause | Resume | Cancel) -> Say:
    """Ask for something about the present print, whichever it is: look first."""
    verb = {Pause: "pause", Resume: "resume", Cancel: "stop"}[type(command)]
    return _say("print", number, verb, urgent=True, param="")


def leave_out(number: int, left_out: Collection[int], part: int) -> Say:
    """Ask for a part of the present print to be left out, besides those that are already."""
    return _say("print", number, "skip_objects", urgent=True, obj_list=sorted({*left_out, part}))


def heat(number: int, command: SetTemperature) -> Say | None:
    """Ask for a target; None for a heater that the printer has not, or lets nobody set."""
    word = _HEATERS.get(command.heater)
    line = f"{word} S{round(command.target_c)}\n"
    return None if word is None else _say("print", number, "gcode_line", param=line)


def command_word(command: Command) -> str:
    """Return the word by which the printer answers a command."""
    words: dict[type[Command], str] = {
        Pause: "pause",
        Resume: "resume",
        Cancel: "stop",
        CancelObject: "skip_objects",
        SetTemperature: "gcode_line",
    }
    return words.get(type(command), "project_file")


def empty_places(status: Status, tools: int) -> list[int]:
    """Return the places in an AMS that a program with several tools needs and that have no spool.

    The program's tools are the places of the same number, counted over all AMS: what is loaded is told by place, and
    nobody has to say twice which tool it is for.
    """
    return [place for place in _places(tools) if place not in _filled(status)]


def _mapping(status: Status, tools: int) -> list[int]:
    """Return the place of each tool, −1 for one that is not used; nothing for the spool outside."""
    if tools > 1:
        used = _places(tools)
        return [place if place in used else -1 for place in range(max(used) + 1)]
    slot = _slot(status)
    return [] if slot is None else [slot]


def _places(tools: int) -> list[int]:
    return [place for place in range(tools.bit_length()) if tools >> place & 1] if tools > 1 else []


def _filled(status: Status) -> list[int]:
    filled = [(unit.id, tray.id) for unit in status.ams.ams for tray in unit.tray if tray.tray_type]
    return sorted(4 * int(unit) + int(tray) for unit, tray in filled if unit.isdecimal() and tray.isdecimal())


def _slot(status: Status) -> int | None:
    """Return the place in an AMS that is printed from: the one in use, else the first with a spool; None for none."""
    now = status.ams.tray_now
    if now < OUTSIDE:
        return now
    if now == OUTSIDE:
        return None
    return min(_filled(status), default=None)


def _say(kind: str, number: int, command: str, *, urgent: bool = False, **more: Any) -> Say:
    body = {kind: {"sequence_id": str(number), "command": command, **more}}
    return Say(json.dumps(body, separators=(",", ":")), urgent=urgent)
