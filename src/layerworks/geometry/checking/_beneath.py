"""Overhangs that the shape itself lies under: felt by rays from them straight down."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.distinct import distinct
from layerworks.geometry.checking._tree import MOST_VISITS, PER_LEAF, BoxTree
from layerworks.geometry.checking.facets import I32, Facets, corners_of

_SAMPLES = 600
_FEWEST = 3  # hits that make a place; fewer are chance
_START = 1e-6  # of the extent: how far below the face a ray begins
_GOLDEN = (0.7548776662466927, 0.5698402909980532)  # Roberts' R2 sequence, even in the unit square


@dataclass(frozen=True, slots=True, eq=False)
class OverTheShape:
    """area_mm2: of overhangs with the shape below them. low_mm, high_mm: their heights over the plate. faces: (k,) i32
    that were felt to be so.
    """

    area_mm2: float
    low_mm: float
    high_mm: float
    faces: I32


def over_the_shape(facets: Facets, tree: BoxTree, overhanging: NDArray[np.bool_]) -> OverTheShape | None:
    """Return the overhangs (n,) from which the plate cannot be seen straight below, or None.

    Rays start at points spread over the overhangs by area.
    """
    from layerworks.kernels.mesh_rays import first_hits

    over = np.flatnonzero(overhanging)
    reached = np.cumsum(facets.areas_mm2[over])
    steps = np.arange(_SAMPLES)
    face = over[np.minimum(np.searchsorted(reached, (steps + 0.5) / _SAMPLES * reached[-1]), len(over) - 1)]
    root = np.sqrt((steps * _GOLDEN[0]) % 1.0)[:, None]
    along = ((steps * _GOLDEN[1]) % 1.0)[:, None]
    a, b, c = corners_of(facets.vertices_mm, facets.faces[face])
    points = (1.0 - root) * a + root * (1.0 - along) * b + root * along * c
    low, extent = tree.low[1], tree.high[1] - tree.low[1]
    points[:, 2] -= _START * float(extent.max())
    down = np.tile([0.0, 0.0, -1.0], (_SAMPLES, 1))
    row, _, cast = first_hits(
        tree.low, tree.high, tree.corners, PER_LEAF, points, down, float(extent[2]) + 1.0, MOST_VISITS
    )
    felt = np.flatnonzero(row >= 0)
    if len(felt) < _FEWEST:
        return None
    height_mm = points[felt, 2] - low[2]
    area_mm2 = float(reached[-1]) * len(felt) / cast
    return OverTheShape(area_mm2, float(height_mm.min()), float(height_mm.max()), distinct(face[felt]).astype(np.int32))
