"""Settings that a 3MF file holds for single objects, as ours."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from layerworks.app.own_settings import OwnSettings, shared_keys
from layerworks.app.recipe import stage_records
from layerworks.app.wish import OWN_ENGINE
from layerworks.errors import Misused
from layerworks.geometry import Finding, Model
from layerworks.settings import default_of, keys_of, parse_settings
from layerworks.words import say

# of PrusaSlicer's names those that OrcaSlicer and Bambu Studio have changed
ORCA_NAMES = {
    "perimeters": "wall_loops",
    "top_solid_layers": "top_shell_layers",
    "bottom_solid_layers": "bottom_shell_layers",
    "fill_density": "sparse_infill_density",
    "fill_pattern": "sparse_infill_pattern",
}


def settings_in_file(model: Model, engine: str, in_turn: bool) -> tuple[tuple[OwnSettings, ...], tuple[Finding, ...]]:
    """Return what the objects of a file have for themselves, and what of it is not followed.

    in_turn: parts are printed one at a time. Settings go by the object's name; where two objects of one name differ,
    none of theirs is followed.
    """
    own: list[OwnSettings] = []
    left: set[str] = set()
    by_name = {item.name: {other.settings for other in model.items if other.name == item.name} for item in model.items}
    for name, kinds in by_name.items():
        asked = dict(next(iter(kinds)))
        if len(kinds) > 1 or (asked and engine != OWN_ENGINE):
            left |= {key for kind in kinds for key, _ in kind}
            continue
        if not asked:
            continue
        changed, used = ours_for(asked, lambda key: not shared_keys([key], in_turn))
        left |= set(asked) - used
        if changed:
            own.append(OwnSettings(name, changed))
    told: list[Finding] = []
    if own:
        names = ", ".join(o.part for o in own)
        told.append(Finding("own_settings", "info", say("app.own_settings_file", names=names)))
    if left:
        keys = ", ".join(sorted(left))
        told.append(
            Finding(
                "own_settings_left",
                "warn",
                say("app.own_settings_left", keys=keys),
                say("app.own_settings_left_remedy"),
            )
        )
    return tuple(own), tuple(told)


def ours_for(asked: Mapping[str, str], allowed: Callable[[str], bool]) -> tuple[dict[str, Any], set[str]]:
    """Return our values for the texts of another slicer, and those of its keys that are followed.

    asked: by the names of PrusaSlicer, of OrcaSlicer and Bambu Studio, or ours. allowed: tells which of our keys count.
    """
    values: dict[str, Any] = {}
    used: set[str] = set()
    for ours, theirs, text in _texts(asked):
        if not allowed(ours):
            continue
        try:
            values |= parse_settings(stage_records(), {ours: text})
        except Misused:
            continue
        used.add(theirs)
    return values, used


def _texts(asked: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield our key, theirs and our text."""
    from layerworks.engines.prusaslicer.table import PATTERNS, TABLE

    known = keys_of(stage_records())
    for row in TABLE:
        theirs = _as_written(row.theirs[0], asked)
        text = asked.get(theirs)
        if text is None:
            continue
        whole = isinstance(default_of(known[row.ours]), float)
        percent = row.form == "percent" or (row.form == "share" and not text.endswith("%"))
        yield row.ours, theirs, f"{text}%" if percent and whole else text
    theirs = _as_written("fill_pattern", asked)
    pattern = {theirs: ours for ours, theirs in PATTERNS.items()}.get(asked.get(theirs, ""))
    if pattern is not None:
        yield "infill_pattern", theirs, pattern
    for ours, text in asked.items():
        if ours in known:
            yield ours, ours, text


def _as_written(name: str, asked: Mapping[str, str]) -> str:
    """Return a name of PrusaSlicer as it, or else as OrcaSlicer writes it."""
    return name if name in asked else ORCA_NAMES.get(name, name)
