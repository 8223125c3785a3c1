"""CuraEngine beside ours: the comparison profile in its words, run as a process of its own.

The engine alone evaluates no formulas, and Debian's package has no definitions: `fdmprinter.def.json` and
`fdmextruder.def.json` (those inside the npm package cura-wasm serve) are read, their formulas evaluated, and written as
one flat definition.
"""

import contextlib
import json
import math
import shutil
from pathlib import Path
from typing import Any

from bench.prusaslicer import SPEEDS

ASKED: dict[str, Any] = {
    "layer_height": 0.2, "layer_height_0": 0.2, "line_width": 0.45,
    "initial_layer_line_width_factor": 100.0,
    "machine_nozzle_size": 0.4, "wall_line_count": 2,
    "top_layers": 4, "bottom_layers": 4, "infill_sparse_density": 20.0,
    "infill_pattern": "lines", "top_bottom_pattern": "lines", "top_bottom_pattern_0": "lines", "adhesion_type": "none",
    "support_enable": False, "material_diameter": 1.75, "retraction_amount": 0.8, "retraction_speed": 40.0,
    "retraction_enable": True, "retraction_hop_enabled": False, "machine_width": 400, "machine_depth": 400,
    "machine_height": 500, "machine_center_is_zero": False, "machine_gcode_flavor": "RepRap (Marlin/Sprinter)",
    "machine_start_gcode": "G28", "machine_end_gcode": "M84", "cool_min_layer_time": 0,
    "cool_min_layer_time_fan_speed_max": 0, "cool_lift_head": False, "cool_fan_enabled": False,
    "acceleration_enabled": True, "jerk_enabled": False, "xy_offset": 0, "xy_offset_layer_0": 0.0,
    "machine_extruder_count": 1, "extruders_enabled_count": 1, "material_print_temperature": 210,
    "material_bed_temperature": 60, "retraction_combing": "off",
    "z_seam_type": "shortest", "infill_before_walls": False,
    "optimize_wall_printing_order": True, "speed_slowdown_layers": 0, "material_flow": 100.0, "skin_monotonic": False,
    "fill_perimeter_gaps": "everywhere", "filter_out_tiny_gaps": True, "infill_line_distance": 2.25,
    "roofing_layer_count": 0, "machine_acceleration": 20000, "machine_max_acceleration_x": 20000,
    "machine_max_acceleration_y": 20000, "machine_max_acceleration_z": 1000, "machine_max_acceleration_e": 20000,
    "machine_max_feedrate_x": 1000, "machine_max_feedrate_y": 1000, "machine_max_feedrate_z": 50,
    "machine_max_feedrate_e": 120, "machine_max_jerk_xy": 10.0, "machine_max_jerk_z": 2.0, "machine_max_jerk_e": 10.0,
    "center_object": True, "meshfix_maximum_resolution": 0.25, "meshfix_maximum_travel_resolution": 0.8,
    "meshfix_maximum_deviation": 0.0125,
}  # fmt: skip
# keys that the engine asks for and definitions of Cura 4.9 do not have yet: off, or the same as their older kin
NEWER: dict[str, Any] = {
    "alternate_extra_perimeter": False, "beading_strategy_type": "inward_distributed", "brim_gap": 0,
    "brim_inside_margin": 2.5, "brim_smart_ordering": True, "build_volume_temperature": 0, "fill_outline_gaps": False,
    "group_outer_walls": True, "infill_randomize_start_location": False, "infill_wall_line_count": 0,
    "inset_direction": "inside_out", "interlocking_enable": False, "ironing_monotonic": False,
    "lightning_infill_overhang_angle": 40, "lightning_infill_prune_angle": 40,
    "lightning_infill_straightening_angle": 40, "lightning_infill_support_angle": 40,
    "machine_always_write_active_tool": False, "machine_extruder_prestart_code": "",
    "machine_extruders_share_nozzle": False, "machine_extruders_shared_nozzle_initial_retraction": 0.0,
    "machine_scale_fan_speed_zero_to_one": False, "material_alternate_walls": False, "material_flow_layer_0": 100.0,
    "material_shrinkage_percentage_xy": 100.0, "material_shrinkage_percentage_z": 100.0,
    "meshfix_maximum_extrusion_area_deviation": 50000, "min_bead_width": 0.34, "min_even_wall_line_width": 0.34,
    "min_feature_size": 0.1, "min_odd_wall_line_width": 0.34, "min_wall_line_width": 0.34, "raft_base_extruder_nr": 0,
    "raft_base_wall_count": 1, "raft_interface_extruder_nr": 0, "raft_remove_inside_corners": False,
    "raft_surface_extruder_nr": 0, "retraction_combing_avoid_distance": 0.6, "retraction_during_travel_ratio": 0,
    "roofing_monotonic": False, "skin_edge_support_layers": 0, "skin_edge_support_thickness": 0,
    "skin_material_flow_layer_0": 100.0, "skin_monotonic": False, "skirt_brim_extruder_nr": 0,
    "slicing_tolerance": "middle", "small_skin_width": 0, "speed_equalize_flow_width_factor": 0,
    "support_infill_sparse_thickness": 0.2, "support_tree_top_rate": 10, "support_z_seam_away_from_model": False,
    "wall_0_material_flow": 100.0, "wall_0_material_flow_layer_0": 100.0, "wall_add_middle_threshold": 76,
    "wall_distribution_count": 1, "wall_split_middle_threshold": 51, "wall_transition_angle": 10,
    "wall_transition_filter_deviation": 0.11, "wall_transition_filter_distance": 100, "wall_transition_length": 0.45,
    "wall_x_material_flow_layer_0": 100.0, "z_seam_on_vertex": False,
}  # fmt: skip
SPEED_KEYS = "print infill wall wall_0 wall_x topbottom layer_0 print_layer_0"
ACCELERATION_KEYS = "print travel wall_0 layer_0 print_layer_0 travel_layer_0"
# what a formula raises that is meant for the program around the engine: its default stands
_NOT_OURS = (KeyError, NameError, TypeError, ValueError, SyntaxError, IndexError, ZeroDivisionError)
ABSENT = ("machine_disallowed_areas", "nozzle_disallowed_areas", "machine_head_with_fans_polygon")


