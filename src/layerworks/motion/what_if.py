"""Limits as somebody wishes them, for asking what would be."""

import difflib
import math
from collections.abc import Mapping
from dataclasses import Field, fields, replace
from typing import Any, TypeVar

from layerworks.errors import Misused
from layerworks.words import say

Limits = TypeVar("Limits")

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
_MAY_BE_0 = ("minimum_cruise_ratio", "square_corner_velocity_mm_s", "instantaneous_corner_velocity_mm_s")


def changed_limits(limits: Limits, wishes: Mapping[str, str]) -> tuple[Limits, tuple[str, ...]]:
    """Return limits with some changed, and which fields those are.

    wishes: text by name, `max_accel_mm_s2=20000` as the fields are called or `max_accel=20000` as in a printer.cfg.
    Raises Misused, naming the nearest name for one that is not known, and the value that cannot be.
    """
    numbers = {f.name: f for f in fields(limits) if _is_number(f)}  # pyright: ignore[reportArgumentType]
    changes: dict[str, float] = {}
    for name, text in wishes.items():
        field = _field_called(name.strip().lower(), numbers)
        if field is None:
            near = difflib.get_close_matches(name, [*numbers, *_ALSO_CALLED], n=1, cutoff=0.0)[0]
            raise Misused(say("motion.no_such_limit", name=name, near=near), say("motion.limit_names"))
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        least = value >= 0.0 if field in _MAY_BE_0 else value > 0.0
        if not (math.isfinite(value) and least) or (field == "minimum_cruise_ratio" and value >= 1.0):
            raise Misused(say("motion.bad_limit", name=name, value=text), say("motion.bad_limit_remedy"))
        changes[field] = value
    return replace(limits, **changes), tuple(changes)  # pyright: ignore[reportArgumentType, reportCallIssue]


def _field_called(name: str, known: Mapping[str, Any]) -> str | None:
    if name in known:
        return name
    if (other := _ALSO_CALLED.get(name)) in known:
        return other
    return next((name + unit for unit in _UNITS if name + unit in known), None)


def _is_number(field: Field[Any]) -> bool:
    return field.type in (float, float | None, "float", "float | None")
