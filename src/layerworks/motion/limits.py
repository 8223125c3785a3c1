"""What a firmware lets its machine do."""

from dataclasses import dataclass
from typing import Literal

Kinematics = Literal["cartesian", "corexy", "corexz", "hybrid_corexy", "hybrid_corexz", "none"]


@dataclass(frozen=True, slots=True)
class KlipperLimits:
    """Limits as Klipper's [printer], [extruder] and [gcode_arcs] name them (docs/Config_Reference.md).

    max_extrude_only_velocity_mm_s and max_extrude_only_accel_mm_s2: None takes Klipper's default, which follows
    from nozzle, filament, max_velocity and max_accel (klippy/kinematics/extruder.py).
    """

    max_velocity_mm_s: float = 300.0
    max_accel_mm_s2: float = 3000.0
    max_z_velocity_mm_s: float = 20.0
    max_z_accel_mm_s2: float = 300.0
    square_corner_velocity_mm_s: float = 5.0
    minimum_cruise_ratio: float = 0.5
    instantaneous_corner_velocity_mm_s: float = 1.0
    nozzle_mm: float = 0.4
    filament_mm: float = 1.75
    max_extrude_only_velocity_mm_s: float | None = None
    max_extrude_only_accel_mm_s2: float | None = None
    max_extrude_only_distance_mm: float = 50.0
    arc_resolution_mm: float = 1.0
    kinematics: Kinematics = "cartesian"
