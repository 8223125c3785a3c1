"""Limits as somebody wishes them, for asking what would be."""

import difflib
import math
from collections.abc import Mapping
from dataclasses import Field, fields, replace
from typing import Any, Literal, get_args, get_origin, get_type_hints

from layerworks.errors import Misused
from layerworks.motion.limits import KlipperLimits
from layerworks.motion.planning import Limits
from layerworks.motion.wished import with_accel, with_corner, with_velocity
from layerworks.words import say

_ALSO_CALLED: Mapping[str, str] = {
    "accel": "max_accel_mm_s2",
    "velocity": "max_velocity_mm_s",
    "scv": "square_corner_velocity_mm_s",
    "nozzle_diameter": "nozzle_mm",
    "filament_diameter": "filament_mm",
    "resolution": "arc_resolution_mm",
    "retract_length": "retract_mm",
    "retract_speed": "retract_mm_s",
    "unretract_extra_length": "unretract_extra_mm",
    "unretract_speed": "unretract_mm_s",
}
_UNITS = ("_mm_s2", "_mm_s", "_mm2", "_mm", "_s")
_MAY_BE_0 = (
    "minimum_cruise_ratio",
    "square_corner_velocity_mm_s",
    "instantaneous_corner_velocity_mm_s",
    "linear_advance_s",
    "pressure_advance_s",
    "serial_bytes_s",
)
_OF_EVERY_FIRMWARE = {
    "max_velocity_mm_s": with_velocity,
    "max_accel_mm_s2": with_accel,
    "square_corner_velocity_mm_s": with_corner,
}
"""Where a firmware has a limit for each axis instead, those of X and Y."""
_AXES = 4


def changed_limits(limits: Limits, wishes: Mapping[str, str]) -> tuple[Limits, tuple[str, ...]]:
    """Return limits with some changed, and which fields those are.

    wishes: text by name, `max_accel_mm_s2=20000` as the fields are called or `max_accel=20000` as in a printer.cfg;
    four numbers with commas for a limit of each axis; a word for what no number tells, `kinematics=corexy`.
    Raises Misused, naming the nearest name for one that is not known, and the value that cannot be.
    """
    wished, names = limits, list[str]()
    words = _words(limits)
    for name, text in wishes.items():
        if (word := name.strip().lower()) in words:
            wished = replace(wished, **{word: _choice(word, text.strip().lower(), words[word])})
            names.append(word)
            continue
        field, values = _wish(limits, name, text)
        if field in {f.name for f in fields(limits)}:
            wished = replace(wished, **{field: values[0] if len(values) == 1 else values})
            names.append(field)
            continue
        change = _OF_EVERY_FIRMWARE[field]
        names += _differing(change(wished, values[0]), change(wished, values[0] + 1.0))
        wished = change(wished, values[0])
    return wished, tuple(dict.fromkeys(names))


def _words(limits: Limits) -> dict[str, tuple[str, ...]]:
    """Return what can be chosen by field, where a firmware does not report it itself; Klipper's configuration does."""
    if isinstance(limits, KlipperLimits):
        return {}
    hints = get_type_hints(type(limits))
    return {name: get_args(hint) for name, hint in hints.items() if get_origin(hint) is Literal}


def _choice(name: str, text: str, choices: tuple[str, ...]) -> str:
    if text not in choices:
        raise Misused(
            say("motion.bad_limit", name=name, value=text), say("motion.bad_choice_remedy", choices=", ".join(choices))
        )
    return text


def _wish(limits: Limits, name: str, text: str) -> tuple[str, tuple[float, ...]]:
    widths = {f.name: _width(getattr(limits, f.name), f) for f in fields(limits)}
    if not isinstance(limits, KlipperLimits):
        widths |= dict.fromkeys(_OF_EVERY_FIRMWARE, 1)
    widths = {key: width for key, width in widths.items() if width}
    field = _field_called(name.strip().lower(), widths)
    if field is None:
        near = difflib.get_close_matches(name, [*widths, *_ALSO_CALLED], n=1, cutoff=0.0)[0]
        raise Misused(say("motion.no_such_limit", name=name, near=near), say("motion.limit_names"))
    values = _numbers(text)
    if len(values) != widths[field] or not all(_sensible(field, value) for value in values):
        raise Misused(say("motion.bad_limit", name=name, value=text), say("motion.bad_limit_remedy"))
    return field, values


def _differing(one: Limits, other: Limits) -> list[str]:
    return [f.name for f in fields(one) if getattr(one, f.name) != getattr(other, f.name)]


def _numbers(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        return ()


def _sensible(field: str, value: float) -> bool:
    least = value >= 0.0 if field in _MAY_BE_0 else value > 0.0
    return math.isfinite(value) and least and not (field == "minimum_cruise_ratio" and value >= 1.0)


def _field_called(name: str, known: Mapping[str, Any]) -> str | None:
    if name in known:
        return name
    if (other := _ALSO_CALLED.get(name)) in known:
        return other
    return next((name + unit for unit in _UNITS if name + unit in known), None)


def _width(value: object, field: Field[Any]) -> int:
    """Return how many numbers a limit is, 0 for one that is none."""
    if isinstance(value, tuple):
        return _AXES if len(value) == _AXES else 0
    return 1 if field.type in (float, float | None, "float", "float | None") else 0
