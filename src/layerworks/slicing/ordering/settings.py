"""What the order of printing, its speeds, its cooling and its retractions take as settings."""

from dataclasses import dataclass

from layerworks.settings import setting

WALL_ORDERS = ("inner_first", "outer_first", "outer_first_where_supported")
SEQUENCES = ("all_at_once", "one_at_a_time")
SEAMS = ("aligned", "rear", "corner", "nearest", "random")


@dataclass(frozen=True, slots=True)
class OrderSettings:
    """Which bead comes next and where closed beads start."""

    print_sequence: str = setting("all_at_once", choices=SEQUENCES)
    wall_order: str = setting("inner_first", choices=WALL_ORDERS)
    seam: str = setting("aligned", choices=SEAMS)
    seam_seed: int = setting(0, low=0, high=2**31 - 1)
    seam_gap_mm: float = setting(0.0, unit="mm", low=0.0, high=5.0)


@dataclass(frozen=True, slots=True)
class SpeedSettings:
    """Speed and acceleration by role. An acceleration of 0 takes `accel_mm_s2`, and 0 there the machine's own."""

    outer_wall_speed_mm_s: float = setting(60.0, unit="mm/s", low=0.1, high=2000.0)
    inner_wall_speed_mm_s: float = setting(80.0, unit="mm/s", low=0.1, high=2000.0)
    gap_fill_speed_mm_s: float = setting(60.0, unit="mm/s", low=0.1, high=2000.0)
    bottom_skin_speed_mm_s: float = setting(80.0, unit="mm/s", low=0.1, high=2000.0)
    top_skin_speed_mm_s: float = setting(60.0, unit="mm/s", low=0.1, high=2000.0)
    solid_fill_speed_mm_s: float = setting(100.0, unit="mm/s", low=0.1, high=2000.0)
    sparse_fill_speed_mm_s: float = setting(120.0, unit="mm/s", low=0.1, high=2000.0)
    bridge_speed_mm_s: float = setting(40.0, unit="mm/s", low=0.1, high=2000.0)
    overhang_wall_speed_mm_s: float = setting(30.0, unit="mm/s", low=0.1, high=2000.0)
    overhang_speeds_mm_s: tuple[float, ...] = setting((), unit="mm/s", low=0.0, high=2000.0)
    support_speed_mm_s: float = setting(80.0, unit="mm/s", low=0.1, high=2000.0)
    support_interface_speed_mm_s: float = setting(50.0, unit="mm/s", low=0.1, high=2000.0)
    raft_speed_mm_s: float = setting(60.0, unit="mm/s", low=0.1, high=2000.0)
    ironing_speed_mm_s: float = setting(20.0, unit="mm/s", low=0.1, high=2000.0)
    small_wall_speed_mm_s: float = setting(30.0, unit="mm/s", low=0.1, high=2000.0)
    small_wall_length_mm: float = setting(20.0, unit="mm", low=0.0, high=1000.0)
    first_layer_speed_mm_s: float = setting(30.0, unit="mm/s", low=0.1, high=2000.0)
    slow_first_layers: int = setting(1, low=0, high=1000)
    travel_speed_mm_s: float = setting(150.0, unit="mm/s", low=0.1, high=3000.0)
    accel_mm_s2: float = setting(0.0, unit="mm/s²", low=0.0, high=500_000.0)
    outer_wall_accel_mm_s2: float = setting(0.0, unit="mm/s²", low=0.0, high=500_000.0)
    inner_wall_accel_mm_s2: float = setting(0.0, unit="mm/s²", low=0.0, high=500_000.0)
    top_skin_accel_mm_s2: float = setting(0.0, unit="mm/s²", low=0.0, high=500_000.0)
    solid_fill_accel_mm_s2: float = setting(0.0, unit="mm/s²", low=0.0, high=500_000.0)
    sparse_fill_accel_mm_s2: float = setting(0.0, unit="mm/s²", low=0.0, high=500_000.0)
    bridge_accel_mm_s2: float = setting(0.0, unit="mm/s²", low=0.0, high=500_000.0)
    first_layer_accel_mm_s2: float = setting(0.0, unit="mm/s²", low=0.0, high=500_000.0)
    travel_accel_mm_s2: float = setting(0.0, unit="mm/s²", low=0.0, high=500_000.0)
    flow_factor: float = setting(1.0, low=0.1, high=3.0)
    bridge_flow_factor: float = setting(1.0, low=0.1, high=3.0)
    max_flow_mm3_s: float = setting(0.0, unit="mm³/s", low=0.0, high=10_000.0)
    corner_rounding_um: float = setting(0.0, unit="µm", low=0.0, high=500.0)
    max_moves_per_s: float = setting(0.0, unit="1/s", low=0.0, high=100_000.0)


@dataclass(frozen=True, slots=True)
class RetractionSettings:
    """How filament is held back on the way through open air. A length of 0 never retracts (pellet extruders)."""

    retract_mm: float = setting(0.8, unit="mm", low=0.0, high=20.0)
    retract_speed_mm_s: float = setting(40.0, unit="mm/s", low=0.1, high=500.0)
    unretract_speed_mm_s: float = setting(40.0, unit="mm/s", low=0.1, high=500.0)
    unretract_extra_mm: float = setting(0.0, unit="mm", low=0.0, high=5.0)
    retract_min_travel_mm: float = setting(1.5, unit="mm", low=0.0, high=1000.0)
    travel_detour_mm: float = setting(10.0, unit="mm", low=0.0, high=1000.0)
    retract_filament_mm: float = setting(1.75, unit="mm", low=0.5, high=20.0)
    z_hop_mm: float = setting(0.0, unit="mm", low=0.0, high=20.0)
    wipe_mm: float = setting(0.0, unit="mm", low=0.0, high=50.0)
