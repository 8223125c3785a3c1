"""Repair: faces turned over, shells inside out."""

import numpy as np
from numpy.typing import NDArray

from layerworks.geometry.checking._edges import Edges
from layerworks.geometry.checking._shells import Shells, joined_faces
from layerworks.geometry.checking._surface import I32, Surface
from layerworks.geometry.checking._tree import BoxTree
from layerworks.geometry.checking._within import shells_around
from layerworks.geometry.checking.facets import Facets, facets_of


def consistent(surface: Surface, edges: Edges) -> tuple[Surface, int]:
    """Return the surface with the faces of each shell looking the same way, and how many were turned.

    The smaller area of a shell is turned; which way is out is decided later.
    """
    label, turned, _ = joined_faces(surface, edges)
    area = facets_of(surface.vertices_mm, surface.faces).areas_mm2
    count = int(label.max()) + 1
    smaller = np.less_equal(np.bincount(label, np.where(turned, area, -area), count), 0.0)
    turned = turned == smaller[label]
    return _turned(surface, turned), int(np.count_nonzero(turned))


def outward(surface: Surface, facets: Facets, shells: Shells, tree: BoxTree) -> tuple[Surface, I32]:
    """Return the surface with its shells' outsides out, and which shells were turned.

    A shell with a negative volume is a cavity when another shell is around it, else it is inside out; whatever is
    inside a shell that was turned is turned with it.
    """
    negative = shells.volume_mm3 < 0.0
    if not negative.any():
        return surface, np.zeros(0, dtype=np.int32)
    around = shells_around(facets, shells, tree)
    outermost = np.arange(shells.count)
    nested = np.any(around, axis=0)
    for inner in np.flatnonzero(nested):
        outer = np.flatnonzero(around[:, inner])
        free = outer[~nested[outer]]
        outermost[inner] = free[0] if len(free) else inner
    turned = negative[outermost]
    return _turned(surface, turned[shells.label]), np.flatnonzero(turned).astype(np.int32)


def _turned(surface: Surface, which: NDArray[np.bool_]) -> Surface:
    if not which.any():
        return surface
    faces = surface.faces.copy()
    faces[which] = faces[which][:, [0, 2, 1]]
    return Surface(surface.vertices_mm, faces)
