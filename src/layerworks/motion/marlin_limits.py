"""What Marlin lets its machine do."""

import math
from dataclasses import dataclass
from typing import Literal

from layerworks.gcode.reading.rules import ReadingRules
from layerworks.motion._axis_limits import AxisLimits, ByAxis


@dataclass(frozen=True, slots=True)
class MarlinLimits(AxisLimits):
    """Limits as Marlin's settings name them (marlinfw.org/docs/gcode), as M503 reports them.

    axis_velocity_mm_s: M203. axis_accel_mm_s2: M201. axis_jerk_mm_s: M205 X Y Z E, junction_deviation_mm: M205 J; which
    of both rules the firmware was built with is `junction`. print_accel_mm_s2, retract_accel_mm_s2,
    travel_accel_mm_s2: M204 P, R and T. least_speed_mm_s, least_travel_speed_mm_s, least_segment_s: M205 S, T and B.
    linear_advance_s: M900 K. smooth_advance: linear advance that does not hold acceleration back (SMOOTH_LIN_ADVANCE,
    or pressure advance as in Prusa's firmware for 32 bits).
    steps_per_mm: M92. least_steps: shorter moves are joined to the next one (MIN_STEPS_PER_SEGMENT).
    generation: of the planner. 2.0 up to 2.0.9 (and its forks), 2.1 up to 2.1.2, 2.1.3 from then on. The last two
    differ in jerk, in the least speeds and in rounding. In the first, limits of acceleration overflow 32 bits: a fast
    CoreXY accelerates long diagonals √2 times as hard as it should.
    kinematics: corexy counts velocity and acceleration by motor.
    buffer_blocks: BLOCK_BUFFER_SIZE. arc_resolution_mm and arc_circle_chords: MM_PER_ARC_SEGMENT (later
    MAX_ARC_SEGMENT_MM) and MIN_ARC_SEGMENTS (MIN_CIRCLE_SEGMENTS, 72 in newer firmware); arc_least_mm, arc_chords_s:
    MIN_ARC_SEGMENT_MM and ARC_SEGMENTS_PER_SEC, where they are set; arc_deviation_mm and arc_round_up: as Prusa's
    firmware has them (gcode.reading.ReadingRules).
    serial_bytes_s: rate of the line that a host sends the program over (a tenth of its baud rate), 0 for a program on
    the machine itself, whose buffer stays full. serial_line_s: what each line takes beside its bytes.
    retract_mm, retract_mm_s, unretract_extra_mm, unretract_mm_s: M207 S F and M208 S F.
    time_doubt: factors between which the motion takes what is planned. The planner is met to 0.1 %, the clock of its
    machine is not known; for a firmware that is only like Marlin they are further apart.
    """

    axis_velocity_mm_s: ByAxis = (300.0, 300.0, 5.0, 25.0)
    axis_accel_mm_s2: ByAxis = (3000.0, 3000.0, 100.0, 10000.0)
    print_accel_mm_s2: float = 3000.0
    retract_accel_mm_s2: float = 3000.0
    travel_accel_mm_s2: float = 3000.0
    junction: Literal["jerk", "deviation"] = "jerk"
    axis_jerk_mm_s: ByAxis = (10.0, 10.0, 0.3, 5.0)
    junction_deviation_mm: float = 0.013
    least_speed_mm_s: float = 0.0
    least_travel_speed_mm_s: float = 0.0
    least_segment_s: float = 0.02
    linear_advance_s: float = 0.0
    smooth_advance: bool = False
    steps_per_mm: ByAxis = (80.0, 80.0, 400.0, 500.0)
    least_steps: int = 6
    generation: Literal["2.0", "2.1", "2.1.3"] = "2.0"
    kinematics: Literal["cartesian", "corexy"] = "cartesian"
    buffer_blocks: int = 16
    arc_resolution_mm: float = 1.0
    arc_circle_chords: int = 24
    arc_least_mm: float = 0.0
    arc_chords_s: float = 0.0
    arc_deviation_mm: float = 0.0
    arc_round_up: float = 0.0
    serial_bytes_s: float = 0.0
    serial_line_s: float = 0.001
    retract_mm: float = 0.0
    retract_mm_s: float = 45.0
    unretract_extra_mm: float = 0.0
    unretract_mm_s: float = 8.0
    time_doubt: tuple[float, float] = (0.998, 1.005)

    @property
    def reading(self) -> ReadingRules:
        """How the firmware reads G-code."""
        return ReadingRules(
            arc_resolution_mm=self.arc_resolution_mm,
            arc_least_mm=self.arc_least_mm,
            arc_chords_s=self.arc_chords_s,
            arc_deviation_mm=self.arc_deviation_mm,
            arc_circle_chords=self.arc_circle_chords,
            arc_round_up=self.arc_round_up,
            free_arcs=True,
            filament_mode="last",
            planner_lines=True,
            retract_mm=self.retract_mm,
            retract_mm_s=self.retract_mm_s,
            unretract_extra_mm=self.unretract_extra_mm,
            unretract_mm_s=self.unretract_mm_s,
            dwell_s_word=True,
        )

    @property
    def square_corner_velocity_mm_s(self) -> float:
        """Speed at a right angle between X and Y."""
        if self.junction == "deviation":
            return math.sqrt(self.junction_deviation_mm * self.max_accel_mm_s2 / (math.sqrt(2.0) - 1.0))
        return min(self.axis_jerk_mm_s[:2])
