"""Walls told by how much of their width hangs over air."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.order_hanging import split_by_hang
from layerworks.slicing.layers import Layers
from layerworks.slicing.ordering.paths import Path
from layerworks.slicing.role import Role
from layerworks.slicing.strokes import Strokes

STEP_UM = 500.0  # along a wall between two places where it is looked at
REACH_UM = 500.0  # along a wall within which the worst place counts
WALLS = (Role.OUTER_WALL, Role.INNER_WALL, Role.OVERHANG_WALL)
_QUARTERS = 4


def split_at_overhangs(
    path: Path, layer: NDArray[np.int32], role: NDArray[np.uint8], layers: Layers, classes: int
) -> tuple[Path, NDArray[np.uint8]]:
    """Return the path with a point wherever a wall's class changes, and the class (n,) of the way to each point.

    layer, role: (s,). Class 0 lies on the layer below; class c of `classes` has up to c / classes of its width over
    air. The lowest layer lies on the bed. Only walls are told apart.
    """
    wall = np.isin(role, WALLS)
    step_um = np.hypot(*np.diff(path.xy_um, axis=0, prepend=path.xy_um[:1]).T.astype(np.float64))
    room = path.width_um.size + int(np.ceil(step_um / STEP_UM).sum())
    xy, width, hang = np.empty((room, 2), np.int32), np.empty(room, np.int32), np.empty(room, np.uint8)
    start = np.zeros_like(path.start)
    used = split_by_hang(
        path.xy_um, path.width_um, path.start, layer, wall,
        layers.points_um, layers.loop_start, _first_loops(layers), classes, STEP_UM, REACH_UM, xy, width, hang, start,
    )  # fmt: skip
    return Path(xy[:used], width[:used], start, path.length_um), hang[:used]


def overhanging(strokes: Strokes) -> NDArray[np.bool_]:
    """Return which strokes (s,) are walls of which some place hangs over air with more than half of its width."""
    size = np.diff(strokes.start)
    wall = np.isin(strokes.role, WALLS) & (size >= 2)
    kept = np.flatnonzero(wall)
    again = size[kept] + strokes.closed[kept]  # a closed stroke comes back to its first point
    start = np.concatenate([[0], np.cumsum(again)]).astype(np.int32)
    within = np.arange(start[-1]) - np.repeat(start[:-1], again)
    source = np.repeat(strokes.start[kept], again) + within % np.repeat(size[kept], again)
    lines = Path(strokes.points_um[source], strokes.width_um[source], start, np.zeros(kept.size))
    hangs = np.zeros(wall.size, np.bool_)
    if kept.size:
        split, hang = split_at_overhangs(lines, strokes.layer[kept], strokes.role[kept], strokes.layers, _QUARTERS)
        hangs[kept] = np.maximum.reduceat(hang, split.start[:-1]) > _QUARTERS // 2
    return hangs


def hangs_by_class(classes: int) -> NDArray[np.bool_]:
    """Return for each class (classes + 1,) whether half of the width or more hangs, taken at its middle."""
    return np.arange(classes + 1) - 0.5 >= 0.5 * classes if classes else np.zeros(1, np.bool_)


def _first_loops(layers: Layers) -> NDArray[np.int32]:
    return np.searchsorted(layers.loop_layer, np.arange(layers.z_mm.size + 1)).astype(np.int32)
