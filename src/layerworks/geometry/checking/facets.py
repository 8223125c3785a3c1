"""What each triangle of a shape is: corners, normal, area."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
I32 = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Facets:
    """vertices_mm (v, 3), faces (n, 3): the mesh. vectors_mm2: (n, 3) outward normals as long as the area. areas_mm2:
    (n,).
    """

    vertices_mm: F64
    faces: I32
    vectors_mm2: F64
    areas_mm2: F64

    @property
    def corners_mm(self) -> tuple[F64, F64, F64]:
        """Three (n, 3), first to third corner of each face: looked up, as they take twice the room of the mesh."""
        return corners_of(self.vertices_mm, self.faces)


def facets_of(vertices_mm: F64, faces: I32) -> Facets:
    """Return the facets of a mesh: vertices_mm (v, 3), faces (n, 3)."""
    a, u, v = corners_of(vertices_mm, faces)
    u -= a
    v -= a
    vectors = np.empty_like(u)
    for k, (i, j) in enumerate(((1, 2), (2, 0), (0, 1))):  # np.cross takes five times as long
        vectors[:, k] = u[:, i] * v[:, j] - u[:, j] * v[:, i]
    vectors *= 0.5
    return Facets(vertices_mm, faces, vectors, np.sqrt(np.einsum("ij,ij->i", vectors, vectors)))


def corners_of(vertices_mm: F64, faces: I32) -> tuple[F64, F64, F64]:
    """Return the first to third corner (n, 3) of each face of a mesh."""
    a, b, c = (vertices_mm[faces[:, k]] for k in range(3))
    return a, b, c


def along(vectors: F64, direction: F64) -> F64:
    """(n,) how far vectors (n, 3) reach along a direction (3,).

    Not a matrix product: for such thin ones the threads of a BLAS library cost more than they bring.
    """
    return np.einsum("ij,j->i", vectors, direction)


def volume_terms_mm3(facets: Facets, about_mm: F64) -> F64:
    """(n,) signed volume between each face and a point (3,)."""
    return np.einsum("ij,ij->i", facets.vectors_mm2, _from(facets, 0, about_mm)) / 3.0


def centre_of_mass_mm(facets: Facets, watertight: bool) -> F64:
    """(3,) centre of the enclosed volume; of the skin when it does not enclose one."""
    middle = facets.vertices_mm[facets.faces[:, 0]].mean(axis=0)
    if watertight:
        weight, parts = volume_terms_mm3(facets, middle), 4.0
    else:
        weight, parts = facets.areas_mm2, 3.0
    whole = float(weight.sum())
    if not whole > 0.0:
        return middle
    reach = _from(facets, 0, middle)
    for corner in (1, 2):
        reach += _from(facets, corner, middle)
    return middle + weight @ reach / (parts * whole)


def _from(facets: Facets, corner: int, about_mm: F64) -> F64:
    """(n, 3) way from a point (3,) to one corner of each face."""
    way = facets.vertices_mm[facets.faces[:, corner]]
    way -= about_mm
    return way
