"""What a program leaves to the machine that reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """How a firmware reads what G-code leaves open; the defaults are Klipper's.

    arc_resolution_mm: length of the chords that G2 and G3 are played as ([gcode_arcs] resolution). Where the others
    are set it is the most; arc_chords_s: chords a second at commanded speed, arc_deviation_mm: of a chord from its
    arc, both shorten the chords down to arc_least_mm; arc_circle_chords: the fewest for a whole circle.
    arc_round_up: added to the number of chords before it is rounded down. free_arcs: arcs may be given by their radius
    and in relative coordinates.
    filament_mode: what G90 and G91 mean for the filament. either: G91 or M83 make it relative; last: it follows the
    last of G90, G91, M82 and M83 (Marlin); apart: only M82 and M83 count (RepRapFirmware).
    retract_mm, retract_mm_s, unretract_extra_mm, unretract_mm_s: what G10 and G11 do ([firmware_retraction]).
    planner_lines: keep the lines that set the planner of another firmware than Klipper.
    home_mm: where homing leaves the head. dwell_s_word: G4 S counts seconds (Marlin, RepRapFirmware); Klipper reads
    only P.
    macros: bodies of commands that this printer has beside the usual ones, by name in capitals.
    """

    arc_resolution_mm: float = 1.0
    arc_least_mm: float = 0.0
    arc_chords_s: float = 0.0
    arc_deviation_mm: float = 0.0
    arc_circle_chords: float = 0.0
    arc_round_up: float = 0.0
    free_arcs: bool = False
    filament_mode: Literal["either", "last", "apart"] = "either"
    retract_mm: float = 0.0
    retract_mm_s: float = 20.0
    unretract_extra_mm: float = 0.0
    unretract_mm_s: float = 10.0
    planner_lines: bool = False
    home_mm: tuple[float, float, float] = (0.0, 0.0, 0.0)
    dwell_s_word: bool = False
    macros: Mapping[str, str] = field(default_factory=dict[str, str])
