"""Repair: points that are one point, faces that are there twice."""

import numpy as np
from numpy.typing import NDArray

from layerworks.distinct import distinct
from layerworks.geometry.checking._edges import edges_of
from layerworks.geometry.checking._surface import I32, Surface, only_used, size_mm, without_collapsed

SAME = 1e-9  # of the largest extent: closer than this, two points are the same one written twice
_MOST_ROUNDS = 200


def welded(surface: Surface, tolerance_mm: float) -> Surface:
    """Return the surface with points closer than the tolerance made one; faces that collapse by it are gone."""
    from layerworks.kernels.mesh_weld import weld

    leader = weld(surface.vertices_mm, max(tolerance_mm, SAME * float(size_mm(surface).max())))
    return only_used(Surface(surface.vertices_mm, without_collapsed(leader[surface.faces])))


def without_duplicates(surface: Surface) -> Surface:
    """Return the surface without faces that are there twice.

    Two faces back to back are left, since they may be the walls of two bodies that touch, but where one of the two is
    too many for the faces around.
    """
    kept, place = _places(surface.faces)
    if len(distinct(place)) < len(place):
        kept = kept[~_too_many(Surface(surface.vertices_mm, surface.faces[kept]), place)]
    return surface if len(kept) == len(surface.faces) else Surface(surface.vertices_mm, surface.faces[kept])


def one_side(surface: Surface) -> Surface:
    """Return one side of a sheet that is drawn from both sides everywhere; any other surface as it is."""
    kept, place = _places(surface.faces)
    _, first, uses = np.unique(place, return_index=True, return_counts=True)
    return Surface(surface.vertices_mm, surface.faces[np.sort(kept[first])]) if (uses == 2).all() else surface


def _places(faces: I32) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the faces (k,) that differ in corners or direction, and numbers (k,) equal for those back to back."""
    turn = faces.argmin(axis=1)
    rows = np.arange(len(faces))
    first, second, third = (faces[rows, (turn + k) % 3] for k in range(3))
    _, kept = np.unique(np.stack([first, second, third], axis=1), axis=0, return_index=True)
    kept.sort()
    corners = np.stack([first, np.minimum(second, third), np.maximum(second, third)], axis=1)[kept]
    _, place = np.unique(corners, axis=0, return_inverse=True)
    return kept, place.reshape(-1)


def _too_many(surface: Surface, place: NDArray[np.int64]) -> NDArray[np.bool_]:
    """(n,) faces back to back with another that lie only on edges with more faces of their direction than of the other.

    Edges on which both directions are equal do not speak against a face; they begin to speak when its neighbours go.
    place: (n,) equal for faces back to back; at most one of them goes.
    """
    edge = edges_of(surface).edge.reshape(-1, 3)
    up = np.where(surface.faces < np.roll(surface.faces, -1, axis=1), 1, -1)
    gone = np.zeros(len(edge), dtype=np.bool_)
    doubtful = np.greater(np.bincount(place), 1)
    for _ in range(_MOST_ROUNDS):
        weight = np.where(gone[:, None], 0, up)
        excess = np.bincount(edge.reshape(-1), weight.reshape(-1))[edge] * weight
        new = doubtful[place] & np.all(excess >= 0, axis=1) & np.any(excess > 0, axis=1)
        if not new.any():
            break
        gone |= new
        doubtful[place[new]] = False
    return gone
