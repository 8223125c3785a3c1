"""What RepRapFirmware lets its machine do."""

from dataclasses import dataclass
from typing import Literal

from layerworks.gcode.reading.rules import ReadingRules
from layerworks.motion._axis_limits import AxisLimits, ByAxis


@dataclass(frozen=True, slots=True)
class RepRapFirmwareLimits(AxisLimits):
    """Limits as RepRapFirmware's config.g sets them (docs.duet3d.com, G-code dictionary), in mm and seconds.

    axis_velocity_mm_s: M203, axis_accel_mm_s2: M201, axis_jerk_mm_s: M566; jerk_policy: M566 P, 0 stops between
    printing and travel and between moves of different sorts. print_accel_mm_s2, travel_accel_mm_s2: M204 P and T.
    pressure_advance_s: M572 S. kinematics: M669 K0 or K1. buffer_moves: how far it looks ahead.
    retract_mm, retract_mm_s, unretract_extra_mm, unretract_mm_s: M207 S, F, R and T.
    time_doubt: factors between which the motion takes what is planned; the rules are the documented ones, and were
    never held against a machine.
    """

    axis_velocity_mm_s: ByAxis = (100.0, 100.0, 5.0, 20.0)
    axis_accel_mm_s2: ByAxis = (500.0, 500.0, 20.0, 250.0)
    axis_jerk_mm_s: ByAxis = (15.0, 15.0, 0.2, 2.0)
    jerk_policy: int = 0
    print_accel_mm_s2: float = 20000.0
    travel_accel_mm_s2: float = 20000.0
    pressure_advance_s: float = 0.0
    kinematics: Literal["cartesian", "corexy"] = "cartesian"
    buffer_moves: int = 40
    retract_mm: float = 2.0
    retract_mm_s: float = 1000.0 / 60.0
    unretract_extra_mm: float = 0.0
    unretract_mm_s: float = 1000.0 / 60.0
    time_doubt: tuple[float, float] = (0.95, 1.08)

    @property
    def reading(self) -> ReadingRules:
        """How the firmware reads G-code."""
        return ReadingRules(
            arc_least_mm=0.1,
            arc_chords_s=200.0,
            arc_deviation_mm=0.005,
            arc_round_up=0.8,
            free_arcs=True,
            filament_mode="apart",
            retract_mm=self.retract_mm,
            retract_mm_s=self.retract_mm_s,
            unretract_extra_mm=self.unretract_extra_mm,
            unretract_mm_s=self.unretract_mm_s,
            dwell_s_word=True,
            planner_lines=True,
        )

    @property
    def square_corner_velocity_mm_s(self) -> float:
        """Speed at a right angle between X and Y."""
        return min(self.axis_jerk_mm_s[:2])
