"""How long a program takes, where the time goes, and what it needs."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layerworks.gcode.reading import UnknownCommand
from layerworks.slicing.role import Role
from layerworks.words import Text

_NOT_PLAIN = (
    *("interval_s", "by_role", "spent", "layer_end_s", "layer_z_mm", "coarse_chords", "program_sets", "unknown"),
    "warnings",
)

Box = tuple[tuple[float, float, float], tuple[float, float, float]]


@dataclass(frozen=True, slots=True)
class RoleTotals:
    """Sums of one role; volume of laid plastic only.

    at_speed_mm: length laid at commanded speed. peak_flow_line, peak_flow_z_mm: where the flow peaks.
    """

    role: Role
    time_s: float
    length_mm: float
    volume_mm3: float
    peak_flow_mm3_s: float
    peak_flow_line: int
    peak_flow_z_mm: float
    commanded_mm_s: float
    reached_mm_s: float
    at_speed_mm: float


@dataclass(frozen=True, slots=True)
class TimeSpent:
    """Where the time goes; the sum of all is the time of the program.

    cruise_s: what the laid lines would take at commanded speed. accel_and_corners_s: what they take beyond that.
    homing_s: with probing. tool_s: changes of tool or filament. other_s: macros, start and end.
    """

    cruise_s: float
    accel_and_corners_s: float
    travel_s: float
    retract_s: float
    z_s: float
    dwell_s: float
    heating_s: float
    homing_s: float
    tool_s: float
    other_s: float


@dataclass(frozen=True, slots=True)
class CoarseChords:
    """Corners between chords of curves that slow the head more than the curve itself would. After the first 4096
    corners of a program one of four is looked at and counts for four; the odd one where a block ends is left out.

    length_mm: of the chords; lost_s: time beyond what the curves allow. The rest are means weighted by the time lost:
    chord_mm long; got_mm_s at the corner instead of could_mm_s; chords of enough_mm would allow that.
    """

    corners: int
    first_line: int
    length_mm: float
    lost_s: float
    chord_mm: float
    got_mm_s: float
    could_mm_s: float
    enough_mm: float


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """The estimate of one program.

    time_s: all of it; interval_s: between what it will be, nine times in ten. motion_s is exact for the limits used;
    dwell_s is the program's G4; heating_s, homing_s (with probing), tool_s (with changes of filament) and other_s
    (macros, start, end) are medians of what is known of the printer. layer_end_s, layer_z_mm: (k,), on the clock of
    motion and dwell. filament_mm: drawn in, net of retractions. effective_speed_mm_s: printed length over the whole
    motion and dwell; printing_speed_mm_s: over the laying moves. share_at_commanded_speed: of the length.
    over_flow_s: time above the hot end's limit. program_sets: limits that the program sets itself, as fields of the
    limits. printed_box_mm, head_box_mm: lowest and highest corner.
    """

    time_s: float
    interval_s: tuple[float, float]
    motion_s: float
    dwell_s: float
    heating_s: float
    homing_s: float
    tool_s: float
    other_s: float
    pauses: int
    by_role: tuple[RoleTotals, ...]
    spent: TimeSpent
    layer_end_s: NDArray[np.float64]
    layer_z_mm: NDArray[np.float64]
    filament_mm: float
    volume_mm3: float
    mass_g: float
    peak_flow_mm3_s: float
    mean_flow_mm3_s: float
    over_flow_s: float
    printed_mm: float
    effective_speed_mm_s: float
    printing_speed_mm_s: float
    share_at_commanded_speed: float
    coarse_chords: CoarseChords | None
    program_sets: tuple[str, ...]
    printed_box_mm: Box | None
    head_box_mm: Box | None
    moves: int
    lines: int
    size_bytes: int
    unknown: tuple[UnknownCommand, ...]
    warnings: tuple[Text, ...]

    @property
    def layer_s(self) -> NDArray[np.float64]:
        """Motion and dwell of each layer: (k,); what comes before the first counts to it."""
        return np.diff(self.layer_end_s, prepend=0.0)

    def as_dict(self) -> dict[str, Any]:
        """Return the estimate as plain data for JSON, with stable keys."""
        plain = {name: getattr(self, name) for name in self.__slots__ if name not in _NOT_PLAIN}
        return plain | {
            "interval_s": list(self.interval_s),
            "layers": int(self.layer_end_s.size),
            "layer_s": self.layer_s.tolist(),
            "layer_end_s": self.layer_end_s.tolist(),
            "layer_z_mm": self.layer_z_mm.tolist(),
            "coarse_chords": asdict(self.coarse_chords) if self.coarse_chords else None,
            "program_sets": list(self.program_sets),
            "by_role": {
                total.role.name.lower(): {key: value for key, value in asdict(total).items() if key != "role"}
                for total in self.by_role
            },
            "where_time_goes": asdict(self.spent),
            "unknown_commands": {u.name: {"count": u.count, "first_line": u.line} for u in self.unknown},
            "warnings": [warning.as_dict() for warning in self.warnings],
        }
