"""PrusaSlicer's settings of supports as ours."""

import math

from layerworks.engines.prusaslicer.config_reading import ConfigReading

_STYLES = {"grid": "grid", "organic": "tree", "tree": "tree"}


def take_supports(reading: ConfigReading) -> None:
    """Take what is said of supports, also where none are wanted now."""
    wanted = reading.flag("support_material")
    if wanted is not None:
        reading.values["supports"] = "grid"
        reading.choose("supports", "support_material_style", _STYLES, "grid")
    if wanted is False:
        reading.values["supports"] = "none"
    if reading.flag("support_material_auto") is False:
        reading.values["support_where"] = "enforced"
    _raft(reading)
    threshold, bridges = reading.number("support_material_threshold"), reading.flag("dont_support_bridges")
    if threshold:
        reading.values["support_overhang_deg"] = 90.0 - threshold
    if bridges is False:
        reading.values["support_bridge_mm"] = 0.0
    _gaps(reading)
    _lines(reading)


def _raft(reading: ConfigReading) -> None:
    """Theirs is so many layers of their own choosing, ours has a base, a middle and a top."""
    layers = reading.number("raft_layers")
    if layers is None:
        return
    reading.values["raft"] = layers > 0.0
    for ours, theirs in (("raft_margin_mm", "raft_expansion"), ("raft_gap_mm", "raft_contact_distance")):
        number = reading.number(theirs)
        if layers and number is not None:
            reading.values[ours] = number
    if layers:
        reading.mark_rough("raft", "raft_layers")


def _gaps(reading: ConfigReading) -> None:
    """Their gaps are lengths, ours empty layers; 0 below and −1 layers below mean as above."""
    layer = reading.number("layer_height")
    above = reading.number("support_material_contact_distance")
    below = reading.number("support_material_bottom_contact_distance") or above
    for ours, gap in (("support_gap_above_layers", above), ("support_gap_below_layers", below)):
        if gap is not None and layer:
            reading.values[ours] = round(gap / layer)
    if (reading.values.get("support_interface_below_layers") or 0) < 0:
        reading.values["support_interface_below_layers"] = reading.values.get("support_interface_above_layers", 0)


def _lines(reading: ConfigReading) -> None:
    """Their spacings are the free gap between two lines, ours the distance from line to line."""
    layer = reading.number("layer_height") or 0.0
    width = reading.number("support_material_extrusion_width") or reading.number("nozzle_diameter")
    if width and width > layer:
        width -= layer * (1.0 - math.pi / 4.0)
        reading.values["support_line_width_mm"] = round(width, 4)
        base, dense = (reading.number(f"support_material_{which}spacing") for which in ("", "interface_"))
        if base is not None:
            reading.values["support_spacing_mm"] = round(base + width, 4)
        if dense is not None:
            reading.values["support_interface_density"] = round(width / (width + dense), 4)
    angle, sheath = reading.number("support_material_angle"), reading.flag("support_material_with_sheath")
    if angle is not None:
        reading.values["support_angle_deg"] = angle % 360.0
    if sheath is not None:
        reading.values["support_walls"] = int(sheath)
