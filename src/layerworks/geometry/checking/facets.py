"""What each triangle of a shape is: corners, normal, area."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
I32 = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Facets:
    """corners_mm: three (n, 3), first to third corner of each face. vectors_mm2: (n, 3) outward normals as long as the
    area. areas_mm2: (n,).
    """

    corners_mm: tuple[F64, F64, F64]
    vectors_mm2: F64
    areas_mm2: F64


def facets_of(vertices_mm: F64, faces: I32) -> Facets:
    """Return the facets of a mesh: vertices_mm (v, 3), faces (n, 3)."""
    a, b, c = vertices_mm[faces[:, 0]], vertices_mm[faces[:, 1]], vertices_mm[faces[:, 2]]
    u, v = b - a, c - a
    vectors = np.empty_like(u)
    for k, (i, j) in enumerate(((1, 2), (2, 0), (0, 1))):  # np.cross takes five times as long
        vectors[:, k] = u[:, i] * v[:, j] - u[:, j] * v[:, i]
    vectors *= 0.5
    return Facets((a, b, c), vectors, np.sqrt(np.einsum("ij,ij->i", vectors, vectors)))


def along(vectors: F64, direction: F64) -> F64:
    """(n,) how far vectors (n, 3) reach along a direction (3,).

    Not a matrix product: for such thin ones the threads of a BLAS library cost more than they bring.
    """
    return np.einsum("ij,j->i", vectors, direction)


def volume_terms_mm3(facets: Facets, about_mm: F64) -> F64:
    """(n,) signed volume between each face and a point (3,)."""
    return np.einsum("ij,ij->i", facets.vectors_mm2, facets.corners_mm[0] - about_mm) / 3.0


def centre_of_mass_mm(facets: Facets, watertight: bool) -> F64:
    """(3,) centre of the enclosed volume; of the skin when it does not enclose one."""
    a, b, c = facets.corners_mm
    middle = a.mean(axis=0)
    if watertight:
        weight, parts = volume_terms_mm3(facets, middle), 4.0
    else:
        weight, parts = facets.areas_mm2, 3.0
    whole = float(weight.sum())
    if not whole > 0.0:
        return middle
    return middle + weight @ ((a - middle) + (b - middle) + (c - middle)) / (parts * whole)
