"""What wider lines, thicker layers or a larger nozzle would do, bounded from the lines that are there.

Every line keeps its strokes and is planned at the speed that the hot end allows for its larger bead. Then strokes are
left out in proportion. Sure is how many layers there are, and how many strokes fill an area. Two things depend on the
slicer's settings: walls may keep their number (and get thicker) or their thickness (and get fewer), and with them the
travels between; skins may keep their number of layers or their thickness, and grow a little where the part slopes. That
is the interval; slicing again tells (`layerworks motion sweep --model`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from layerworks.gcode.reading import Moves, Step
from layerworks.motion.planning import Limits, plan
from layerworks.motion.profile import MotionProfile
from layerworks.slicing.role import Role

NOZZLES_MM = (0.4, 0.6, 0.8, 1.0, 1.2)
_SLOPES = 1.05  # more skin under thicker layers
_WIDER = 1.25
_THICKER = 1.5
_SKINS = (Role.SOLID_FILL, Role.TOP_SKIN, Role.BOTTOM_SKIN, Role.BRIDGE, Role.IRONING, Role.SUPPORT_INTERFACE)
_FILLING = (Role.SPARSE_FILL, Role.SUPPORT, Role.RAFT, Role.PRIME)
_ONCE = (Role.SKIRT, Role.BRIM, Role.CUSTOM)  # laid in the first layers only


@dataclass(frozen=True, slots=True)
class BeadLever:
    """name, value, unit: as of a lever. between_s: motion and dwells, from and to. printed_mm: length of the lines."""

    name: str
    value: float
    unit: str
    between_s: tuple[float, float]
    printed_mm: float
    peak_flow_mm3_s: float


def bead_levers(profile: MotionProfile, limits: Limits, max_flow_mm3_s: float | None) -> Iterator[BeadLever]:
    """Yield a nozzle of each larger size up to 1.2 mm, lines wider by a quarter, layers thicker by half."""
    if not (profile.moves.e_mm > 0.0).any():
        return
    wide = _stretched("line_width", _WIDER, "×", _WIDER, 1.0, profile, limits, max_flow_mm3_s)
    thick = _stretched("layer_height", _THICKER, "×", 1.0, _THICKER, profile, limits, max_flow_mm3_s)
    yield from (wide, thick)
    for nozzle_mm in NOZZLES_MM:
        ratio = nozzle_mm / limits.nozzle_mm
        if ratio > 1.05:
            yield _stretched("nozzle", nozzle_mm, "mm", ratio, ratio, profile, limits, max_flow_mm3_s)


def _stretched(
    name: str,
    value: float,
    unit: str,
    width: float,
    height: float,
    profile: MotionProfile,
    limits: Limits,
    max_flow_mm3_s: float | None,
) -> BeadLever:
    moves, larger = profile.moves, width * height
    planned = plan(_no_faster_than(profile, limits, larger, max_flow_mm3_s), limits)
    seconds = np.diff(planned.t_s)
    role = np.minimum(moves.role, max(Role)).astype(np.int64)
    laid = (moves.step == Step.MOVE) & (moves.e_mm > 0.0)
    by_role = np.bincount(role[laid], weights=seconds[laid], minlength=max(Role) + 1)
    length = np.bincount(role[laid], weights=profile.length_mm[laid], minlength=max(Role) + 1)
    skins_s, filled_s, once_s = (float(by_role[list(roles)].sum()) for roles in (_SKINS, _FILLING, _ONCE))
    walls_s = float(by_role.sum()) - skins_s - filled_s - once_s
    rest_s = float(seconds.sum()) - float(by_role.sum())
    flow = planned.v_cruise_mm_s[laid] * moves.e_mm[laid] / np.maximum(profile.length_mm[laid], 0.05)
    return BeadLever(
        name=name,
        value=value,
        unit=unit,
        between_s=(
            once_s / width + (skins_s + filled_s + walls_s + rest_s) / larger,
            (once_s / width + skins_s / width + filled_s / larger + (walls_s + rest_s) / height) * _SLOPES,
        ),
        printed_mm=float(length.sum()) / larger,
        peak_flow_mm3_s=float(flow.max(initial=0.0)) * limits.filament_mm2 * larger,
    )


def _no_faster_than(profile: MotionProfile, limits: Limits, larger: float, max_flow_mm3_s: float | None) -> Moves:
    """Return moves no faster than the hot end melts for beads so much larger."""
    moves = profile.moves
    if max_flow_mm3_s is None:
        return moves
    laid = (moves.step == Step.MOVE) & (moves.e_mm > 0.0)
    area = moves.e_mm[laid] * limits.filament_mm2 * larger / np.maximum(profile.length_mm[laid], 0.05)
    speed = moves.speed_mm_s.copy()
    speed[laid] = np.minimum(speed[laid], max_flow_mm3_s / area)
    return replace(moves, speed_mm_s=speed)
