"""PrusaSlicer's settings as ours, and what became of those that we have no equal of.

What each of them means was taken from the help texts that the program prints (`prusa-slicer --help-fff`).
"""

import math
from collections.abc import Mapping

from layerworks.engines.prusaslicer.config_reading import ConfigReading, Imported
from layerworks.engines.prusaslicer.import_supports import take_supports
from layerworks.engines.prusaslicer.table import BRIMS, PATTERNS, SEAMS, TABLE

_ROUGH_PATTERNS = {"3dhoneycomb": "honeycomb", "adaptivecubic": "cubic", "supportcubic": "cubic", "stars": "triangles"}
_SAME_PATTERNS = {"line": "rectilinear", "monotonic": "rectilinear", "monotoniclines": "rectilinear"}
_IRONING = {"top": "top", "topmost": "topmost"}
_FARTHEST_MM = 1000.0
_FINEST_MM = 0.0125  # what its programs are thinned to unless told otherwise
_ASKS_NOTHING = (
    "_speed",
    "_acceleration",
    "skirt_height",
)  # ends of settings that leave it to the program where they are 0
_OF_MACHINE = ("retract_filament_mm",)


def ours_of(theirs: Mapping[str, str]) -> Imported:
    """Return our settings for those of a configuration, by key as text."""
    reading = ConfigReading(theirs)
    for row in (row for row in TABLE if row.ours not in _OF_MACHINE):
        key = row.theirs[0]
        number = reading.number(key) if row.form != "share" else reading.share(key)
        if number is None or (number == 0.0 and row.form == "number" and key.endswith(_ASKS_NOTHING)):
            continue
        number = number / 100.0 if row.form == "percent" else number
        reading.values[row.ours] = bool(number) if row.form == "flag" else number
    for take in (_layers, _widths, _choices, _moves, _first_layers, _heat, _cooling, _overhangs, take_supports):
        take(reading)
    return reading.result()


def _layers(reading: ConfigReading) -> None:
    """Skins have the thicker of a number of layers and a thickness."""
    layer = reading.number("layer_height")
    for side in ("top", "bottom"):
        thick, count = reading.number(f"{side}_solid_min_thickness"), reading.number(f"{side}_solid_layers")
        if thick and layer and count:
            reading.values[f"{side}_layers"] = max(round(count), math.ceil(thick / layer - 1e-6))
    finest = reading.number("gcode_resolution") or _FINEST_MM
    if reading.number("resolution") == 0.0:
        reading.values["contour_tolerance_mm"] = finest
    fitting = reading.text("arc_fitting")
    if fitting is not None:
        reading.values["arc_tolerance_um"] = 0.0 if fitting in ("0", "disabled") else 1000.0 * finest


def _widths(reading: ConfigReading) -> None:
    """Their width is of the bead seen from above and may differ by role, ours is the pitch (ADR 0004)."""
    layer = reading.number("layer_height")
    roles = ("perimeter", "external_perimeter", "infill", "solid_infill", "top_infill", "first_layer")
    widths = [reading.width(f"{role}_extrusion_width") for role in roles]
    if not layer or not widths[0]:
        return
    reading.values["line_width_mm"] = round(widths[0] - layer * (1.0 - math.pi / 4.0), 4)
    if len(set(widths)) > 1:
        reading.mark_rough("line_width_mm", "extrusion_width")


