"""Which shell is inside which."""

import numpy as np
from numpy.typing import NDArray

from layerworks.geometry.checking._shells import Shells
from layerworks.geometry.checking._tree import PER_LEAF, BoxTree
from layerworks.geometry.checking.facets import F64, Facets

_INWARD = 1e-6  # of the extent: how deep under its own skin a shell is asked where it is
_STEP = 1e-9  # of the extent: how far past a face a ray starts again, so that it does not meet it twice
_MOST_HITS = 256
_DIRECTIONS = ((0.36, 0.48, 0.80), (-0.64, 0.60, 0.48), (0.48, -0.80, -0.36))


def shells_around(facets: Facets, shells: Shells, tree: BoxTree) -> NDArray[np.bool_]:
    """Return (count, count) bool: [a, b] when shell b has shell a around it.

    Asked at one point just under the largest face of b, by the turns that a makes about it: faces of a passed outwards
    less those passed inwards along a ray; the majority of three rays in directions no designer draws in.
    """
    vectors, area = facets.vectors_mm2, facets.areas_mm2
    largest = np.zeros(shells.count, dtype=np.int64)
    order = np.lexsort((-np.arange(len(area)), area))
    largest[shells.label[order]] = order  # the last one written is the largest, the first of equals
    depth = _INWARD * float((tree.high[1] - tree.low[1]).max())
    middle = sum(corner[largest] for corner in facets.corners_mm) / 3.0
    points = middle - depth * vectors[largest] / np.maximum(area[largest], 1e-300)[:, None]
    votes = np.zeros((shells.count, shells.count), dtype=np.int32)
    for direction in _DIRECTIONS:
        votes += _turns(points, np.array(direction), vectors, shells, tree) != 0
    around = votes >= 2
    np.fill_diagonal(around, False)
    return around


def _turns(points: F64, direction: F64, vectors: F64, shells: Shells, tree: BoxTree) -> NDArray[np.int32]:
    """(count, points) turns of each shell about each point, along rays in one direction."""
    from layerworks.kernels.mesh_rays import first_hits

    direction = direction / np.sqrt(direction @ direction)
    outwards = np.sign(vectors @ direction).astype(np.int32)
    step = _STEP * float((tree.high[1] - tree.low[1]).max())
    turns = np.zeros((shells.count, len(points)), dtype=np.int32)
    asked = np.arange(len(points))
    origins = points
    for _ in range(_MOST_HITS):
        rays = np.ascontiguousarray(np.broadcast_to(direction, origins.shape))
        row, distance = first_hits(tree.low, tree.high, tree.corners, PER_LEAF, origins, rays, np.inf)
        met = row >= 0
        if not met.any():
            break
        asked, row = asked[met], row[met]
        face = tree.order[row]
        np.add.at(turns, (shells.label[face], asked), outwards[face])
        origins = origins[met] + (distance[met] + step)[:, None] * direction
    return turns
