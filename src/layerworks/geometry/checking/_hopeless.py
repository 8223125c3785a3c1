"""Shapes that nothing can be printed of."""

import numpy as np

from layerworks.geometry.checking._surface import Surface, only_used, size_mm
from layerworks.geometry.checking.facets import facets_of
from layerworks.geometry.finding import Finding
from layerworks.words import say

FLAT_MM = 0.01
MOST_MM = 1e6  # beyond a kilometre no figure below means anything


def hopeless(surface: Surface, bead_mm: float) -> Finding | None:
    """Return why a shape cannot be printed at all, or None."""
    if not len(surface.faces):
        return _blocked("no_faces")
    used = only_used(surface)
    largest = float(size_mm(used).max())
    if not largest <= MOST_MM or not float(np.abs(used.vertices_mm).max()) <= MOST_MM:
        return _blocked("beyond_measure", largest, MOST_MM)
    if not _has_area(used):
        return _blocked("no_area")
    if largest < bead_mm:
        return _blocked("too_small", largest, bead_mm)
    if (thickness := _least_extent_mm(used)) < FLAT_MM:
        return _blocked("flat", thickness, FLAT_MM)
    return None


def _has_area(surface: Surface) -> bool:
    """Whether any face has an area; looks at few first, since the first mostly has one."""
    for faces in (surface.faces[:64], surface.faces[64:]):
        if float(facets_of(surface.vertices_mm, faces).areas_mm2.sum()) > 0.0:
            return True
    return False


def _least_extent_mm(surface: Surface) -> float:
    """Extent along the direction in which the points spread least."""
    local = surface.vertices_mm - surface.vertices_mm.mean(axis=0)
    _, axes = np.linalg.eigh(local.T @ local)
    along = local @ axes[:, 0]
    return float(along.max() - along.min())


def _blocked(code: str, value: float | None = None, limit: float | None = None) -> Finding:
    text = say(f"checking.{code}", value=value or 0.0, limit=limit or 0.0)
    return Finding(code, "block", text, say(f"checking.{code}_remedy"), value, limit)
