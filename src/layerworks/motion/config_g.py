"""RepRapFirmware's config.g → RepRapFirmwareLimits."""

import math
from dataclasses import replace
from typing import Any

from layerworks.errors import Rejected
from layerworks.motion._code_line import CodeLine, code_line
from layerworks.motion._reprap_words import PLACES, settings_of_line, start_settings
from layerworks.motion.reprap_limits import RepRapFirmwareLimits
from layerworks.words import say

_NEEDED = (201, 203, 566)
_READ = {*_NEEDED, 204, 207, 404, 572, 667, 669}


def limits_from_config_g(text: str) -> RepRapFirmwareLimits:
    """Return the limits that a config.g sets; of commands given twice the last one counts.

    Raises Rejected, naming the line, when something that decides motion is missing, no limit, or an expression.
    """
    limits = RepRapFirmwareLimits()
    settings = start_settings(limits)
    seen: dict[int, set[str]] = {code: set() for code in _NEEDED}
    told: dict[str, Any] = {}
    for number, line in enumerate(text.splitlines(), 1):
        said = code_line(line)
        if said is None or said.letter != "M" or said.code not in _READ:
            continue
        if "{" in line.split(";")[0]:
            raise Rejected(say("motion.config_g_expression", line=number), say("motion.config_g_remedy"))
        _check(said, number)
        if said.code in seen:
            seen[said.code] |= said.words.keys()
        for place, value in settings_of_line(line.encode()):
            settings[place] = value
        told |= _beside(said)
    for code, letters in seen.items():
        for letter in "XYZE":
            if letter not in letters:
                raise Rejected(
                    say("motion.config_g_missing", code=f"M{code}", letter=letter), say("motion.config_g_remedy")
                )
    held: dict[str, Any] = {
        name: tuple(settings[place : place + width].tolist()) if width > 1 else float(settings[place])
        for name, (place, width) in PLACES.items()
    }
    held["jerk_policy"] = int(held["jerk_policy"])
    return replace(limits, **(held | told))


def _check(said: CodeLine, line: int) -> None:
    """Raise Rejected when a limit of an axis is not above zero."""
    for letter in "XYZE" if said.code in _NEEDED else "":
        if letter in said.words and not said.words[letter] > 0.0:
            code = f"M{said.code}"
            raise Rejected(
                say("motion.config_g_bad", code=code, letter=letter, line=line), say("motion.config_g_remedy")
            )


def _beside(said: CodeLine) -> dict[str, Any]:
    """Return what a line says beside the planner's settings, by field."""
    words = said.words
    match said.code:
        case 207:
            found = {"retract_mm": words.get("S"), "unretract_extra_mm": words.get("R")}
            speed = words.get("F", math.nan) / 60.0
            found |= {"retract_mm_s": speed, "unretract_mm_s": words.get("T", words.get("F", math.nan)) / 60.0}
            return {name: value for name, value in found.items() if value is not None and value == value}
        case 404:
            found = {"filament_mm": words.get("N"), "nozzle_mm": words.get("D")}
            return {name: value for name, value in found.items() if value is not None and value > 0.0}
        case 669 if "K" in words:
            return {"kinematics": "corexy" if words["K"] == 1.0 else "cartesian"}
        case 667 if "S" in words:
            return {"kinematics": "corexy" if words["S"] == 1.0 else "cartesian"}
        case _:
            return {}
