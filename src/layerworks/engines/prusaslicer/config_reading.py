"""One configuration of PrusaSlicer being read: lists, `nil`, percentages, and which of its keys were understood."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from layerworks.engines.prusaslicer.table import BASES
from layerworks.engines.prusaslicer.unmatched import Unmatched, unmatched

_NIL = "nil"
AUTOMATIC_WIDTH = 1.125  # of the nozzle's diameter, where no width is set


@dataclass(frozen=True, slots=True)
class Imported:
    """values: ours by key, not yet held against bounds. roughly: ours that mean nearly the same, with theirs.
    first_only: theirs that say different things for several extruders. without: theirs that we have no equal of, by the
    reason. unreadable: theirs whose value nobody can mean.
    """

    values: Mapping[str, Any]
    roughly: tuple[tuple[str, str], ...]
    first_only: tuple[str, ...]
    without: tuple[Unmatched, ...]
    unreadable: tuple[str, ...]


class ConfigReading:
    """What was found so far in a configuration."""

    def __init__(self, theirs: Mapping[str, str]) -> None:
        self.theirs = theirs
        self.values: dict[str, Any] = {}
        self._roughly: dict[str, str] = {}
        self._first_only: set[str] = set()
        self._used: set[str] = set()
        self._unreadable: dict[str, None] = {}

    def text(self, key: str) -> str | None:
        """Return the first of a list of values; a filament's own value stands before the printer's."""
        for name in (f"filament_{key}", key):
            raw = self.theirs.get(name)
            self._used.add(name)
            if raw is None or raw == "":
                continue
            parts = [part.strip().strip('"') for part in raw.split(",")]
            if parts[0] != _NIL:
                if len(set(parts)) > 1:
                    self._first_only.add(name)
                return parts[0]
        return None

    def number(self, key: str, _above: tuple[str, ...] = ()) -> float | None:
        """Return a number, a percentage of another setting worked out; None where there is none."""
        raw, base = self.text(key), BASES.get(key)
        value = self._float(key, raw)
        if value is None or raw is None or not raw.endswith("%"):
            return value
        if base is None:
            self._unreadable.setdefault(key)
            return None
        whole = None if base in _above else self.number(base, (*_above, key))
        if whole == 0.0 and base.endswith("extrusion_width"):
            whole = self.width(base)
        return None if whole is None else round(value / 100.0 * whole, 6)

    def share(self, key: str) -> float | None:
        """Return a share: theirs is written with a percent sign, or as the number of percent."""
        value = self._float(key, self.text(key))
        return None if value is None else value / 100.0

    def flag(self, key: str) -> bool | None:
        """Return a truth, None where nothing is said."""
        number = self.number(key)
        return None if number is None else number != 0.0

    def width(self, key: str) -> float | None:
        """Return a bead's width seen from above: its own, else the general one, else what follows from the nozzle."""
        own, general, nozzle = self.number(key, (key,)), self.number("extrusion_width"), self.number("nozzle_diameter")
        if own or general:
            return own or general
        return AUTOMATIC_WIDTH * nozzle if nozzle else None

    def choose(self, ours: str, key: str, choices: Mapping[str, str], otherwise: str) -> None:
        """Take a word of theirs as one of ours."""
        word = self.text(key)
        if word is None:
            return
        self.values[ours] = choices.get(word, otherwise)
        if word not in choices:
            self.mark_rough(ours, key)

    def mark_rough(self, ours: str, theirs: str) -> None:
        """Remember that two settings mean only nearly the same."""
        self._roughly[theirs] = ours

    def _float(self, key: str, raw: str | None) -> float | None:
        if raw is None:
            return None
        try:
            value = float(raw.removesuffix("%"))
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            self._unreadable.setdefault(key)
            return None
        return value

    def result(self) -> Imported:
        """Return what was found."""
        left = {k: v for k, v in self.theirs.items() if k not in self._used and v.strip('"') not in ("", _NIL)}
        roughly = tuple(sorted((ours, theirs) for theirs, ours in self._roughly.items()))
        first_only = tuple(sorted(self._first_only))
        return Imported(dict(self.values), roughly, first_only, unmatched(left), tuple(self._unreadable))