def _choices(reading: ConfigReading) -> None:
    patterns = {theirs: ours for ours, theirs in PATTERNS.items()} | _SAME_PATTERNS
    word = reading.text("fill_pattern") or ""
    reading.choose("infill_pattern", "fill_pattern", patterns, _ROUGH_PATTERNS.get(word, "rectilinear"))
    if reading.number("infill_anchor"):
        reading.mark_rough("infill_link_mm", "infill_anchor")  # ends beyond the longest way keep no anchor here
    reading.choose("seam", "seam_position", {theirs: ours for ours, theirs in SEAMS.items()}, "aligned")
    angle = reading.number("fill_angle")
    if angle is not None:
        angle %= 360.0
        reading.values["infill_angles_deg"] = reading.values["skin_angles_deg"] = (angle, (angle + 90.0) % 360.0)
    outside_first = reading.flag("external_perimeters_first")
    if outside_first is not None:
        reading.values["wall_order"] = "outer_first" if outside_first else "inner_first"
    brim = reading.text("brim_type")
    if brim == "no_brim":
        reading.values["brim_width_mm"] = 0.0
    elif brim is not None:
        reading.choose(
            "brim_place", "brim_type", {theirs: ours for ours, theirs in BRIMS.items() if ours != "ears"}, "outer"
        )
    length = reading.number("min_skirt_length")
    if length is not None:
        reading.values["skirt_length_mm"] = length
    one_by_one, vase = reading.flag("complete_objects"), reading.flag("spiral_vase")
    if one_by_one is not None:
        reading.values["print_sequence"] = "one_at_a_time" if one_by_one else "all_at_once"
    if vase is not None:
        reading.values["spiral_vase"] = vase
    if reading.flag("ironing") is False:
        reading.text("ironing_type")
        reading.values["ironing"] = "none"
    else:
        reading.choose("ironing", "ironing_type", _IRONING, "top")


def _moves(reading: ConfigReading) -> None:
    avoid, detour = reading.flag("avoid_crossing_perimeters"), "avoid_crossing_perimeters_max_detour"
    if (reading.text(detour) or "").endswith("%"):
        reading.mark_rough("travel_detour_mm", detour)
    elif avoid:
        reading.values["travel_detour_mm"] = reading.number(detour) or _FARTHEST_MM
    if avoid is False:
        reading.values["travel_detour_mm"] = 0.0
    retract, travel = reading.values.get("retract_speed_mm_s"), reading.number("travel_speed")
    if reading.number("deretract_speed") == 0.0 and retract:
        reading.values["unretract_speed_mm_s"] = retract
    wipe, length = reading.flag("wipe"), reading.values.get("retract_mm")
    if wipe is not None:
        reading.values["wipe_mm"] = 0.0
    if wipe and retract and travel and length:
        reading.values["wipe_mm"] = round(0.8 * travel * length / retract, 2)
        reading.mark_rough("wipe_mm", "wipe")
    most = [flow for key in ("filament_max_volumetric_speed", "max_volumetric_speed") if (flow := reading.number(key))]
    if most:
        reading.values["max_flow_mm3_s"] = min(most)


def _first_layers(reading: ConfigReading) -> None:
    """Undersides go at the speed of solid layers; the fan comes up by a full layer's number."""
    solid = reading.number("solid_infill_speed")
    if solid:
        reading.values["bottom_skin_speed_mm_s"] = solid
    off, full = reading.number("disable_fan_first_layers"), reading.number("full_fan_speed_layer")
    if off is not None and full is not None:
        reading.values["fan_ramp_layers"] = max(0, round(full - off))


def _heat(reading: ConfigReading) -> None:
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


def _cooling(reading: ConfigReading) -> None:
    """Their fan is at its greatest up to the time to which layers are slowed down, and off above the longer one."""
    shortest = reading.number("slowdown_below_layer_time")
    if shortest is not None:
        reading.values["fan_high_below_s"] = shortest
    if reading.flag("cooling") is False:
        reading.values["min_layer_time_s"] = 0.0
        if "fan_low" in reading.values:
            reading.values["fan_high"] = reading.values["fan_low"]
    if reading.flag("fan_always_on") is False:
        reading.values["fan_low"] = 0.0
        if reading.number("min_fan_speed"):
            reading.mark_rough("fan_low", "min_fan_speed")


def _overhangs(reading: ConfigReading) -> None:
    """Theirs are at a wall's overlap of 0, 25, 50 and 75 %, ours in four classes of what hangs over air."""
    for ours, theirs, wanted in (
        ("overhang_speeds_mm_s", "overhang_speed", "enable_dynamic_overhang_speeds"),
        ("overhang_fans", "overhang_fan_speed", "enable_dynamic_fan_speeds"),
    ):
        levels = [reading.number(f"{theirs}_{level}") for level in (2, 1, 0)]
        reading.number(f"{theirs}_3")
        if not reading.flag(wanted):
            continue
        given = [level for level in levels if level is not None]
        if len(given) == len(levels):
            scale = 0.01 if ours == "overhang_fans" else 1.0
            reading.values[ours] = (0.0, *(round(scale * level, 4) for level in given))
            reading.mark_rough(ours, theirs + "_3")
