"""Our settings in PrusaSlicer's words, and the command that slices with them."""

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from layerworks.engines.equivalents import TEMPERATURES, written
from layerworks.engines.job import EngineJob
from layerworks.engines.meshes import write_parts
from layerworks.engines.prusaslicer.table import BRIMS, PATTERNS, SEAMS, TABLE, WHOLE, WIDTHS
from layerworks.engines.sequences import END, start_marks
from layerworks.geometry.plate import Bed

NAME = "PrusaSlicer"
PROGRAMS = ("prusa-slicer", "PrusaSlicer")
COVERED = frozenset(row.ours for row in TABLE) | {
    "line_width_mm",
    "infill_pattern",
    "infill_angles_deg",
    "skin_angles_deg",
    "brim_place",
    "seam",
    "wall_order",
    "travel_detour_mm",
    "wipe_mm",
    "supports",
    "support_overhang_deg",
    "support_gap_above_layers",
    "support_gap_below_layers",
    "support_interface_density",
    "support_spacing_mm",
    "support_angle_deg",
    "ironing",
    "support_walls",
    "support_line_width_mm",
    *TEMPERATURES,
}
_FLAVOURS = {"klipper": "marlin2", "marlin": "marlin2", "reprapfirmware": "reprapfirmware"}
_ROUND_CORNERS = 64


def prepare(job: EngineJob, folder: Path) -> list[str]:
    """Write parts and settings into a folder; return the arguments."""
    values = settings_of(job)
    config = folder / "settings.ini"
    config.write_text("".join(f"{key} = {_written(value)}\n" for key, value in values.items()), encoding="utf-8")
    parts = write_parts(job.plate, folder)
    arguments = ["--export-gcode", "--dont-arrange", "--load", config.name, "--datadir", str(folder / "data")]
    merge = ["--merge"] if len(parts) > 1 else []
    return [*arguments, *merge, "-o", "plate.gcode", *(f"./{name}" for name in parts)]


def version_of(gcode: bytes) -> str:
    """Return the version that a program names, "?" when it names none."""
    found = re.search(rb"PrusaSlicer[ -]([0-9][0-9A-Za-z.+-]{0,20})", gcode[:2000])
    return found.group(1).decode("ascii").removesuffix("+UNKNOWN") if found else "?"


def settings_of(job: EngineJob) -> dict[str, Any]:
    """Return every setting the engine is given."""
    ours, heat = job.values, job.temperatures
    told = written(TABLE, ours)
    told |= {key: round(told[key]) for key in WHOLE}
    told |= _fixed() | _widths(ours) | _choices(ours) | _supports(ours)
    told |= {
        "nozzle_diameter": job.nozzle_mm,
        "bed_shape": _outline(job.plate.bed),
        "max_print_height": job.plate.bed.height_mm,
        "gcode_flavor": _FLAVOURS[job.codes.dialect],
        "temperature": round(heat.nozzle_c),
        "first_layer_temperature": round(heat.first_nozzle_c),
        "bed_temperature": round(heat.bed_c),
        "first_layer_bed_temperature": round(heat.first_bed_c),
        "start_gcode": start_marks(job).replace("\n", "\\n"),
        "end_gcode": END,
    }
    return told


def _fixed() -> dict[str, Any]:
    """Return what makes the engine do as asked, and nothing by itself."""
    return {
        "printer_technology": "FFF",
        "perimeter_generator": "arachne",
        "extra_perimeters": 0,
        "ensure_vertical_shell_thickness": 1,
        "top_solid_min_thickness": 0,
        "bottom_solid_min_thickness": 0,
        "solid_infill_below_area": 0,
        "elefant_foot_compensation": 0,
        "top_fill_pattern": "rectilinear",
        "bottom_fill_pattern": "rectilinear",
        "cooling": 1,
        "retract_layer_change": 0,
        "only_retract_when_crossing_perimeters": 1,
        "complete_objects": 0,
        "gcode_label_objects": 1,
        "machine_limits_usage": "ignore",
        "filament_density": 0,
        "max_volumetric_speed": 0,
    }


