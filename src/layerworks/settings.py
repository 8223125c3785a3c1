"""Settings: one small frozen record a stage, one line a setting, with unit, bounds and default where it is read.

    @dataclass(frozen=True, slots=True)
    class WallSettings:
        wall_count: int = setting(2, low=0, high=100)
        line_width_mm: float = setting(0.45, unit="mm", low=0.05, high=20.0)

Keys are unique over all records, so `--set wall_count=3` needs no prefix. What a setting means to a person stands
in the catalogues under `settings.<key>`.
"""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any, TypeVar

from layerworks.errors import Misused
from layerworks.quantities import number_of
from layerworks.words import Text, say

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class SettingKind:
    """What one setting accepts. unit: as written after a value, empty for a pure number; bounds are inclusive."""

    unit: str = ""
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()


def setting(
    default: Any,
    *,
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
) -> Any:
    """Declare a field of a settings record with its unit, inclusive bounds or choices."""
    return field(default=default, metadata={"kind": SettingKind(unit, low, high, choices)})


def keys_of(record_types: Iterable[type]) -> dict[str, Field[Any]]:
    """Return every setting of some record types by key."""
    return {f.name: f for t in record_types for f in fields(t)}


def parse_settings(record_types: Iterable[type], texts: Mapping[str, str]) -> dict[str, Any]:
    """Return typed values for `key=value` texts, or say everything that is wrong with them at once.

    Raises Misused, naming the nearest key for an unknown one and the bounds for a value outside them.
    """
    return typed_settings(record_types, texts)


def typed_settings(record_types: Iterable[type], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return typed values, each given as such or as text with or without its unit, bounds checked.

    Raises Misused as `parse_settings`.
    """
    known = keys_of(record_types)
    given, wrong = values, list[Text]()
    values = {}
    for key, raw in given.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            no_key = say("settings.unknown_key", key=key)
            wrong.append(say("settings.nearly_key", key=key, near=near[0]) if near else no_key)
            continue
        value = _parse(known[key], raw) if isinstance(raw, str) else _checked(known[key], raw)
        if isinstance(value, Text):
            wrong.append(value)
        else:
            values[key] = value
    _refuse(wrong)
    return values


def settings_record(record_type: type[Record], values: Mapping[str, Any]) -> Record:
    """Return a record of the stage's own keys among `values`, bounds checked. Raises Misused."""
    own = {f.name: f for f in fields(record_type)}  # pyright: ignore[reportArgumentType]
    chosen = {k: _typed(own[k], v) for k, v in values.items() if k in own}
    _refuse([w for k, v in chosen.items() if (w := _out_of_bounds(own[k], v))])
    return record_type(**chosen)


def default_of(f: Field[Any]) -> Any:
    """Return the default of a setting."""
    return None if f.default is MISSING else f.default


def _checked(f: Field[Any], raw: Any) -> Any:
    """Return a value of the kind that a setting takes, or what is wrong with it."""
    value, default = _typed(f, raw), default_of(f)
    numbers = value if isinstance(value, tuple) else (value,)
    kinds = (int, float) if isinstance(default, tuple) else (type(default),)
    if isinstance(value, tuple) != isinstance(default, tuple) or any(type(n) not in kinds for n in numbers):
        return _bad_value(f, str(raw))
    return _out_of_bounds(f, value) or value


def _bad_value(f: Field[Any], text: str) -> Text:
    kind = say(f"settings.kind_{type(default_of(f)).__name__}")
    return say("settings.bad_value", key=f.name, value=text, kind=kind)


def _typed(f: Field[Any], value: Any) -> Any:
    default = default_of(f)
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(default, tuple) and isinstance(value, list):
        return tuple(float(v) for v in value)  # pyright: ignore[reportUnknownVariableType]
    return value


def _parse(f: Field[Any], text: str) -> Any:
    default = default_of(f)
    kind: SettingKind = f.metadata["kind"]
    text = text.strip()
    try:
        if isinstance(default, bool):
            value: Any = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}[text.lower()]
        elif isinstance(default, tuple):
            value = tuple(number_of(part, kind.unit) for part in text.split(",") if part.strip())
        elif isinstance(default, float):
            value = number_of(text, kind.unit)
        else:
            value = type(default)(text.removesuffix(kind.unit))
    except (ValueError, KeyError):
        return _bad_value(f, text)
    return _out_of_bounds(f, value) or value


def _out_of_bounds(f: Field[Any], value: Any) -> Text | None:
    kind: SettingKind = f.metadata["kind"]
    if kind.choices and value not in kind.choices:
        return say("settings.bad_choice", key=f.name, value=str(value), choices=", ".join(kind.choices))
    for number in value if isinstance(value, tuple) else (value,):
        if not isinstance(number, int | float):
            continue
        if not (kind.low is None or number >= kind.low) or not (kind.high is None or number <= kind.high):
            low, high = ("" if b is None else f"{b:.10g}" for b in (kind.low, kind.high))
            unit = f" {kind.unit}" if kind.unit else ""
            return say("settings.out_of_bounds", key=f.name, value=f"{number:.10g}", low=low, high=high, unit=unit)
    return None


def _refuse(wrong: list[Text]) -> None:
    if not wrong:
        return
    text = wrong[0]
    for other in wrong[1:]:
        text = say("settings.also", first=text, second=other)
    raise Misused(text, say("settings.remedy"))
