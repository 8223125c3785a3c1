"""Triangles while they are being examined and mended."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
I32 = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """vertices_mm: (v, 3) f64, all finite. faces: (n, 3) i32, three different vertices each, C-contiguous."""

    vertices_mm: F64
    faces: I32


def surface_of(vertices_mm: F64, faces: I32) -> tuple[Surface, int]:
    """Return the faces that can be used, and how many could not.

    A face cannot be used when it names a vertex that is not there or not finite, or one vertex twice.
    """
    vertices = np.ascontiguousarray(vertices_mm, dtype=np.float64).reshape(-1, 3)
    small = faces.dtype == np.int32  # then all of them may stay where they are
    named = np.ascontiguousarray(faces, dtype=np.int32 if small else np.int64).reshape(-1, 3)
    known = np.all((named >= 0) & (named < len(vertices)), axis=1)
    if not known.all():
        named = named[known]
    finite = np.all(np.isfinite(vertices), axis=1)
    if not finite.all():
        named = named[np.all(finite[named], axis=1)]
        vertices = np.where(finite[:, None], vertices, 0.0)
    kept = without_collapsed(named.astype(np.int32, copy=False))
    return Surface(vertices, kept), len(faces) - len(kept)


def without_collapsed(faces: I32) -> I32:
    """Return the faces that name three different vertices."""
    whole = (faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])
    return faces if whole.all() else np.ascontiguousarray(faces[whole])


def only_used(surface: Surface) -> Surface:
    """Return the surface without vertices that no face names."""
    used = np.zeros(len(surface.vertices_mm), dtype=np.bool_)
    used[surface.faces.reshape(-1)] = True
    if used.all():
        return surface
    number = (np.cumsum(used) - 1).astype(np.int32)
    return Surface(surface.vertices_mm[used], number[surface.faces])


def size_mm(surface: Surface) -> F64:
    """(3,) extent of the box around the vertices."""
    return surface.vertices_mm.max(axis=0) - surface.vertices_mm.min(axis=0)
