"""Toolpath → beads as they lie."""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.pictures.drawing import Beads, Triangles
from layerworks.pictures.paint import laying
from layerworks.slicing.role import Role
from layerworks.slicing.toolpath import Toolpath

F64 = NDArray[np.float64]

_INSIDE = (Role.INNER_WALL, Role.GAP_FILL, Role.SOLID_FILL, Role.SPARSE_FILL)
_CUT_SHORT = 0.012  # of the whole path's extent


def beads_of(toolpath: Toolpath, first: int = 0, last: int | None = None) -> Beads:
    """Return the beads of moves first … last − 1 (all when not given), topmost first.

    Seen from above a bead is a stadium, wider than its pitch by height × (1 − π/4); it hangs below the nozzle.
    """
    moves = np.flatnonzero(laying(toolpath)[first:last]) + first
    moves = moves[::-1]  # what is nearer to an eye above the bed hides the rest before it is drawn
    height = toolpath.height_mm[moves].astype(np.float64)
    drop = np.zeros((len(moves), 3))
    drop[:, 2] = 0.5 * height
    return Beads(
        toolpath.points_mm[moves - 1] - drop,
        toolpath.points_mm[moves] - drop,
        0.5 * (toolpath.width_mm[moves].astype(np.float64) + height * (1.0 - math.pi / 4.0)),
        0.5 * height,
        moves.astype(np.int32),
    )


def casters_of(beads: Beads, role: NDArray[np.uint8]) -> Triangles:
    """Return level triangles along the middle of the beads that close a part off: what throws its shadow.

    beads: in the order of `beads_of`. role: (n,) u8 of each bead. Bends of a path much smaller than the whole are cut
    short, and the inside is left out: a shadow shows neither.
    """
    along = beads.end_mm - beads.start_mm
    length = np.sqrt(along[:, 0] ** 2 + along[:, 1] ** 2 + along[:, 2] ** 2)
    extent = np.ptp(ends_mm(beads), axis=0)
    stretch = np.floor(np.cumsum(length) / (_CUT_SHORT * math.hypot(extent[0], extent[1]) + 1e-6))
    begins = np.ones(len(length), np.bool_)  # beads run backwards: one follows the other when its move comes before
    begins[1:] = (np.diff(beads.move) != -1) | (np.diff(role.astype(np.int16)) != 0) | (np.diff(stretch) != 0.0)
    first = np.flatnonzero(begins)
    last = np.append(first[1:] - 1, len(length) - 1)[: len(first)]
    outside = ~np.isin(role[first], _INSIDE)
    if outside.any():
        first, last = first[outside], last[outside]
    return _ribbons(beads.start_mm[last], beads.end_mm[first], beads.half_width_mm[first])


def _ribbons(start_mm: F64, end_mm: F64, half_width_mm: F64) -> Triangles:
    """Return two level triangles along each of some lines. start_mm, end_mm: (n, 3). half_width_mm: (n,)."""
    x, y = end_mm[:, 0] - start_mm[:, 0], end_mm[:, 1] - start_mm[:, 1]
    aside = half_width_mm / np.maximum(np.sqrt(x * x + y * y), 1e-9)
    side = np.stack([-y * aside, x * aside, np.zeros_like(x)], axis=1)
    corners = np.stack([start_mm - side, end_mm - side, end_mm + side, start_mm + side], axis=1)
    first = 4 * np.arange(len(corners), dtype=np.int32)[:, None]
    faces = np.concatenate([first + np.array([[0, 1, 2]]), first + np.array([[0, 2, 3]])]).astype(np.int32)
    return Triangles(corners.reshape(-1, 3), faces)


def ends_mm(beads: Beads) -> F64:
    """Return (n, 3) ends of all beads; two corners of a box of 1 mm when there are none."""
    if len(beads.move) == 0:
        return np.array([[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]])
    return np.concatenate([beads.start_mm, beads.end_mm])
