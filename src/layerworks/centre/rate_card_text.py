"""A rate card written as the TOML text that `read_rate_card` reads."""

import json
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from layerworks.centre.rate_card import RateCard

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def write_rate_card(card: RateCard) -> str:
    """Return the card as TOML; reading it again gives an equal card."""
    return "\n".join(_table(_items(card), ())).lstrip("\n") + "\n"


def _items(value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return dict(value)  # pyright: ignore[reportUnknownArgumentType]
    return {f.name: getattr(value, f.name) for f in fields(value)}


def _table(items: dict[str, Any], path: tuple[str, ...]) -> list[str]:
    """Return the lines of a table: its own values, then the tables below it."""
    lines: list[str] = []
    for key, value in items.items():
        if not _is_table(value) and not _is_array(value):
            lines.append(f"{_key(key)} = {_scalar(value)}")
    for key, value in items.items():
        inner = (*path, key)
        name = ".".join(_key(part) for part in inner)
        if _is_table(value):
            lines += ["", f"[{name}]", *_table(_items(value), inner)]
        elif _is_array(value):
            for row in value:
                lines += ["", f"[[{name}]]", *_table(_items(row), inner)]
    return lines


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping) or (is_dataclass(value) and not isinstance(value, type))


def _is_array(value: Any) -> bool:
    return isinstance(value, tuple)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _quoted(key)


def _scalar(value: str | int | Decimal) -> str:
    if isinstance(value, str):
        return _quoted(value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _quoted(text: str) -> str:
    """Return a TOML string: JSON's escapes serve, but for the one control character JSON lets stand."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
