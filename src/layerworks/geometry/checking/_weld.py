"""Repair: points that are one point, faces that are there twice."""

import numpy as np

from layerworks.geometry.checking._surface import Surface, only_used, size_mm, without_collapsed

SAME = 1e-9  # of the largest extent: closer than this, two points are the same one written twice


def welded(surface: Surface, tolerance_mm: float) -> Surface:
    """Return the surface with points closer than the tolerance made one; faces that collapse by it are gone."""
    from layerworks.kernels.mesh_weld import weld

    leader = weld(surface.vertices_mm, max(tolerance_mm, SAME * float(size_mm(surface).max())))
    return only_used(Surface(surface.vertices_mm, without_collapsed(leader[surface.faces])))


def without_duplicates(surface: Surface) -> Surface:
    """Return the surface without faces that are there twice.

    Two faces back to back are left, since they may be the walls of two bodies that touch; but where the whole surface
    is so, it is one sheet drawn from both sides, and one of the sides goes.
    """
    faces = surface.faces
    turn = faces.argmin(axis=1)
    rows = np.arange(len(faces))
    first, second, third = (faces[rows, (turn + k) % 3] for k in range(3))
    _, kept = np.unique(np.stack([first, second, third], axis=1), axis=0, return_index=True)
    low, high = np.minimum(second, third), np.maximum(second, third)
    _, sheet, uses = np.unique(
        np.stack([first, low, high], axis=1)[kept], axis=0, return_index=True, return_counts=True
    )
    if (uses == 2).all():
        kept = kept[sheet]
    return surface if len(kept) == len(faces) else Surface(surface.vertices_mm, faces[np.sort(kept)])
