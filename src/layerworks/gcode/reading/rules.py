"""What a program leaves to the machine that reads it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """How a firmware reads what G-code leaves open; the defaults are Klipper's.

    arc_resolution_mm: length of the chords that G2 and G3 are played as ([gcode_arcs] resolution).
    retract_mm, retract_mm_s, unretract_extra_mm, unretract_mm_s: what G10 and G11 do ([firmware_retraction]).
    home_mm: where homing leaves the head. dwell_s_word: G4 S counts seconds (Marlin, RepRapFirmware); Klipper reads
    only P.
    """

    arc_resolution_mm: float = 1.0
    retract_mm: float = 0.0
    retract_mm_s: float = 20.0
    unretract_extra_mm: float = 0.0
    unretract_mm_s: float = 10.0
    home_mm: tuple[float, float, float] = (0.0, 0.0, 0.0)
    dwell_s_word: bool = False
