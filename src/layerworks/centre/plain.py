"""Frozen records as plain data for JSON, and back: what the journal keeps of the centre's events.

Decimals, dates and times become text, sets sorted lists. A field added later needs a default: older data lacks it.
"""

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from layerworks.words import Text
from layerworks.words import text_of as read_text

Record = TypeVar("Record")


def as_plain(value: Any) -> Any:
    """Return a record, and all that it holds, as plain data. Raises TypeError for a value without a plain form."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Text):
        return value.as_dict()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return {f.name: as_plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(k): as_plain(v) for k, v in cast(Mapping[Any, Any], value).items()}
    if isinstance(value, tuple):
        return [as_plain(v) for v in cast(tuple[Any, ...], value)]
    if isinstance(value, frozenset):
        return sorted(as_plain(v) for v in cast(frozenset[Any], value))
    raise TypeError(f"no plain form: {type(value).__name__}")


def from_plain(kind: type[Record], value: Mapping[str, Any]) -> Record:
    """Return the record that `as_plain` was given. Raises TypeError where a field is missing or unknown."""
    return kind(**{key: _readers(kind)[key](held) for key, held in value.items()})


_Reader = Callable[[Any], Any]


@cache
def _readers(kind: type) -> dict[str, _Reader]:
    return {name: _reader(hint) for name, hint in get_type_hints(kind).items()}


def _reader(hint: Any) -> _Reader:
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return _same
    if origin in (Union, types.UnionType):
        return _optional(_reader(next(a for a in arguments if a is not types.NoneType)))
    if origin is tuple:
        return _many(_reader(arguments[0]), tuple)
    if origin is frozenset:
        return _many(_reader(arguments[0]), frozenset)
    if origin is Mapping:
        return _mapped(_reader(arguments[1]))
    if isinstance(hint, type) and is_dataclass(hint):
        return lambda value: from_plain(hint, value)
    raise TypeError(f"no way back from plain data: {hint}")


def _same(value: Any) -> Any:
    return value


def _optional(inner: _Reader) -> _Reader:
    return lambda value: None if value is None else inner(value)


def _many(inner: _Reader, kind: type) -> _Reader:
    return lambda value: kind(inner(v) for v in value)


def _mapped(inner: _Reader) -> _Reader:
    return lambda value: {k: inner(v) for k, v in value.items()}


_SIMPLE: dict[Any, _Reader] = {
    str: _same,
    int: _same,
    bool: _same,
    float: float,
    Decimal: Decimal,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    Text: read_text,
}
