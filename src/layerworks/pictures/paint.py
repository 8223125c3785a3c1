"""What the colour of a bead says: its role, or a figure on a scale."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from layerworks.pictures.colour import ramp
from layerworks.pictures.palette import role_albedo
from layerworks.slicing.toolpath import Toolpath

F32 = NDArray[np.float32]
By = Literal["role", "width", "speed", "flow"]

_RAMP_STEPS = 256
_ALIKE = 1e-3  # of a figure; less is rounding


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """A figure of every move.

    values: (m,), as many as the toolpath has moves; those that lay nothing are not shown. low, high: ends of the
    colours; figures beyond them take the end's. unit: written beside the colour bar, in ASCII, for the font's sake.
    """

    values: NDArray[np.floating]
    low: float
    high: float
    unit: str


def scale_by(toolpath: Toolpath, by: By) -> Scale | None:
    """Return the scale that colours every move by a figure, None where colours say what a move is for."""
    match by:
        case "role":
            return None
        case "width":
            return width_scale(toolpath)
        case "speed":
            return speed_scale(toolpath)
        case "flow":
            return flow_scale(toolpath)


def speed_scale(toolpath: Toolpath) -> Scale:
    """Return the commanded speed of every move."""
    return scale_over(toolpath, toolpath.speed_mm_s, "mm/s")


def width_scale(toolpath: Toolpath) -> Scale:
    """Return the bead pitch of every move."""
    return scale_over(toolpath, toolpath.width_mm, "mm")


def flow_scale(toolpath: Toolpath) -> Scale:
    """Return the plastic laid per second of every move at its commanded speed."""
    step = np.diff(toolpath.points_mm, axis=0, prepend=toolpath.points_mm[:1])
    length_mm = np.sqrt(step[:, 0] ** 2 + step[:, 1] ** 2 + step[:, 2] ** 2)
    per_mm = np.divide(toolpath.volume_mm3, length_mm, out=np.zeros_like(length_mm), where=length_mm > 0.0)
    return scale_over(toolpath, per_mm * toolpath.speed_mm_s, "mm3/s")


def scale_over(toolpath: Toolpath, values: NDArray[np.floating], unit: str) -> Scale:
    """Return a scale over what the toolpath's beads span, but for the odd one in a hundred at each end; from zero where
    they are all alike.

    values: (m,), for example speeds that a firmware really reaches, from its motion profile.
    """
    shown = np.sort(values[laying(toolpath)])
    if len(shown) == 0:
        return Scale(values, 0.0, 1.0, unit)
    low, high = float(shown[len(shown) // 100]), float(shown[-1 - len(shown) // 100])
    if high - low <= _ALIKE * high:
        low = 0.0
    return Scale(values, low, high if high > low else low + 1.0, unit)


def laying(toolpath: Toolpath) -> NDArray[np.bool_]:
    """Return (m,) whether each move lays a bead. The first never does: nothing says where it begins."""
    lays = (toolpath.volume_mm3 > 0.0) & (toolpath.width_mm > 0.0) & (toolpath.height_mm > 0.0)
    lays[:1] = False
    return lays


def albedo_of(toolpath: Toolpath, moves: NDArray[np.integer], scale: Scale | None) -> F32:
    """Return (n, 3) f32 linear colour of moves: by scale, or by role when there is none."""
    if scale is None:
        return role_albedo()[toolpath.role[moves]]
    share = (scale.values[moves] - scale.low) / (scale.high - scale.low)
    steps = np.clip(np.nan_to_num(share) * _RAMP_STEPS, 0, _RAMP_STEPS - 1).astype(np.int64)
    return ramp(_RAMP_STEPS).astype(np.float32)[steps]