def installed() -> str | None:
    """Return the program, or None."""
    return shutil.which("CuraEngine")


def write_profile(folder: Path, profile: str, definitions: Path) -> Path:
    """Write the flat definition of a profile and return it."""
    speed, accel, travel = SPEEDS[profile]
    asked = dict(ASKED)
    asked |= {f"speed_{k}": float(speed) for k in SPEED_KEYS.split()}
    asked |= {"speed_travel": float(travel), "speed_travel_layer_0": float(travel)}
    asked |= {f"acceleration_{k}": float(accel) for k in ACCELERATION_KEYS.split()}
    values = NEWER | {k: v for k, v in _evaluated(definitions, asked).items() if k not in ABSENT}
    children = {k: {"label": k, "description": "", "type": "str", "default_value": v} for k, v in values.items()}
    settings = {"all": {"type": "category", "label": "a", "description": "", "children": children}}
    train = f"curaengine-{profile}-train"
    machine = {"type": "machine", "machine_extruder_trains": {"0": train}}
    whole = {"name": "flat", "version": 2, "metadata": machine, "overrides": {}, "settings": settings}
    extruder = {"name": "flat", "version": 2, "metadata": {"type": "extruder", "position": "0"}, "settings": settings}
    path = folder / f"curaengine-{profile}.def.json"
    path.write_text(json.dumps(whole))
    (folder / f"{train}.def.json").write_text(json.dumps(extruder))
    return path


def command(program: str, settings: Path, stl: Path, gcode: Path) -> list[str]:
    """Return the command that slices a model."""
    return [program, "slice", "-j", str(settings), "-o", str(gcode), "-l", str(stl)]


def _evaluated(definitions: Path, asked: dict[str, Any]) -> dict[str, Any]:
    """Return every setting of the definitions for one extruder, formulas evaluated."""
    found: dict[str, dict[str, Any]] = {}

    def gather(settings: dict[str, Any]) -> None:
        for key, value in settings.items():
            if value.get("type") != "category":
                found[key] = value
            gather(value.get("children", {}))

    for name in ("fdmprinter", "fdmextruder"):
        gather(json.loads((definitions / f"{name}.def.json").read_text())["settings"])
    known = dict(asked)
    open_formulas: set[str] = set()

    class Names(dict[str, Any]):
        def __missing__(self, key: str) -> Any:
            if key in found:
                return value_of(key)
            raise KeyError(key)

    names = Names(
        math=math, sum=sum, max=max, min=min, round=round, int=int, float=float, str=str, len=len, abs=abs, any=any,
        all=all, map=map, list=list, set=set,
        resolveOrValue=lambda key: value_of(key), extruderValue=lambda _, key: value_of(key),
        extruderValues=lambda key: [value_of(key)], valueFromContainer=lambda key, *_: value_of(key),
        extruderValueFromContainer=lambda _, key, *__: value_of(key), defaultExtruderPosition=lambda: 0,
        anyExtruderNrWithOrDefault=lambda _: 0, anyExtruderWithMaterial=lambda _: 0,
    )  # fmt: skip
    names["True"], names["False"] = True, False

    def value_of(key: str) -> Any:
        if key in known:
            return known[key]
        setting = found[key]
        value = setting.get("default_value")
        if "value" in setting and key not in open_formulas:
            open_formulas.add(key)
            formula = setting["value"]
            with contextlib.suppress(*_NOT_OURS):
                value = eval(formula, {"__builtins__": {}}, names) if isinstance(formula, str) else formula
            open_formulas.discard(key)
        if setting["type"] == "int" and isinstance(value, float):
            value = int(value)
        known[key] = value
        return value

    return {key: value_of(key) for key in found} | {key: value for key, value in asked.items() if key not in found}
