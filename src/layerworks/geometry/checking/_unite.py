"""Repair: bodies that overlap, made one."""

import numpy as np

from layerworks.distinct import distinct
from layerworks.geometry.checking._crossings import Crossings
from layerworks.geometry.checking._shells import Shells
from layerworks.geometry.checking._surface import Surface, only_used
from layerworks.geometry.checking._tree import BoxTree
from layerworks.geometry.checking._within import boxes, nested_pairs
from layerworks.geometry.checking.facets import Facets

_MOST_BODIES = 5_000
_TOUCH = 1e-6  # share of the volume below which an overlap is only a touch


def united(surface: Surface, facets: Facets, shells: Shells, tree: BoxTree, crossings: Crossings) -> Surface | None:
    """Return the union of a surface's bodies, or None when they do not overlap or are no solids.

    A body is a shell with a positive volume and the cavities in it. The union must be no larger than the sum of the
    bodies nor smaller than the largest.
    """
    from manifold3d import Error, Manifold, Mesh64, OpType

    if shells.count > _MOST_BODIES or not shells.closed.all() or not _boxes_meet(facets, shells):
        return None
    solid = shells.volume_mm3 > 0.0
    outer, inner = nested_pairs(facets, shells, tree).T
    body_of = np.arange(shells.count, dtype=np.int32)
    for cavity in np.flatnonzero(~solid):
        around = outer[(inner == cavity) & solid[outer]]
        if not len(around):
            return None
        body_of[cavity] = around[shells.volume_mm3[around].argmin()]
    if not (solid[outer] & solid[inner]).any() and not crossings.between(body_of[shells.label]).any():
        return None
    bodies: list[Manifold] = []
    for body in distinct(body_of):
        part = only_used(Surface(surface.vertices_mm, surface.faces[body_of[shells.label] == body]))
        manifold = Manifold(Mesh64(part.vertices_mm, part.faces.astype(np.uint64)))
        if manifold.status() != Error.NoError or manifold.is_empty():
            return None
        bodies.append(manifold)
    whole = Manifold.batch_boolean(bodies, OpType.Add)
    volumes = [b.volume() for b in bodies]
    sane = max(volumes) * (1.0 - _TOUCH) <= whole.volume() <= sum(volumes) * (1.0 - _TOUCH)
    if whole.status() != Error.NoError or not sane:
        return None
    mesh = whole.to_mesh64()
    vertices = np.ascontiguousarray(mesh.vert_properties[:, :3], dtype=np.float64)
    return Surface(vertices, np.ascontiguousarray(mesh.tri_verts, dtype=np.int32))


def _boxes_meet(facets: Facets, shells: Shells) -> bool:
    """Whether the boxes around any two shells have a point in common."""
    low, high = boxes(facets, shells)
    order = np.argsort(low[:, 0], kind="stable")
    low, high = low[order], high[order]
    for i in range(shells.count - 1):
        end = np.searchsorted(low[:, 0], high[i, 0], side="right")
        if ((low[i + 1 : end] <= high[i]) & (high[i + 1 : end] >= low[i])).all(axis=1).any():
            return True
    return False
