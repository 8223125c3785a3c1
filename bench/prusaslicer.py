"""PrusaSlicer beside ours: the comparison profile in its words, run as a process of its own."""

import re
import shutil
from pathlib import Path

from bench.bench_models import MIDDLE_MM

SPEEDS = {"fast": (500, 20000, 500), "normal": (60, 1500, 150)}  # mm/s, mm/s², travel mm/s
WIDTHS = "extrusion external_perimeter_extrusion perimeter_extrusion infill_extrusion solid_infill_extrusion "
WIDTHS += "top_infill_extrusion first_layer_extrusion support_material_extrusion"
SAME = {
    "printer_technology": "FFF", "nozzle_diameter": 0.4, "filament_diameter": 1.75, "extrusion_multiplier": 1,
    "layer_height": 0.2, "first_layer_height": 0.2, "perimeters": 2, "top_solid_layers": 4, "bottom_solid_layers": 4,
    "top_solid_min_thickness": 0, "bottom_solid_min_thickness": 0, "fill_density": "20%", "fill_pattern": "rectilinear",
    "top_fill_pattern": "rectilinear", "bottom_fill_pattern": "rectilinear", "solid_infill_below_area": 0,
    "support_material": 0, "skirts": 0, "brim_type": "no_brim", "brim_width": 0, "extra_perimeters": 0,
    "ensure_vertical_shell_thickness": 1, "elefant_foot_compensation": 0, "gcode_flavor": "marlin2",
    "use_relative_e_distances": 0, "retract_length": 0.8, "retract_speed": 40, "retract_before_travel": 1.5,
    "retract_lift": 0, "retract_layer_change": 0, "wipe": 0, "travel_speed_z": 0, "cooling": 0,
    "slowdown_below_layer_time": 0, "complete_objects": 0, "bed_shape": "0x0,400x0,400x400,0x400",
    "max_print_height": 1200, "start_gcode": "G28", "end_gcode": "M84", "gcode_comments": 0,
    "avoid_crossing_perimeters": 0, "seam_position": "nearest", "perimeter_generator": "classic", "thin_walls": 0,
    "gap_fill_enabled": 1, "machine_limits_usage": "emit_to_gcode", "infill_overlap": "25%", "resolution": 0.0125,
    "gcode_resolution": 0.0125, "max_volumetric_speed": 0, "filament_max_volumetric_speed": 0, "temperature": 210,
    "first_layer_temperature": 210, "bed_temperature": 60, "first_layer_bed_temperature": 60,
    "machine_max_feedrate_x": "1000,1000", "machine_max_feedrate_y": "1000,1000", "machine_max_feedrate_z": "50,50",
    "machine_max_feedrate_e": "120,120", "machine_max_acceleration_e": "20000,20000",
    "machine_max_acceleration_x": "20000,20000", "machine_max_acceleration_y": "20000,20000",
    "machine_max_acceleration_z": "1000,1000", "machine_max_acceleration_extruding": "20000,20000",
    "machine_max_acceleration_retracting": "20000,20000", "machine_max_acceleration_travel": "20000,20000",
    "machine_max_jerk_x": "10,10", "machine_max_jerk_y": "10,10",
    "machine_max_jerk_z": "2,2", "machine_max_jerk_e": "10,10",
}  # fmt: skip
SPEED_KEYS = (
    "perimeter external_perimeter small_perimeter infill solid_infill top_solid_infill gap_fill bridge first_layer"
)


def installed() -> str | None:
    """Return the program, or None."""
    return shutil.which("prusa-slicer") or shutil.which("PrusaSlicer")


def version(log: str) -> str:
    """Return the version a log or a G-code header names."""
    found = re.search(r"PrusaSlicer[ -]([0-9.]+)", log)
    return found.group(1) if found else "?"


def write_profile(folder: Path, profile: str) -> Path:
    """Write the settings file of a profile and return it."""
    speed, accel, travel = SPEEDS[profile]
    values = {**SAME, "travel_speed": travel}
    values |= {f"{w}_width": 0.45 for w in WIDTHS.split()}
    values |= {f"{k}_speed": speed for k in SPEED_KEYS.split()}
    values |= {f"{k}_acceleration": accel for k in ("default", "perimeter", "infill", "bridge", "first_layer")}
    path = folder / f"prusaslicer-{profile}.ini"
    path.write_text("".join(f"{k} = {v}\n" for k, v in values.items()))
    return path


def command(program: str, settings: Path, stl: Path, gcode: Path) -> list[str]:
    """Return the command that slices a model in the middle of the 400 mm bed."""
    return [program, "--export-gcode", "--load", str(settings), "--center", MIDDLE_MM, "-o", str(gcode), str(stl)]
