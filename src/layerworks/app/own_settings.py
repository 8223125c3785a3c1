"""Settings of single parts on a plate: which may differ, and which part is meant by a name."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from layerworks.errors import Misused, Rejected
from layerworks.geometry import PlatePart
from layerworks.settings import keys_of, settings_record
from layerworks.slicing.cutting import LayerSettings
from layerworks.slicing.laying import StrokeSettings
from layerworks.slicing.ordering import SpeedSettings
from layerworks.slicing.raft import RaftSettings
from layerworks.words import say

# of the records that parts may have for themselves, what belongs to the plate as a whole
COMMON = frozenset(
    {
        "skirt_loops",
        "skirt_distance_mm",
        "skirt_layers",
        "skirt_length_mm",
        "travel_speed_mm_s",
        "travel_accel_mm_s2",
        "overhang_speeds_mm_s",
        "max_flow_mm3_s",
        "corner_rounding_um",
        "max_moves_per_s",
        *(f.name for f in fields(RaftSettings)),
    }
)


@dataclass(frozen=True, slots=True)
class OwnSettings:
    """What some parts of a plate have for themselves. part: a name or a number from 1; changed: by key."""

    part: str
    changed: Mapping[str, Any]


def shared_keys(keys: Iterable[str], in_turn: bool) -> list[str]:
    """Return those of some keys that all parts of a plate share. in_turn: they are printed one at a time, so that each
    may have layers of its own.
    """
    own = keys_of((*stroke_records(), SpeedSettings, *((LayerSettings,) if in_turn else ())))
    return [key for key in keys if key in COMMON or key not in own]


def own_settings(part: str, changed: Mapping[str, Any], in_turn: bool) -> OwnSettings:
    """Return what a part is to have for itself. Raises Misused for what all parts share."""
    common = shared_keys(changed, in_turn)
    if common:
        raise Misused(say("app.common_setting", part=part, keys=", ".join(common)), say("app.common_setting_remedy"))
    return OwnSettings(part, changed)


def settings_by_part(
    parts: Sequence[PlatePart], own: Sequence[OwnSettings], values: Mapping[str, Any]
) -> tuple[tuple[StrokeSettings, ...], tuple[SpeedSettings, ...]]:
    """Return the settings of each part of a plate. values: of the plate, by key; of several wishes the later wins."""
    strokes: list[StrokeSettings] = []
    speeds: list[SpeedSettings] = []
    for its in _values_by_part(parts, own, values):
        strokes.append(strokes_of(its))
        speeds.append(settings_record(SpeedSettings, its))
    return tuple(strokes), tuple(speeds)


def layers_by_part(
    parts: Sequence[PlatePart], own: Sequence[OwnSettings], values: Mapping[str, Any]
) -> dict[int, LayerSettings]:
    """Return the layers of those parts, by number, that are not cut as the plate is."""
    common = settings_record(LayerSettings, values)
    its = [settings_record(LayerSettings, v) for v in _values_by_part(parts, own, values)]
    return {number: layers for number, layers in enumerate(its) if layers != common}


def _values_by_part(
    parts: Sequence[PlatePart], own: Sequence[OwnSettings], values: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    for number, part in enumerate(parts):
        its = dict(values)
        for wish in own:
            its |= wish.changed if means(wish.part, number, part) else {}
        yield its


def stroke_records() -> tuple[type, ...]:
    """Return the record types that `StrokeSettings` is made of."""
    return tuple(type(getattr(StrokeSettings(), f.name)) for f in fields(StrokeSettings))


def strokes_of(values: Mapping[str, Any]) -> StrokeSettings:
    """Return the records of the laying for values by key."""
    names = (f.name for f in fields(StrokeSettings))
    return StrokeSettings(**dict(zip(names, (settings_record(t, values) for t in stroke_records()), strict=True)))


def means(name: str, number: int, part: PlatePart) -> bool:
    """Tell whether a name is that of a part or of the shape it is a copy of, or its number on the plate from 1."""
    return name in (part.name, part.mesh.name, str(number + 1))


def refuse_unknown(plates: Sequence[Sequence[PlatePart]], own: Sequence[OwnSettings]) -> None:
    """Raise Rejected for settings of a part that no plate holds, naming the nearest."""
    known = list(dict.fromkeys(part.name for parts in plates for part in parts))
    for wish in own:
        if any(means(wish.part, n, part) for parts in plates for n, part in enumerate(parts)):
            continue
        near = difflib.get_close_matches(wish.part, known, n=1, cutoff=0.0)
        raise Rejected(
            say("app.no_such_part", part=wish.part, near=near[0] if near else known[0]),
            say("app.no_such_part_remedy", count=len(known)),
        )
