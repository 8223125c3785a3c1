"""Our settings in CuraEngine's words, and the command that slices with them."""

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from layerworks.engines.curaengine.definition import write_definition
from layerworks.engines.curaengine.table import ACCELERATIONS, PATTERNS, SEAMS, SPEEDS, TABLE
from layerworks.engines.equivalents import TEMPERATURES, written
from layerworks.engines.job import EngineJob
from layerworks.engines.meshes import write_parts
from layerworks.engines.sequences import END, start_marks
from layerworks.geometry.plate import Bed

NAME = "CuraEngine"
PROGRAMS = ("CuraEngine", "curaengine")
COVERED = frozenset(row.ours for row in TABLE) | {
    *SPEEDS,
    *ACCELERATIONS,
    "infill_density",
    "infill_pattern",
    "infill_angles_deg",
    "skin_angles_deg",
    "brim_width_mm",
    "travel_speed_mm_s",
    "overhang_wall_speed_mm_s",
    "small_wall_speed_mm_s",
    "small_wall_length_mm",
    "max_flow_mm3_s",
    "unretract_extra_mm",
    "travel_detour_mm",
    "seam",
    "wall_order",
    "bridge_flow_factor",
    "supports",
    "support_on_plate_only",
    "support_gap_above_layers",
    "support_gap_below_layers",
    "support_interface_above_layers",
    "support_interface_below_layers",
    "support_interface_density",
    "support_interface_angle_deg",
    "support_angle_deg",
    "support_line_width_mm",
    "support_branch_deg",
    "support_branch_tip_mm",
    "support_branch_widening_deg",
    "support_branch_spacing_mm",
    *TEMPERATURES,
}
_FLAVOURS = {
    "klipper": "RepRap (Marlin/Sprinter)",
    "marlin": "RepRap (Marlin/Sprinter)",
    "reprapfirmware": "RepRap (RepRap)",
}
_OVERLAP = 0.1  # of a line's width, by which infill reaches into the wall; half of it for skins
_OVERHANG_DEG = 45.0


def prepare(job: EngineJob, folder: Path) -> list[str]:
    """Write parts and settings into a folder; return the arguments."""
    definition = write_definition(settings_of(job), folder)
    parts = write_parts(job.plate, folder, _shift_mm(job.plate.bed))
    models = [word for name in parts for word in ("-l", f"./{name}")]
    return ["slice", "-j", definition.name, "-o", "plate.gcode", *models]


def version_of(gcode: bytes) -> str:
    """Return the version that a program names, "?" when it names none."""
    found = re.search(rb"Cura_SteamEngine ([0-9][0-9A-Za-z.+-]{0,20})", gcode[:2000])
    return found.group(1).decode("ascii") if found else "?"


def settings_of(job: EngineJob) -> dict[str, Any]:
    """Return every setting made of ours."""
    ours = job.values
    told = written(TABLE, ours) | _machine(job) | _speeds(ours) | _filling(ours) | _supports(ours)
    return told | _choices(ours, job.plate.bed)


def roughly(ours: Mapping[str, Any]) -> tuple[str, ...]:
    """Return our keys that the engine follows only roughly."""
    keys = {
        "infill_pattern": ours["infill_pattern"] not in PATTERNS,
        "seam": ours["seam"] not in SEAMS,
        "wall_order": ours["wall_order"] == "outer_first_where_supported",
        "brim_width_mm": ours["brim_width_mm"] > 0.0 and ours["skirt_loops"] > 0,
    }
    return tuple(key for key, is_so in keys.items() if is_so)


def _machine(job: EngineJob) -> dict[str, Any]:
    bed, heat = job.plate.bed, job.temperatures
    return {
        "machine_width": bed.width_mm,
        "machine_depth": bed.depth_mm,
        "machine_height": bed.height_mm,
        "machine_shape": "elliptic" if bed.round else "rectangular",
        "machine_center_is_zero": _centred(bed),
        "machine_nozzle_size": job.nozzle_mm,
        "machine_gcode_flavor": _FLAVOURS[job.codes.dialect],
        "machine_start_gcode": start_marks(job),
        "machine_end_gcode": END,
        "material_print_temperature": heat.nozzle_c,
        "material_initial_print_temperature": heat.nozzle_c,
        "material_print_temperature_layer_0": heat.first_nozzle_c,
        "material_bed_temperature": heat.bed_c,
        "material_bed_temperature_layer_0": heat.first_bed_c,
    }


def _speeds(ours: Mapping[str, Any]) -> dict[str, Any]:
    width, height = ours["line_width_mm"], ours["layer_height_mm"]
    most = ours["max_flow_mm3_s"] / (width * height) if ours["max_flow_mm3_s"] > 0.0 else math.inf
    told: dict[str, Any] = {their: min(ours[our], most) for our, theirs in SPEEDS.items() for their in theirs}
    outer, base = told["speed_wall_0"], ours["accel_mm_s2"]
    accels = {their: ours[our] or base or 1.0 for our, theirs in ACCELERATIONS.items() for their in theirs}
    return {
        **told,
        **accels,
        "acceleration_enabled": base > 0.0,
        "speed_travel": ours["travel_speed_mm_s"],
        "speed_travel_layer_0": ours["travel_speed_mm_s"],
        "wall_overhang_angle": _OVERHANG_DEG,
        "wall_overhang_speed_factor": min(100.0, 100.0 * ours["overhang_wall_speed_mm_s"] / outer),
        "small_feature_max_length": ours["small_wall_length_mm"],
        "small_feature_speed_factor": min(100.0, 100.0 * ours["small_wall_speed_mm_s"] / outer),
        "small_feature_speed_factor_0": 100.0,
    }


