"""Parts printed one at a time: in which order, and what would be hit."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.geometry.finding import Finding
from layerworks.geometry.placing._pieces import Outline, gap_mm, hull
from layerworks.geometry.plate import Head, Plate, PlateRefusal
from layerworks.words import say

_ROUNDING_MM = 2e-3  # places are whole micrometres


@dataclass(frozen=True, slots=True, eq=False)
class _Standing:
    """A part as it stands. number: on its plate."""

    number: int
    name: str
    outline: Outline


def in_turn(
    plate: Plate, head: Head | None, beside_mm: Sequence[NDArray[np.float64]] = ()
) -> tuple[int, ...] | PlateRefusal:
    """See `layerworks.geometry.placing.turns`."""
    beside = beside_mm or [np.empty((0, 2))] * len(plate.parts)
    parts = [_standing(n, part.name, part.vertices_mm, beside[n]) for n, part in enumerate(plate.parts)]
    if len(parts) < 2:
        return tuple(range(len(parts)))
    if head is None:
        text, remedy = say("placing.head_unknown"), say("placing.head_unknown_remedy")
        return PlateRefusal((Finding("head_unknown", "block", text, remedy),))
    tall = sorted((p for p in parts if p.outline.height_mm > head.gantry_height_mm), key=lambda p: p.outline.height_mm)
    if len(tall) > 1:
        return PlateRefusal((_too_tall(tall[0], tall[1], head),))
    near = _nearest_pair(parts)
    if near[2] < head.radius_mm - _ROUNDING_MM:
        return PlateRefusal((_too_close(*near, head),))
    low = [p for p in parts if p.outline.height_mm <= head.gantry_height_mm]
    return tuple(p.number for p in (*_shortest_way(low), *tall))


def _standing(number: int, name: str, vertices_mm: NDArray[np.float64], beside_mm: NDArray[np.float64]) -> _Standing:
    seen = np.concatenate([vertices_mm[:, :2], beside_mm])
    rim = hull(seen)
    return _Standing(number, name, Outline(rim if len(rim) else seen, float(vertices_mm[:, 2].max(initial=0.0))))


def _nearest_pair(parts: list[_Standing]) -> tuple[_Standing, _Standing, float]:
    """Return the two parts that stand closest, and how far apart they are at least."""
    nearest = (parts[0], parts[1], np.inf)
    for i, first in enumerate(parts):
        for second in parts[i + 1 :]:
            apart = gap_mm(first.outline.rim_mm, second.outline.rim_mm)
            if apart < nearest[2]:
                nearest = (first, second, apart)
    return nearest


def _shortest_way(parts: list[_Standing]) -> list[_Standing]:
    """Return parts from the front left one on, each time the nearest next."""
    left = sorted(parts, key=lambda p: (float(p.outline.middle_mm.sum()), p.number))
    way: list[_Standing] = []
    while left:
        here = way[-1].outline.middle_mm if way else left[0].outline.middle_mm
        squared = [float(((p.outline.middle_mm - here) ** 2).sum()) for p in left]
        way.append(left.pop(int(np.argmin(squared))))
    return way


def _too_tall(first: _Standing, second: _Standing, head: Head) -> Finding:
    low, high, limit = first.outline.height_mm, second.outline.height_mm, head.gantry_height_mm
    text = say("placing.turn_too_tall", first=first.name, second=second.name, low=low, high=high, limit=limit)
    return Finding("turn_too_tall", "block", text, say("placing.turn_too_tall_remedy"), low, limit)


def _too_close(first: _Standing, second: _Standing, apart: float, head: Head) -> Finding:
    text = say("placing.turn_too_close", first=first.name, second=second.name, value=apart, limit=head.radius_mm)
    remedy = say("placing.turn_too_close_remedy", limit=head.radius_mm)
    return Finding("turn_too_close", "block", text, remedy, apart, head.radius_mm)
