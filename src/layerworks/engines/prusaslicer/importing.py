"""PrusaSlicer's settings as ours, and what became of those that we have no equal of."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from layerworks.engines.prusaslicer.table import BASES, PATTERNS, SEAMS, SPEAKS_OF_NOTHING, TABLE

_NIL = "nil"


@dataclass(frozen=True, slots=True)
class Imported:
    """values: ours by key, not yet held against bounds. roughly: ours that mean nearly the same, with theirs.
    without: theirs that we have no equal of. unreadable: theirs whose value nobody can mean.
    """

    values: Mapping[str, Any]
    roughly: tuple[tuple[str, str], ...]
    without: tuple[str, ...]
    unreadable: tuple[str, ...]


def ours_of(theirs: Mapping[str, str]) -> Imported:
    """Return our settings for those of a configuration, by key as text."""
    reading = _Reading(theirs)
    for row in TABLE:
        number = reading.number(row.theirs[0])
        if number is None:
            continue
        if row.form in ("percent", "share"):
            number /= 100.0 if row.form == "percent" or not reading.is_percent(row.theirs[0]) else 1.0
        reading.values[row.ours] = bool(number) if row.form == "flag" else number
    for take in (_widths, _choices, _supports, _heat, _cooling):
        take(reading)
    return reading.result()


class _Reading:
    """One configuration being read: what was found so far, and which of its keys were understood."""

    def __init__(self, theirs: Mapping[str, str]) -> None:
        self.theirs = theirs
        self.values: dict[str, Any] = {}
        self.roughly: dict[str, str] = {}
        self.used: set[str] = set()
        self.unreadable: list[str] = []

    def text(self, key: str) -> str | None:
        """Return the first of a list of values; a filament's own value stands before the printer's."""
        for name in (f"filament_{key}", key):
            raw = self.theirs.get(name)
            self.used.add(name)
            if raw is None or raw == "":
                continue
            parts = [part.strip() for part in raw.split(",")]
            if parts[0] != _NIL:
                if len(set(parts)) > 1:
                    self.roughly[name] = key
                return parts[0]
        return None

    def is_percent(self, key: str) -> bool:
        """Tell whether a value is a share of another one."""
        return (self.text(key) or "").endswith("%")

    def number(self, key: str, _seen: tuple[str, ...] = ()) -> float | None:
        """Return a number, a percentage of another setting worked out; None where there is none."""
        raw = self.text(key)
        if raw is None:
            return None
        percent = raw.endswith("%")
        try:
            value = float(raw.removesuffix("%"))
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            if key not in self.unreadable:
                self.unreadable.append(key)
            return None
        if not percent:
            return value
        base = BASES.get(key)
        if base is None:
            return value / 100.0
        whole = None if base in _seen else self.number(base, (*_seen, key))
        return None if whole is None else round(value / 100.0 * whole, 6)

    def choose(self, ours: str, key: str, choices: Mapping[str, str], otherwise: str) -> None:
        """Take a word of theirs as one of ours."""
        word = self.text(key)
        if word is None:
            return
        self.values[ours] = choices.get(word, otherwise)
        if word not in choices:
            self.roughly[key] = ours

    def flag(self, key: str) -> bool | None:
        """Return a truth, None where nothing is said."""
        number = self.number(key)
        return None if number is None else number != 0.0

    def result(self) -> Imported:
        """Return what was found."""
        left = (key for key, value in self.theirs.items() if key not in self.used and value not in ("", "0", _NIL))
        without = tuple(sorted(key for key in left if not key.startswith(SPEAKS_OF_NOTHING)))
        roughly = tuple(sorted((ours, theirs) for theirs, ours in self.roughly.items()))
        return Imported(self.values, roughly, without, tuple(self.unreadable))


def _widths(reading: _Reading) -> None:
    """Their width is of the bead seen from above and may differ by role, ours is the pitch (ADR 0004)."""
    layer, nozzle = reading.number("layer_height"), reading.number("nozzle_diameter")
    keys = ("perimeter_extrusion_width", "external_perimeter_extrusion_width", "infill_extrusion_width")
    others = (*keys, "solid_infill_extrusion_width", "top_infill_extrusion_width", "first_layer_extrusion_width")
    widths = [width for key in (*others, "extrusion_width") if (width := reading.number(key))]
    if layer is None or not (widths or nozzle):
        return
    width = widths[0] if widths else 1.125 * (nozzle or 0.0)
    reading.values["line_width_mm"] = round(width - layer * (1.0 - math.pi / 4.0), 4)
    if not widths or len(set(widths)) > 1:
        reading.roughly["extrusion_width"] = "line_width_mm"


def _choices(reading: _Reading) -> None:
    reading.choose("infill_pattern", "fill_pattern", {theirs: ours for ours, theirs in PATTERNS.items()}, "rectilinear")
    reading.choose("seam", "seam_position", {theirs: ours for ours, theirs in SEAMS.items()}, "aligned")
    angle = reading.number("fill_angle")
    if angle is not None:
        reading.values["infill_angles_deg"] = reading.values["skin_angles_deg"] = (angle, angle + 90.0)
    outside_first = reading.flag("external_perimeters_first")
    if outside_first is not None:
        reading.values["wall_order"] = "outer_first" if outside_first else "inner_first"
    if reading.text("brim_type") == "no_brim":
        reading.values["brim_width_mm"] = 0.0
    avoid, wipe = reading.flag("avoid_crossing_perimeters"), reading.flag("wipe")
    detour = reading.number("avoid_crossing_perimeters_max_detour")
    if avoid is not None:
        reading.values["travel_detour_mm"] = (detour or 10.0) if avoid else 0.0
    if wipe is not None:
        reading.values["wipe_mm"] = 1.0 if wipe else 0.0
        if wipe:
            reading.roughly["wipe"] = "wipe_mm"
    one_by_one = reading.flag("complete_objects")
    if one_by_one is not None:
        reading.values["print_sequence"] = "one_at_a_time" if one_by_one else "all_at_once"


def _supports(reading: _Reading) -> None:
    wanted = reading.flag("support_material")
    if wanted is None:
        return
    reading.values["supports"] = "grid" if wanted else "none"
    style = reading.text("support_material_style")
    if wanted and style not in (None, "grid"):
        reading.roughly["support_material_style"] = "supports"
    layer, threshold = reading.number("layer_height"), reading.number("support_material_threshold")
    if threshold:
        reading.values["support_overhang_deg"] = 90.0 - threshold
    for ours, theirs in (
        ("support_gap_above_layers", "support_material_contact_distance"),
        ("support_gap_below_layers", "support_material_bottom_contact_distance"),
    ):
        gap = reading.number(theirs)
        if gap is not None and layer:
            reading.values[ours] = round(gap / layer)
    if (reading.values.get("support_interface_below_layers") or 0) < 0:  # −1: as many as above
        reading.values["support_interface_below_layers"] = reading.values.get("support_interface_above_layers", 0)
    spacing, width = reading.number("support_material_interface_spacing"), reading.values.get("line_width_mm")
    if spacing is not None and width:
        reading.values["support_interface_density"] = round(width / (width + spacing), 4)
    take: tuple[tuple[str, str, Callable[[float], Any]], ...] = (
        ("support_angle_deg", "support_material_angle", float),
        ("support_walls", "support_material_with_sheath", int),
    )
    for ours, theirs, of in take:
        number = reading.number(theirs)
        if number is not None:
            reading.values[ours] = of(number)


def _heat(reading: _Reading) -> None:
    for ours, theirs in (
        ("nozzle_temperature_c", "temperature"),
        ("first_layer_nozzle_temperature_c", "first_layer_temperature"),
        ("bed_temperature_c", "bed_temperature"),
        ("first_layer_bed_temperature_c", "first_layer_bed_temperature"),
        ("chamber_temperature_c", "chamber_temperature"),
    ):
        number = reading.number(theirs)
        if number is not None:
            reading.values[ours] = number


def _cooling(reading: _Reading) -> None:
    if reading.flag("cooling") is False:
        reading.values |= {"min_layer_time_s": 0.0}
    if reading.flag("fan_always_on") is False:
        reading.values["fan_low"] = 0.0
