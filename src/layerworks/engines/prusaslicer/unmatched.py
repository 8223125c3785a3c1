"""Settings of PrusaSlicer that have no equal here, and why."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Reason = Literal["absent", "otherwise", "always", "machine", "extruders", "unknown"]
_REASONS: tuple[Reason, ...] = ("absent", "otherwise", "always", "machine", "extruders")
_NOTHING = ("0", "0%", "0,0")


@dataclass(frozen=True, slots=True)
class Unmatched:
    """keys: settings without an equal for one reason; a name that ends in * stands for all that begin so."""

    reason: Reason
    keys: tuple[str, ...]


def unmatched(left: Mapping[str, str]) -> tuple[Unmatched, ...]:
    """Return those settings left over that ask for something, by the reason why they have no equal."""
    table, found = _table(), dict[Reason, set[str]]()
    for key, value in left.items():
        if key.startswith(tuple(table["silent"])):
            continue
        reason, name, neutral = _reason(table, key)
        if value not in neutral:
            found.setdefault(reason, set()).add(name)
    return tuple(
        Unmatched(reason, tuple(sorted(found[reason]))) for reason in (*_REASONS, "unknown") if reason in found
    )


def _reason(table: Mapping[str, Any], key: str) -> tuple[Reason, str, tuple[str, ...]]:
    for reason in _REASONS:
        group = table[reason]
        if key in group["keys"] or key in group.get("neutral", {}):
            return reason, key, tuple(group.get("neutral", {}).get(key, _NOTHING))
    for reason in _REASONS:
        for beginning in table[reason].get("beginnings", ()):
            if key.startswith(beginning):
                return reason, f"{beginning}*", _NOTHING
    return "unknown", key, _NOTHING


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__ or "").joinpath("unmatched.toml").read_text(encoding="utf-8"))
