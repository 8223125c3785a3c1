"""What Marlin answers to M503 (and M115) → MarlinLimits."""

import math
import re
from dataclasses import fields, replace
from typing import Any

from layerworks.errors import Rejected
from layerworks.motion._code_line import CodeLine, code_line
from layerworks.motion._marlin_words import PLACES, settings_of_line, start_settings
from layerworks.motion.marlin_limits import MarlinLimits
from layerworks.words import say

_BEFORE = re.compile(r"^.*?(?:echo:|Recv:)\s*", re.IGNORECASE)  # as a host's log has it
_FIRMWARE = re.compile(r"FIRMWARE_NAME:\s*(?P<name>\S+)(?:\s+(?P<bugfix>bugfix-)?(?P<version>\d+(?:\.\d+)*))?")
_NEEDED = {201: "XYZE", 203: "XYZE", 204: "", 205: ""}
_NEWER = (2, 1, 3)
_WIDER = (2, 1)


def limits_from_m503(text: str, base: MarlinLimits | None = None) -> MarlinLimits:
    """Return the limits that a report gives; base: where it says nothing (kinematics, buffer, arcs, nozzle, …).

    Raises Rejected, naming the command, when something that decides motion is missing or is no limit.
    """
    limits = base or MarlinLimits()
    settings = start_settings(limits)
    seen: set[int] = set()
    told: dict[str, Any] = {}
    for raw in text.splitlines():
        line = raw.strip()
        while shorter := _BEFORE.match(line):
            line = line[shorter.end() :]
        if firmware := _FIRMWARE.search(line):
            told |= _of_firmware(firmware)
            continue
        said = code_line(line)
        if said is None or said.letter != "M":
            continue
        seen.add(said.code)
        _check(said, line)
        for place, value in settings_of_line(_as_today(said).encode()):
            settings[place] = value
        told |= _beside(said)
    for code in _NEEDED:
        if code not in seen:
            raise Rejected(say("motion.m503_missing", code=f"M{code}"), say("motion.m503_remedy"))
    held = {
        name: tuple(settings[place : place + width].tolist()) if width > 1 else float(settings[place])
        for name, (place, width) in PLACES.items()
    }
    known = {f.name for f in fields(MarlinLimits)}
    return replace(limits, **{name: value for name, value in (held | told).items() if name in known})


def _check(said: CodeLine, line: str) -> None:
    """Raise Rejected when a command that is needed lacks a letter or a limit above zero."""
    for letter in _NEEDED.get(said.code, ""):
        value = said.words.get(letter, math.nan)
        if not value > 0.0:
            raise Rejected(
                say("motion.m503_bad", code=f"M{said.code}", letter=letter, text=line), say("motion.m503_remedy")
            )


def _as_today(said: CodeLine) -> str:
    """Return a line as today's firmware would write it."""
    words = dict(said.words)
    if said.code == 204 and "S" in words and "P" not in words:  # before 1.0.2: T is for retraction
        words = {"P": words["S"], "T": words["S"], "R": words.get("T", words["S"])}
    if said.code == 205 and "X" in words and "Y" not in words:  # before 1.1: of both axes
        words["Y"] = words["X"]
    return f"M{said.code} " + " ".join(f"{letter}{value:.9g}" for letter, value in words.items() if value == value)


def _beside(said: CodeLine) -> dict[str, Any]:
    """Return what a line says beside the planner's settings, by field."""
    words = said.words
    match said.code:
        case 205:
            return {"junction": "deviation" if "J" in words else "jerk"} if words.keys() & {"J", "X"} else {}
        case 200 if words.get("D", 0.0) > 0.0:
            return {"filament_mm": words["D"]}
        case 207 if "S" in words:
            return {"retract_mm": words["S"]} | ({"retract_mm_s": words["F"] / 60.0} if words.get("F", 0.0) > 0 else {})
        case 208:
            extra = {"unretract_extra_mm": words["S"]} if "S" in words else {}
            return extra | ({"unretract_mm_s": words["F"] / 60.0} if words.get("F", 0.0) > 0 else {})
        case _:
            return {}


def _of_firmware(found: "re.Match[str]") -> dict[str, Any]:
    """Return what the name of a firmware tells of its planner, by field."""
    told: dict[str, Any] = {}
    if "buddy" in found["name"].lower():
        told["smooth_advance"] = True
    if found["name"].lower() == "marlin" and found["version"]:
        version = tuple(int(part) for part in found["version"].split("."))
        newer = version >= _NEWER or (found["bugfix"] is not None and version >= _NEWER[:2])
        told["generation"] = "2.1.3" if newer else "2.1" if version >= _WIDER else "2.0"
    return told
