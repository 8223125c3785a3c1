"""Connected pieces of a surface and the volume each encloses."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.geometry.checking._edges import Edges, ends_of
from layerworks.geometry.checking._surface import F64, I32, Surface
from layerworks.geometry.checking.facets import Facets, volume_terms_mm3


@dataclass(frozen=True, slots=True, eq=False)
class Shells:
    """label: (n,) i32 shell of each face, numbered by first appearance. count: number of shells.

    volume_mm3: (count,) f64 signed volume of each, open rims closed by a fan. closed: (count,) bool.
    """

    label: I32
    count: int
    volume_mm3: F64
    closed: NDArray[np.bool_]


def joined_faces(surface: Surface, edges: Edges) -> tuple[I32, NDArray[np.bool_], int]:
    """Return shell (n,) of each face, whether it looks the other way (n,) than the shell's first face, contradictions.

    A contradiction is an edge that no turning over of faces can put right: the surface has one side only.
    """
    from layerworks.kernels.mesh_groups import groups

    half = np.flatnonzero(edges.twin > np.arange(len(edges.twin)))
    pair = edges.twin[half]
    return groups(len(surface.faces), (half // 3).astype(np.int32), pair // 3, edges.clashing[half])


def shells_of(surface: Surface, edges: Edges, facets: Facets) -> Shells:
    """Return the shells of a surface; faces belong together across edges that two faces share."""
    label, _, _ = joined_faces(surface, edges)
    count = int(label.max()) + 1
    middle = surface.vertices_mm.mean(axis=0)  # far from the origin the sum would lose digits
    volume = np.asarray(np.bincount(label, volume_terms_mm3(facets, middle), count), dtype=np.float64)
    rim = np.flatnonzero(edges.twin < 0)
    closed = np.ones(count, dtype=np.bool_)
    if len(rim):
        closed[label[rim // 3]] = False
        ends = ends_of(surface, rim)
        first, last = surface.vertices_mm[ends[:, 0]] - middle, surface.vertices_mm[ends[:, 1]] - middle
        volume += np.bincount(label[rim // 3], _tetrahedra(last, first, _rim_middles(ends, first, last)), count)
    return Shells(label, count, volume, closed)


def _tetrahedra(a: F64, b: F64, c: F64) -> F64:
    """(k,) signed volumes over the origin."""
    x = a[:, 1] * b[:, 2] - a[:, 2] * b[:, 1]
    y = a[:, 2] * b[:, 0] - a[:, 0] * b[:, 2]
    z = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    return (x * c[:, 0] + y * c[:, 1] + z * c[:, 2]) / 6.0


def _rim_middles(ends: I32, first: F64, last: F64) -> F64:
    """(k, 3) for each rim edge the middle of the rim it belongs to, weighted by length."""
    from layerworks.kernels.mesh_groups import groups

    _, number = np.unique(ends, return_inverse=True)
    number = number.reshape(-1, 2).astype(np.int32)
    same_side = np.zeros(len(ends), dtype=np.bool_)
    rim_of, _, _ = groups(int(number.max()) + 1, number[:, 0].copy(), number[:, 1].copy(), same_side)
    rim = rim_of[number[:, 0]]
    length = np.sqrt(((last - first) ** 2).sum(axis=1))
    weight = np.maximum(np.bincount(rim, length), 1e-300)
    middle = np.stack([np.bincount(rim, length * 0.5 * (first + last)[:, k]) / weight for k in range(3)], axis=1)
    return middle[rim]
