"""How much material and time a part takes, told from its figures before it is sliced.

The same sums as a slicer's, over the whole part at once: walls along what is upright, skins over what looks up and
under what looks down, the rest filled; what each costs in straight motion, in turns (a stop and a start each, told by
how thick the part is), and by layer. The factors below were fitted to 42 sliced prints (14 shapes, 3 ways of printing,
2 machines) so that the relative error is least; the bounds hold nine of ten shapes that were left out of the fit.
`python -m bench centre` measures the error anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf

from layerworks.centre.part_figures import PartFigures
from layerworks.centre.price_request import Interval

BEFORE_S = 270.0  # heating, levelling, priming
STRAIGHT = 0.77  # skins and small walls overlap where the sums have both
FILL_TURNS = 2.7
WALL_TURNS = 0.17  # walls turn about every six millimetres
LAYER_S = 1.7  # travels, retractions
SUPPORT_DENSITY = 0.18
MASS_LOW, MASS_LIKELY, MASS_HIGH = 0.88, 1.05, 1.25
TIME_LOW, TIME_HIGH = 0.75, 1.45


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """What of a way of printing decides mass and time; as the slicing settings of the same names."""

    layer_height_mm: float
    line_width_mm: float
    wall_count: int
    top_layers: int
    bottom_layers: int
    infill_density: float
    wall_speed_mm_s: float
    fill_speed_mm_s: float
    sparse_speed_mm_s: float
    accel_mm_s2: float
    max_flow_mm3_s: float
    min_layer_time_s: float
    supports: bool
    density_g_cm3: float


@dataclass(frozen=True, slots=True)
class Guess:
    """Mass and time of one piece, each within bounds."""

    mass_g: Interval
    time_s: Interval


def guess(parts: Sequence[PartFigures], process: Process) -> Guess:
    """Return what one piece of some shapes, printed together, takes. Microseconds."""
    plastic_mm3 = moving_s = height_mm = 0.0
    for part in parts:
        volumes = _volumes_mm3(part, process)
        plastic_mm3 += sum(volumes)
        moving_s += _moving_s(part, volumes, process)
        height_mm = max(height_mm, part.height_mm)
    layers = height_mm / process.layer_height_mm
    layers_s = max(moving_s + LAYER_S * layers, process.min_layer_time_s * layers)
    mass_g = plastic_mm3 * process.density_g_cm3 / 1000.0
    time_s = BEFORE_S + layers_s
    return Guess(
        Interval(MASS_LOW * mass_g, MASS_LIKELY * mass_g, MASS_HIGH * mass_g),
        Interval(TIME_LOW * time_s, time_s, TIME_HIGH * time_s),
    )


def _volumes_mm3(part: PartFigures, process: Process) -> tuple[float, float, float, float]:
    """Return the plastic of walls, skins, sparse fill and supports."""
    whole = part.volume_mm3
    if whole <= 0.0:
        return 0.0, 0.0, 0.0, 0.0
    walls = _share_of(whole, part.upright_mm2 * process.wall_count * process.line_width_mm)
    inside = whole - walls
    faces_mm3 = (part.up_mm2 * process.top_layers + part.down_mm2 * process.bottom_layers) * process.layer_height_mm
    skins = _share_of(inside, faces_mm3 * inside / whole)
    supports = SUPPORT_DENSITY * part.hanging_mm3 if process.supports else 0.0
    return walls, skins, (inside - skins) * process.infill_density, supports


def _share_of(whole: float, wanted: float) -> float:
    """Return what a layer along its surface takes of a whole: all that is wanted of a thick one, less of a thin."""
    return whole * (1.0 - exp(-wanted / whole)) if whole > 0.0 else 0.0


def _moving_s(part: PartFigures, volumes: tuple[float, float, float, float], process: Process) -> float:
    walls, skins, sparse, supports = volumes
    bead_mm2 = process.layer_height_mm * process.line_width_mm
    cap_mm_s = process.max_flow_mm3_s / bead_mm2 if process.max_flow_mm3_s > 0.0 else inf
    wall_mm_s = min(process.wall_speed_mm_s, cap_mm_s)
    fill_mm_s, sparse_mm_s = min(process.fill_speed_mm_s, cap_mm_s), min(process.sparse_speed_mm_s, cap_mm_s)
    wall_mm, fill_mm, sparse_mm = walls / bead_mm2, (skins + supports) / bead_mm2, sparse / bead_mm2
    thick_mm = max(4.0 * part.volume_mm3 / part.upright_mm2, process.line_width_mm) if part.upright_mm2 > 0.0 else inf
    straight_s = wall_mm / wall_mm_s + fill_mm / fill_mm_s + sparse_mm / sparse_mm_s
    fill_turns_s = (fill_mm * fill_mm_s + sparse_mm * sparse_mm_s) / thick_mm / process.accel_mm_s2
    wall_turns_s = wall_mm * wall_mm_s / process.accel_mm_s2
    return STRAIGHT * straight_s + FILL_TURNS * fill_turns_s + WALL_TURNS * wall_turns_s
