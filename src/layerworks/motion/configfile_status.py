"""Klipper's status, as Moonraker returns it → KlipperLimits.

Asked for with /printer/objects/query?configfile&toolhead (docs/Status_Reference.md of Klipper): configfile.settings
holds every option with its default filled in, toolhead what holds just now.
"""

import json
from collections.abc import Mapping
from typing import Any, cast

from layerworks.errors import Rejected
from layerworks.motion._cfg_sections import NO_LINE, Section
from layerworks.motion.klipper_config import limits_from_sections
from layerworks.motion.limits import KlipperLimits
from layerworks.words import say

_DEEPEST = 6
_NOW = ("max_velocity", "max_accel", "square_corner_velocity", "minimum_cruise_ratio")
Table = Mapping[str, Any]


def limits_from_status(text: str) -> KlipperLimits:
    """Return the limits in force by a status. Raises Rejected when it is no such status, or does not say."""
    try:
        answer = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        detail = error.msg if isinstance(error, json.JSONDecodeError) else ""
        raise Rejected(say("motion.status_not_json", detail=detail), say("motion.status_remedy")) from None
    settings = _settings(answer)
    if settings is None:
        raise Rejected(say("motion.status_without_settings"), say("motion.status_remedy"))
    sections = {name: _section(name, options) for name, options in settings.items() if isinstance(options, Mapping)}
    toolhead = _table(answer, "toolhead", _DEEPEST) or {}
    if "printer" in sections:
        sections["printer"].options |= {key: (_text(toolhead[key]), NO_LINE) for key in _NOW if key in toolhead}
    return limits_from_sections(sections)


def _settings(answer: Any) -> Table | None:
    """Return configfile.settings, or configfile.config, or the answer itself when it is one of them."""
    configfile = _table(answer, "configfile", _DEEPEST) or answer
    for key in ("settings", "config"):
        found = _table(configfile, key, 1)
        if found is not None and isinstance(found.get("printer"), Mapping):
            return found
    if isinstance(answer, Mapping) and isinstance(cast(Table, answer).get("printer"), Mapping):
        return cast(Table, answer)
    return None


def _table(value: Any, key: str, depth: int) -> Table | None:
    """Return the outermost table of that name."""
    if not isinstance(value, Mapping) or depth == 0:
        return None
    table = cast(Table, value)
    if isinstance(table.get(key), Mapping):
        return cast(Table, table[key])
    inner = (_table(part, key, depth - 1) for part in table.values())
    return next((found for found in inner if found is not None), None)


def _section(name: str, options: Table) -> Section:
    told = {key.lower(): (_text(value), NO_LINE) for key, value in options.items() if value is not None}
    return Section(name, told)


def _text(value: Any) -> str:
    """Return a value as a configuration would write it; a gear ratio comes as a list of pairs."""
    if isinstance(value, list):
        return ", ".join(_text(item) if not isinstance(item, list) else _pair(item) for item in cast(list[Any], value))
    return str(value)


def _pair(numbers: list[Any]) -> str:
    return ":".join(str(number) for number in numbers)
