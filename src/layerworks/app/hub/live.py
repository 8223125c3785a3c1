"""What the board shows of readings as they come: where the head is, how warm, how far. Pure.

All else that is shown of a machine follows from what happened there, and is made anew when something does.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, cast

import numpy as np

from layerworks.fleet.readings import Channel, Quantity
from layerworks.fleet.tape import Layout, Strip

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the numbers that are shown stand in a row. heaters: name, place of actual and of target.

    tenths: those shown to a tenth. told: whether there are any.
    """

    at: tuple[int, int, int] | None
    layer: int | None
    printed_s: int | None
    filament_mm: int | None
    heaters: tuple[tuple[str, int, int], ...]

    @property
    def tenths(self) -> list[int]:
        return [actual for _, actual, _ in self.heaters]

    @property
    def told(self) -> bool:
        return bool(self.heaters) or self.printed_s is not None


class Live:
    """The newest readings of machines on the tape.

    online: tells whether a machine is there: of one that has gone meanwhile nothing is shown any more. follows: whether
    a machine's layer is told by its course. moves: whether it tells its place and what it feeds.
    """

    def __init__(
        self, online: Callable[[str], bool], follows: Callable[[str], bool], moves: Callable[[str], bool]
    ) -> None:
        self._online, self._follows, self._moves = online, follows, moves

    def fields(self, strips: Iterable[Strip], names: Sequence[str]) -> dict[str, Fields]:
        """Return what is to be shown by strips, by machine."""
        found: dict[str, Fields] = {}
        for strip in strips:
            places = _places_of(strip.layout)
            machine = np.frombuffer(strip.machine, np.int32)
            numbers, newest = np.unique(machine[::-1], return_index=True)
            newest = len(machine) - 1 - newest
            taken_s = np.frombuffer(strip.taken_s, np.float64)[newest].tolist()
            value = np.frombuffer(strip.value, np.float64).reshape(len(machine), -1)[newest]
            value[:, places.tenths] = np.round(value[:, places.tenths], 1)
            rows = zip(cast("list[int]", numbers.tolist()), value.tolist(), taken_s, strict=True)
            for number, row, at_s in rows:
                name = names[number]
                fields = found.get(name)
                if fields is None:
                    if not self._online(name):
                        continue
                    fields = found[name] = {}
                fields["heard_at"] = _at(int(at_s))
                if places.told:
                    self._show(fields, places, row, name)
        return found

    def _show(self, fields: Fields, places: _Places, row: list[float], name: str) -> None:
        if places.printed_s is not None and (printed_s := row[places.printed_s]) == printed_s:  # NaN where none is
            fields["printed_s"] = round(printed_s)
            moves = self._moves(name)
            if places.filament_mm is not None and moves:
                fields["filament_mm"] = round(row[places.filament_mm])
            if places.layer is not None and not self._follows(name):
                fields["layer"] = int(row[places.layer])
            if places.at is not None and moves and row[places.at[0]] == row[places.at[0]]:
                fields["position_mm"] = [row[place] for place in places.at]
        if places.heaters:
            fields["temperatures"] = {
                heater: [row[actual], row[target]]
                for heater, actual, target in places.heaters
                if row[actual] == row[actual] and row[target] == row[target]
            }


@lru_cache(maxsize=256)
def _places_of(layout: Layout) -> _Places:
    place = {channel: i for i, channel in enumerate(layout.channels)}
    x, y, z = (place.get(Channel("head", q)) for q in (Quantity.X_MM, Quantity.Y_MM, Quantity.Z_MM))
    return _Places(
        (x, y, z) if x is not None and y is not None and z is not None else None,
        place.get(Channel("run", Quantity.LAYER)),
        place.get(Channel("run", Quantity.PRINTED_S)),
        place.get(Channel("run", Quantity.FILAMENT_MM)),
        tuple(
            (channel.of, actual, target)
            for channel, actual in place.items()
            if channel.quantity is Quantity.ACTUAL_C
            and (target := place.get(Channel(channel.of, Quantity.TARGET_C))) is not None
        ),
    )


@lru_cache(maxsize=8)
def _at(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).isoformat(timespec="seconds")
