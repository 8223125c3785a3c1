"""Which shell is inside which."""

import numpy as np
from numpy.typing import NDArray

from layerworks.geometry.checking._shells import Shells
from layerworks.geometry.checking._tree import MOST_VISITS, PER_LEAF, BoxTree
from layerworks.geometry.checking.facets import F64, Facets, corners_of

_INWARD = 1e-6  # of the extent: how deep under its own skin a shell is asked where it is
_STEP = 1e-9  # of the extent: how far past a face a ray starts again, so that it does not meet it twice
_MOST_ASKED = 500
_MOST_HITS = 128
_DIRECTIONS = ((0.36, 0.48, 0.80), (-0.64, 0.60, 0.48), (0.48, -0.80, -0.36))


def nested_pairs(facets: Facets, shells: Shells, tree: BoxTree) -> NDArray[np.int64]:
    """Return (p, 2) pairs of a shell and another that it has inside.

    Only shells in the box of another are asked, those of largest volume when they are many: at one point just under
    the largest face, by the turns that a shell makes about it: faces passed outwards less those passed inwards along a
    ray. The majority of three rays decides, in directions no designer draws in.
    """
    asked = _in_a_box(*boxes(facets, shells))
    asked = np.sort(asked[np.argsort(-np.abs(shells.volume_mm3[asked]), kind="stable")][:_MOST_ASKED])
    if not len(asked):
        return np.zeros((0, 2), dtype=np.int64)
    points = _points_inside(facets, shells, tree)[asked]
    votes = np.zeros((shells.count, len(asked)), dtype=np.int8)
    for direction in _DIRECTIONS:
        votes += _turns(points, np.array(direction), facets, shells, tree) != 0
    outer, at = np.nonzero(votes >= 2)
    inner = asked[at]
    return np.stack([outer, inner], axis=1)[outer != inner]


def boxes(facets: Facets, shells: Shells) -> tuple[F64, F64]:
    """Return low and high corners (count, 3) of the box around each shell."""
    low = np.full((shells.count, 3), np.inf)
    high = np.full((shells.count, 3), -np.inf)
    for corner in facets.corners_mm:
        np.minimum.at(low, shells.label, corner)
        np.maximum.at(high, shells.label, corner)
    return low, high


def _in_a_box(low: F64, high: F64) -> NDArray[np.int64]:
    """Boxes that lie in another one."""
    order = np.lexsort((np.arange(len(low)), -high[:, 0], low[:, 0]))
    low, high = low[order], high[order]
    inside = [
        i
        for i in range(1, len(order))
        if ((low[:i] <= low[i]) & (high[:i] >= high[i])).all(axis=1).any()  # only an earlier one can be around
    ]
    return order[inside]


def _points_inside(facets: Facets, shells: Shells, tree: BoxTree) -> F64:
    """(count, 3) a point just under the largest face of each shell."""
    largest = np.zeros(shells.count, dtype=np.int64)
    order = np.lexsort((-np.arange(len(facets.areas_mm2)), facets.areas_mm2))
    largest[shells.label[order]] = order  # the last one written is the largest, the first of equals
    middle = sum(corners_of(facets.vertices_mm, facets.faces[largest])) / 3.0
    depth = _INWARD * float((tree.high[1] - tree.low[1]).max())
    return middle - depth * facets.vectors_mm2[largest] / np.maximum(facets.areas_mm2[largest], 1e-300)[:, None]


def _turns(points: F64, direction: F64, facets: Facets, shells: Shells, tree: BoxTree) -> NDArray[np.int32]:
    """(count, points) turns of each shell about each point, along rays in one direction."""
    from layerworks.kernels.mesh_rays import first_hits

    direction = direction / np.sqrt(direction @ direction)
    outwards = np.sign(np.einsum("ij,j->i", facets.vectors_mm2, direction)).astype(np.int32)
    step = _STEP * float((tree.high[1] - tree.low[1]).max())
    turns = np.zeros((shells.count, len(points)), dtype=np.int32)
    asked = np.arange(len(points))
    origins = points
    for _ in range(_MOST_HITS):
        rays = np.ascontiguousarray(np.broadcast_to(direction, origins.shape))
        row, distance, _ = first_hits(tree.low, tree.high, tree.corners, PER_LEAF, origins, rays, np.inf, MOST_VISITS)
        met = row >= 0
        if not met.any():
            return turns
        asked, face = asked[met], tree.order[row[met]]
        np.add.at(turns, (shells.label[face], asked), outwards[face])
        origins = origins[met] + (distance[met] + step)[:, None] * direction
    turns[:, asked] = 0  # a ray that does not come out of the tangle has nothing to say
    return turns
