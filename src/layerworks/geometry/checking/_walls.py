"""Thin walls, felt by short rays from the surface inwards."""

from dataclasses import dataclass

import numpy as np

from layerworks.distinct import distinct
from layerworks.geometry.checking._tree import MOST_VISITS, PER_LEAF, BoxTree
from layerworks.geometry.checking.facets import I32, Facets, corners_of

_START = 1e-6  # of the extent: how deep under the surface a ray begins
_OPPOSITE = 0.866  # cosine between ray and far normal, 30°: a blunter wedge is an edge, not a wall
_FEWEST = 3  # hits that make a wall; fewer are chance
_DECIDE = 0.05  # share of the thin hits that lie below the thickness told: the very least is always a wedge's tip
_GOLDEN = (0.7548776662466927, 0.5698402909980532)  # Roberts' R2 sequence, even in the unit square


@dataclass(frozen=True, slots=True, eq=False)
class ThinWalls:
    """thickness_mm: how thin they get. share: of the surface. faces: (k,) i32 that were felt to be thin."""

    thickness_mm: float
    share: float
    faces: I32


def thin_walls(facets: Facets, tree: BoxTree, limit_mm: float, samples: int) -> ThinWalls | None:
    """Return the walls thinner than the limit, or None.

    Rays start at points spread over the surface by area, each in a stratum of its own; in a tangle where every ray is
    slow, fewer are cast.
    """
    from layerworks.kernels.mesh_rays import first_hits

    vectors, area = facets.vectors_mm2, facets.areas_mm2
    reached = np.cumsum(area)
    steps = np.arange(samples)
    face = np.searchsorted(reached, (steps + 0.5) / samples * reached[-1])
    face = np.minimum(face, len(area) - 1)
    inwards = -vectors[face] / np.maximum(area[face], 1e-300)[:, None]
    root = np.sqrt((steps * _GOLDEN[0]) % 1.0)[:, None]
    along = ((steps * _GOLDEN[1]) % 1.0)[:, None]
    a, b, c = corners_of(facets.vertices_mm, facets.faces[face])
    points = (1.0 - root) * a + root * (1.0 - along) * b + root * along * c
    start = _START * float((tree.high[1] - tree.low[1]).max())
    points += start * inwards
    row, distance, cast = first_hits(
        tree.low, tree.high, tree.corners, PER_LEAF, points, inwards, limit_mm, MOST_VISITS
    )
    felt = np.flatnonzero(row >= 0)
    far = tree.order[row[felt]]
    facing = (vectors[far] * inwards[felt]).sum(axis=1) > _OPPOSITE * area[far]
    felt = felt[facing]
    if len(felt) < _FEWEST:
        return None
    thickness = np.sort(distance[felt] + start)[int(_DECIDE * len(felt))]
    faces = distinct(np.concatenate([face[felt], far[facing]])).astype(np.int32)
    return ThinWalls(float(thickness), len(felt) / cast, faces)