def _filling(ours: Mapping[str, Any]) -> dict[str, Any]:
    width, share = ours["line_width_mm"], ours["infill_density"]
    pattern, crossings = PATTERNS.get(ours["infill_pattern"], PATTERNS["rectilinear"])
    return {
        "infill_pattern": pattern,
        "infill_line_distance": crossings * width / share if share > 0.0 else 0.0,
        "infill_angles": _angles(ours["infill_angles_deg"]),
        "skin_angles": _angles(ours["skin_angles_deg"]),
        "roofing_angles": _angles(ours["skin_angles_deg"]),
        "infill_overlap_mm": round(_OVERLAP * width, 4),
        "skin_overlap_mm": round(_OVERLAP * width / 2.0, 4),
        "roofing_layer_count": 1,
        "bridge_skin_material_flow": 100.0 * ours["flow_factor"] * ours["bridge_flow_factor"],
        "bridge_wall_material_flow": 100.0 * ours["flow_factor"] * ours["bridge_flow_factor"],
    }


def _supports(ours: Mapping[str, Any]) -> dict[str, Any]:
    width, layer = ours["support_line_width_mm"] or ours["line_width_mm"], ours["layer_height_mm"]
    above, below = ours["support_interface_above_layers"], ours["support_interface_below_layers"]
    apart = width / ours["support_interface_density"]
    told: dict[str, Any] = {f"support{part}_line_width": width for part in ("", "_roof", "_bottom")}
    return told | {
        "support_enable": ours["supports"] != "none",
        "support_structure": "tree" if ours["supports"] == "tree" else "normal",
        "support_tree_angle": ours["support_branch_deg"],
        "support_tree_branch_diameter": ours["support_branch_tip_mm"],
        "support_tree_branch_diameter_angle": ours["support_branch_widening_deg"],
        "support_tree_branch_distance": ours["support_branch_spacing_mm"],
        "support_type": "buildplate" if ours["support_on_plate_only"] else "everywhere",
        "support_top_distance": ours["support_gap_above_layers"] * layer,
        "support_bottom_distance": ours["support_gap_below_layers"] * layer,
        "support_roof_enable": above > 0,
        "support_roof_height": above * layer,
        "support_roof_line_distance": apart,
        "support_roof_angles": _angles((ours["support_interface_angle_deg"],)),
        "support_bottom_enable": below > 0,
        "support_bottom_height": below * layer,
        "support_bottom_line_distance": apart,
        "support_bottom_angles": _angles((ours["support_interface_angle_deg"],)),
        "support_infill_angles": _angles((ours["support_angle_deg"],)),
    }


def _choices(ours: Mapping[str, Any], bed: Bed) -> dict[str, Any]:
    brim = ours["brim_width_mm"]
    area_mm2 = math.pi / 4.0 * ours["retract_filament_mm"] ** 2
    return {
        "adhesion_type": "brim" if brim > 0.0 else "skirt" if ours["skirt_loops"] > 0 else "none",
        "brim_line_count": math.ceil(brim / ours["line_width_mm"] - 1e-9),
        "cool_fan_enabled": ours["fan_high"] > 0.0,
        "cool_fan_speed_0": 0,
        "retraction_enable": ours["retract_mm"] > 0.0,
        "retraction_extra_prime_amount": round(ours["unretract_extra_mm"] * area_mm2, 4),
        "retraction_hop_enabled": ours["z_hop_mm"] > 0.0,
        "retraction_combing": "all" if ours["travel_detour_mm"] > 0.0 else "off",
        "z_seam_type": SEAMS.get(ours["seam"], "sharpest_corner"),
        "z_seam_x": bed.origin_x_mm + bed.width_mm / 2.0,
        "z_seam_y": bed.origin_y_mm + 2.0 * bed.depth_mm,
        "outer_inset_first": ours["wall_order"] == "outer_first",
    }


def _angles(angles_deg: tuple[float, ...]) -> str:
    return "[" + ",".join(f"{angle % 360.0:g}" for angle in angles_deg or (45.0,)) + "]"


def _centred(bed: Bed) -> bool:
    return abs(bed.origin_x_mm + bed.width_mm / 2.0) < 1e-6 and abs(bed.origin_y_mm + bed.depth_mm / 2.0) < 1e-6


def _shift_mm(bed: Bed) -> tuple[float, float]:
    """Where the origin lies in a corner the engine counts from the middle of the bed and adds half of it."""
    return (0.0, 0.0) if _centred(bed) else (-bed.width_mm / 2.0, -bed.depth_mm / 2.0)
