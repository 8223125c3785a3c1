"""What firmwares with limits by axis have in common: Marlin and RepRapFirmware."""

import math
from dataclasses import dataclass

ByAxis = tuple[float, float, float, float]
"""Of X, Y, Z and the filament."""


@dataclass(frozen=True, slots=True)
class AxisLimits:
    """Limits that both firmwares name alike; each has values of its own for them."""

    axis_velocity_mm_s: ByAxis
    axis_accel_mm_s2: ByAxis
    axis_jerk_mm_s: ByAxis
    print_accel_mm_s2: float
    travel_accel_mm_s2: float
    nozzle_mm: float = 0.4
    filament_mm: float = 1.75

    @property
    def max_velocity_mm_s(self) -> float:
        """Most that both X and Y allow."""
        return min(self.axis_velocity_mm_s[:2])

    @property
    def max_accel_mm_s2(self) -> float:
        """Most that a printing move gets along X or Y."""
        return min(self.print_accel_mm_s2, *self.axis_accel_mm_s2[:2])

    @property
    def minimum_cruise_ratio(self) -> float:
        """None: speeds may peak."""
        return 0.0

    @property
    def filament_mm2(self) -> float:
        """Cross section of the filament."""
        return math.pi * (0.5 * self.filament_mm) ** 2

    @property
    def refused_area_mm2(self) -> float:
        """No move is too thick."""
        return math.inf

    @property
    def max_extrude_only_distance_mm(self) -> float:
        """No move of filament is too long."""
        return math.inf
