"""A TOML file read into frozen records, strictly: every key known, every type right, every number within bounds.

All that is wrong with a file is told at once, each complaint with file, line and key.
"""

import difflib
import math
import tomllib
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, field, fields, is_dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from layerworks.catalogue._lines import KeyPath, line_of
from layerworks.errors import Rejected
from layerworks.settings import SettingKind
from layerworks.words import Text, say

Record = TypeVar("Record")
Complain = Callable[[KeyPath, Text], None]

_WRONG: Any = object()  # stands for a value already complained about


def quantity(unit: str = "", *, low: float | None = None, high: float | None = None, default: Any = MISSING) -> Any:
    """Declare a number of a record read from a file, with its unit and inclusive bounds."""
    metadata = {"kind": SettingKind(unit, low, high)}
    return field(metadata=metadata) if default is MISSING else field(default=default, metadata=metadata)


def read_record(
    record_type: type[Record],
    text: str,
    file: str,
    *,
    extra: Callable[[Record], tuple[tuple[KeyPath, Text], ...]] | None = None,
) -> Record:
    """Return the record that a TOML text describes.

    file: name used in complaints. Numbers with a point become float or Decimal as the record asks.
    extra: complaints about a well-formed record, each with the key path it is about.
    Raises Rejected with every complaint: not TOML, unknown key (naming the nearest), missing key, wrong type,
    not among the choices, out of bounds.
    """
    wrong: list[Text] = []

    def complain(path: KeyPath, problem: Text) -> None:
        wrong.append(say("catalogue.at_line", file=file, line=line_of(text, path), problem=problem))

    try:
        table = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise Rejected(say("catalogue.not_toml", file=file, detail=str(error)), say("catalogue.remedy")) from None
    record = _record(record_type, table, (), complain)
    if record is not _WRONG and extra is not None:
        for path, problem in extra(record):
            complain(path, problem)
    if wrong:
        raise Rejected(_joined(wrong), say("catalogue.remedy"))
    return cast(Record, record)


def nearest(word: str, known: Mapping[str, Any] | tuple[str, ...]) -> str:
    """Return the known word most like this one, or nothing when none is much like it."""
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)), "")


def _joined(wrong: list[Text]) -> Text:
    text = wrong[0]
    for other in wrong[1:]:
        text = say("catalogue.also", first=text, second=other)
    return text


@cache
def _types(record_type: type) -> dict[str, Any]:
    return get_type_hints(record_type)


def _record(record_type: Any, table: Any, path: KeyPath, complain: Complain) -> Any:
    if not isinstance(table, dict):
        complain(path, say("catalogue.wrong_type", key=_dotted(path), kind=say("catalogue.kind_table")))
        return _WRONG
    own = {f.name: f for f in fields(record_type)}
    hints = _types(record_type)
    bad = False
    for key in table:
        if key not in own:
            near, dotted = nearest(key, own), _dotted((*path, key))
            complain(
                (*path, key),
                say("catalogue.unknown_key", key=dotted, near=near) if near else say("catalogue.no_key", key=dotted),
            )
            bad = True
    values: dict[str, Any] = {}
    for key, f in own.items():
        if key not in table:
            if f.default is MISSING and f.default_factory is MISSING:
                complain(path, say("catalogue.missing_key", key=_dotted((*path, key))))
                bad = True
            continue
        value = _value(hints[key], table[key], (*path, key), complain, f.metadata.get("kind"))
        bad = bad or value is _WRONG
        values[key] = value
    return _WRONG if bad else record_type(**values)


def _value(hint: Any, raw: Any, path: KeyPath, complain: Complain, kind: SettingKind | None) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _value(next(a for a in get_args(hint) if a is not type(None)), raw, path, complain, kind)
    if is_dataclass(hint):
        return _record(hint, raw, path, complain)
    if origin is tuple:
        return _tuple(get_args(hint), raw, path, complain, kind)
    if origin is not None and issubclass(origin if isinstance(origin, type) else object, Mapping):
        return _table(get_args(hint)[1], raw, path, complain, kind)
    if origin is Literal:
        if raw in get_args(hint):
            return raw
        choices = ", ".join(str(c) for c in get_args(hint))
        complain(path, say("catalogue.bad_choice", key=_dotted(path), value=str(raw), choices=choices))
        return _WRONG
    return _scalar(hint, raw, path, complain, kind)


def _tuple(hints: tuple[Any, ...], raw: Any, path: KeyPath, complain: Complain, kind: SettingKind | None) -> Any:
    if not isinstance(raw, list):
        complain(path, say("catalogue.wrong_type", key=_dotted(path), kind=say("catalogue.kind_list")))
        return _WRONG
    items = cast(list[Any], raw)
    if Ellipsis in hints:
        hints = (hints[0],) * len(items)
    if len(items) != len(hints):
        complain(path, say("catalogue.wrong_length", key=_dotted(path), number=len(hints)))
        return _WRONG
    values = [
        _value(hint, item, (*path, n), complain, kind) for n, (hint, item) in enumerate(zip(hints, items, strict=True))
    ]
    return _WRONG if any(v is _WRONG for v in values) else tuple(values)


def _table(hint: Any, raw: Any, path: KeyPath, complain: Complain, kind: SettingKind | None) -> Any:
    if not isinstance(raw, dict):
        complain(path, say("catalogue.wrong_type", key=_dotted(path), kind=say("catalogue.kind_table")))
        return _WRONG
    items = cast(dict[str, Any], raw).items()
    values = {key: _value(hint, item, (*path, key), complain, kind) for key, item in items}
    return _WRONG if any(v is _WRONG for v in values.values()) else values


def _scalar(hint: Any, raw: Any, path: KeyPath, complain: Complain, kind: SettingKind | None) -> Any:
    number = isinstance(raw, int | Decimal) and not isinstance(raw, bool)
    if hint is Any:
        return _loose(raw)
    if hint is float and number:
        value: Any = float(raw)
    elif hint is Decimal and number:
        value = Decimal(raw)
    elif hint is int and number and isinstance(raw, int):
        value = raw
    elif (hint is bool and isinstance(raw, bool)) or (hint is str and isinstance(raw, str) and raw.strip()):
        return raw
    else:
        complain(path, say("catalogue.wrong_type", key=_dotted(path), kind=say(f"catalogue.kind_{hint.__name__}")))
        return _WRONG
    low, high = (kind.low, kind.high) if kind else (None, None)
    if not math.isfinite(value) or (low is not None and value < low) or (high is not None and value > high):
        bounds = {"low": _bound(low), "high": _bound(high), "unit": f" {kind.unit}" if kind and kind.unit else ""}
        complain(path, say("catalogue.out_of_bounds", key=_dotted(path), value=str(raw), **bounds))
        return _WRONG
    return value


def _loose(raw: Any) -> Any:
    """Return a value of a free table as plain Python: settings are checked by the stage that owns them."""
    if isinstance(raw, Decimal):
        return float(raw)
    if isinstance(raw, list):
        return tuple(_loose(item) for item in cast(list[Any], raw))
    return raw


def _bound(bound: float | None) -> str:
    return "…" if bound is None else f"{bound:g}"


def _dotted(path: KeyPath) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