def _supports(ours: Mapping[str, Any]) -> dict[str, Any]:
    width, layer = ours["support_line_width_mm"] or ours["line_width_mm"], ours["layer_height_mm"]
    return {
        "support_material": int(ours["supports"] != "none"),
        "support_material_threshold": round(90.0 - ours["support_overhang_deg"]),
        "support_material_contact_distance": ours["support_gap_above_layers"] * layer,
        "support_material_bottom_contact_distance": ours["support_gap_below_layers"] * layer,
        "support_material_interface_spacing": width * (1.0 / ours["support_interface_density"] - 1.0),
        "support_material_spacing": max(ours["support_spacing_mm"] - width, 0.0),  # theirs is the gap between lines
        "support_material_angle": ours["support_angle_deg"] % 360.0,
        "support_material_with_sheath": int(ours["support_walls"] > 0),
        "support_material_extrusion_width": round(width + layer * (1.0 - math.pi / 4.0), 4),
    }


def _widths(ours: Mapping[str, Any]) -> dict[str, Any]:
    """Its width is of the bead seen from above, ours the pitch (ADR 0004)."""
    pitch, margin = ours["line_width_mm"], 1.0 - math.pi / 4.0
    width = round(pitch + ours["layer_height_mm"] * margin, 4)
    first = round(pitch + ours["first_layer_height_mm"] * margin, 4)
    return dict.fromkeys(WIDTHS, width) | {"first_layer_extrusion_width": first}


def _choices(ours: Mapping[str, Any]) -> dict[str, Any]:
    angles = ours["infill_angles_deg"] or (45.0,)
    return {
        "fill_pattern": PATTERNS.get(ours["infill_pattern"], "rectilinear"),
        "fill_angle": angles[0] % 180.0,
        "seam_position": SEAMS.get(ours["seam"], "aligned"),
        "external_perimeters_first": int(ours["wall_order"] == "outer_first"),
        "brim_type": BRIMS[ours["brim_place"]] if ours["brim_width_mm"] > 0.0 else "no_brim",
        "fan_always_on": int(ours["fan_low"] > 0.0),
        "avoid_crossing_perimeters": int(ours["travel_detour_mm"] > 0.0),
        "avoid_crossing_perimeters_max_detour": ours["travel_detour_mm"],
        "wipe": int(ours["wipe_mm"] > 0.0),
        "ironing": int(ours["ironing"] != "none"),
        "ironing_type": "topmost" if ours["ironing"] == "topmost" else "top",
        "layer_gcode": "G92 E0" if ours["relative_extrusion"] else "",
        "infill_anchor": min(ours["infill_link_mm"], 600.0) or 0,
    }


def roughly(ours: Mapping[str, Any]) -> tuple[str, ...]:
    """Return our keys that the engine follows only roughly."""
    angles = tuple(a % 180.0 for a in ours["infill_angles_deg"] or (45.0,))
    crossed = (angles[0], (angles[0] + 90.0) % 180.0)
    skin = tuple(a % 180.0 for a in ours["skin_angles_deg"] or (45.0,))
    keys = {
        "infill_pattern": ours["infill_pattern"] not in PATTERNS,
        "infill_angles_deg": len(angles) > 1 and angles != crossed,
        "skin_angles_deg": skin != crossed,
        "seam": ours["seam"] not in SEAMS,
        "wall_order": ours["wall_order"] == "outer_first_where_supported",
        "brim_place": ours["brim_width_mm"] > 0.0 and ours["brim_place"] == "ears",
        "wipe_mm": ours["wipe_mm"] > 0.0,
        "supports": ours["supports"] == "tree",
        "support_walls": ours["support_walls"] > 1,
    }
    return tuple(key for key, is_so in keys.items() if is_so)


def _outline(bed: Bed) -> str:
    x, y = bed.origin_x_mm, bed.origin_y_mm
    if bed.round:
        turns = (2.0 * math.pi * k / _ROUND_CORNERS for k in range(_ROUND_CORNERS))
        middle = (x + bed.width_mm / 2.0, y + bed.depth_mm / 2.0)
        corners = [
            (middle[0] + bed.width_mm / 2.0 * math.cos(t), middle[1] + bed.depth_mm / 2.0 * math.sin(t)) for t in turns
        ]
    else:
        right, rear = x + bed.width_mm, y + bed.depth_mm
        corners = [(x, y), (right, y), (right, rear), (x, rear)]
    return ",".join(f"{a:.3f}x{b:.3f}" for a, b in corners)


def _written(value: Any) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)
