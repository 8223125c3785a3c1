"""What a firmware lets its machine do."""

import math
from dataclasses import dataclass
from typing import Literal

from layerworks.gcode.reading.rules import ReadingRules

Kinematics = Literal[
    "cartesian",
    "corexy",
    "corexz",
    "hybrid_corexy",
    "hybrid_corexz",
    "generic_cartesian",
    "delta",
    "deltesian",
    "polar",
    "rotary_delta",
    "winch",
    "none",
]


@dataclass(frozen=True, slots=True)
class KlipperLimits:
    """Limits as Klipper's [printer], [extruder] and [gcode_arcs] name them (docs/Config_Reference.md).

    max_extrude_only_velocity_mm_s and max_extrude_only_accel_mm_s2: None takes Klipper's default, which follows
    from nozzle, filament, max_velocity and max_accel (klippy/kinematics/extruder.py).
    retract_mm, retract_mm_s, unretract_extra_mm, unretract_mm_s: what G10 and G11 do ([firmware_retraction]).
    slow_mm, very_slow_mm: how far from the middle (deltesian: of X) a delta gets only half, then a quarter, of
    max_velocity and max_accel; they follow from its arms, None where nothing is slowed. max_angular_velocity_rad_s:
    of a polar machine's bed, 0 for none.
    time_doubt: factors between which the motion takes what is planned; not 1 where the firmware is another one.
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
    max_extrude_cross_section_mm2: float | None = None
    retract_mm: float = 0.0
    retract_mm_s: float = 20.0
    unretract_extra_mm: float = 0.0
    unretract_mm_s: float = 10.0
    slow_mm: float | None = None
    very_slow_mm: float | None = None
    max_angular_velocity_rad_s: float = 0.0
    time_doubt: tuple[float, float] = (1.0, 1.0)

    @classmethod
    def from_printer_cfg(cls, text: str) -> "KlipperLimits":
        """Return the limits that a printer.cfg sets. Raises Rejected when it does not say (motion.printer_cfg)."""
        from layerworks.motion.printer_cfg import limits_from_printer_cfg

        return limits_from_printer_cfg(text)

    @property
    def reading(self) -> ReadingRules:
        """How the firmware reads G-code."""
        return ReadingRules(
            arc_resolution_mm=self.arc_resolution_mm,
            retract_mm=self.retract_mm,
            retract_mm_s=self.retract_mm_s,
            unretract_extra_mm=self.unretract_extra_mm,
            unretract_mm_s=self.unretract_mm_s,
        )

    @property
    def refused_area_mm2(self) -> float:
        """Cross section above which a move is an error."""
        return self.max_extrude_cross_section_mm2 or 4.0 * self.nozzle_mm**2

    @property
    def filament_mm2(self) -> float:
        """Cross section of the filament."""
        return math.pi * (0.5 * self.filament_mm) ** 2

    @property
    def extrude_only_velocity_mm_s(self) -> float:
        """Limit of retractions and other moves of filament alone."""
        if self.max_extrude_only_velocity_mm_s is not None:
            return self.max_extrude_only_velocity_mm_s
        return self.max_velocity_mm_s * self._default_ratio

    @property
    def extrude_only_accel_mm_s2(self) -> float:
        """Limit of retractions and other moves of filament alone."""
        if self.max_extrude_only_accel_mm_s2 is not None:
            return self.max_extrude_only_accel_mm_s2
        return self.max_accel_mm_s2 * self._default_ratio

    @property
    def _default_ratio(self) -> float:
        return 4.0 * self.nozzle_mm**2 / self.filament_mm2
