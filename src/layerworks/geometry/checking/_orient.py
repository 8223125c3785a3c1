"""Repair: faces turned over, shells inside out."""

import numpy as np
from numpy.typing import NDArray

from layerworks.geometry.checking._edges import Edges
from layerworks.geometry.checking._shells import Shells, joined_faces
from layerworks.geometry.checking._surface import Surface
from layerworks.geometry.checking._tree import BoxTree
from layerworks.geometry.checking._within import nested_pairs
from layerworks.geometry.checking.facets import Facets, facets_of

_NOTHING_MM = 1e-4  # volume per surface: with less, no side can be told from the other


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


def outward(surface: Surface, facets: Facets, shells: Shells, tree: BoxTree) -> tuple[Surface, NDArray[np.int64]]:
    """Return the surface with its shells' outsides out, and which shells were turned.

    A shell with a negative volume is a cavity when another shell is around it, else it is inside out; whatever is
    inside a shell that was turned is turned with it.
    """
    negative = shells.volume_mm3 < -_NOTHING_MM * np.bincount(shells.label, facets.areas_mm2, shells.count)
    if not negative.any():
        return surface, np.zeros(0, dtype=np.int64)
    pairs = nested_pairs(facets, shells, tree)
    nested = np.zeros(shells.count, dtype=np.bool_)
    nested[pairs[:, 1]] = True
    outermost = np.arange(shells.count)
    outer, inner = pairs[~nested[pairs[:, 0]]][::-1].T  # of several the first is written last
    outermost[inner] = outer
    turned = negative[outermost]
    return _turned(surface, turned[shells.label]), np.flatnonzero(turned)


def _turned(surface: Surface, which: NDArray[np.bool_]) -> Surface:
    if not which.any():
        return surface
    faces = surface.faces.copy()
    faces[which] = faces[which][:, [0, 2, 1]]
    return Surface(surface.vertices_mm, faces)
