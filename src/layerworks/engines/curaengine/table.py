"""Settings that CuraEngine and we mean alike. The names of its settings are those it asks its definition for."""

from layerworks.engines.equivalents import same

FLOWS = (
    "wall_0_material_flow", "wall_x_material_flow", "skin_material_flow", "roofing_material_flow",
    "infill_material_flow", "skirt_brim_material_flow", "support_material_flow", "support_roof_material_flow",
    "support_bottom_material_flow",
)  # fmt: skip
TABLE = (
    same("layer_height_mm", "layer_height", "infill_sparse_thickness", "support_infill_sparse_thickness"),
    same("first_layer_height_mm", "layer_height_0"),
    same("contour_tolerance_mm", "meshfix_maximum_deviation"),
    same("wall_count", "wall_line_count"),
    same(
        "line_width_mm", "wall_line_width_0", "wall_line_width_x", "skin_line_width", "roofing_line_width",
        "infill_line_width", "skirt_brim_line_width",
    ),
    same("top_layers", "top_layers"),
    same("bottom_layers", "bottom_layers", "initial_bottom_layers"),
    same("skirt_loops", "skirt_line_count"),
    same("skirt_distance_mm", "skirt_gap"),
    same("brim_gap_mm", "brim_gap"),
    same("min_layer_time_s", "cool_min_layer_time"),
    same("fan_low_above_s", "cool_min_layer_time_fan_speed_max"),
    same("min_print_speed_mm_s", "cool_min_speed"),
    same("fan_low", "cool_fan_speed_min", form="percent"),
    same("fan_high", "cool_fan_speed_max", form="percent"),
    same("bridge_fan", "bridge_fan_speed", form="percent"),
    same("fan_off_layers", "cool_fan_full_layer"),
    same("retract_mm", "retraction_amount"),
    same("retract_speed_mm_s", "retraction_retract_speed"),
    same("unretract_speed_mm_s", "retraction_prime_speed"),
    same("retract_min_travel_mm", "retraction_min_travel"),
    same("retract_filament_mm", "material_diameter"),
    same("z_hop_mm", "retraction_hop"),
    same("wipe_mm", "wall_0_wipe_dist"),
    same("support_overhang_deg", "support_angle"),
    same("support_xy_gap_mm", "support_xy_distance", "support_xy_distance_overhang"),
    same("support_walls", "support_wall_count"),
    same("support_spacing_mm", "support_line_distance", "support_initial_layer_line_distance"),
    same("flow_factor", *FLOWS, form="percent"),
    same("relative_extrusion", "relative_extrusion", form="flag"),
)  # fmt: skip
# each speed with its names there; all of them end at what the hot end melts
SPEEDS = {
    "outer_wall_speed_mm_s": ("speed_wall_0",),
    "inner_wall_speed_mm_s": ("speed_wall_x",),
    "top_skin_speed_mm_s": ("speed_roofing",),
    "solid_fill_speed_mm_s": ("speed_topbottom",),
    "sparse_fill_speed_mm_s": ("speed_infill",),
    "bridge_speed_mm_s": ("bridge_skin_speed", "bridge_wall_speed"),
    "support_speed_mm_s": ("speed_support_infill",),
    "support_interface_speed_mm_s": ("speed_support_roof", "speed_support_bottom"),
    "ironing_speed_mm_s": ("speed_ironing",),
    "first_layer_speed_mm_s": ("speed_print_layer_0", "skirt_brim_speed"),
}
ACCELERATIONS = {
    "outer_wall_accel_mm_s2": ("acceleration_wall_0",),
    "inner_wall_accel_mm_s2": ("acceleration_wall_x",),
    "top_skin_accel_mm_s2": ("acceleration_roofing", "acceleration_ironing"),
    "solid_fill_accel_mm_s2": ("acceleration_topbottom",),
    "sparse_fill_accel_mm_s2": ("acceleration_infill",),
    "first_layer_accel_mm_s2": ("acceleration_print_layer_0", "acceleration_skirt_brim"),
    "travel_accel_mm_s2": ("acceleration_travel", "acceleration_travel_layer_0"),
    "accel_mm_s2": (
        "acceleration_support_infill",
        "acceleration_support_roof",
        "acceleration_support_bottom",
        "acceleration_prime_tower",
    ),
}
# how often a pattern crosses a place with its lines
PATTERNS = {
    "rectilinear": ("lines", 1),
    "grid": ("grid", 2),
    "triangles": ("triangles", 3),
    "cubic": ("cubic", 3),
    "gyroid": ("gyroid", 1),
    "concentric": ("concentric", 1),
}
SEAMS = {"rear": "back", "nearest": "shortest", "random": "random", "corner": "sharpest_corner"}
