"""Faces divided at points on their edges."""

import numpy as np
from numpy.typing import NDArray

from layerworks.geometry.checking._surface import I32, Surface, without_collapsed


def with_fans(surface: Surface, half: NDArray[np.int64], vertex: I32) -> Surface:
    """Return the surface with faces divided into fans from the corner opposite a point on an edge.

    half: (k,) half-edges to divide, ascending, at most one of a face. vertex: (k,) points, in order along each.
    """
    face, side = half // 3, half % 3
    first = np.concatenate([[True], half[1:] != half[:-1]])
    last = np.concatenate([half[1:] != half[:-1], [True]])
    apex = surface.faces[face, (side + 2) % 3]
    before = np.where(first, surface.faces[face, side], np.roll(vertex, 1))
    after = surface.faces[face, (side + 1) % 3]
    fans = np.concatenate(
        [np.stack([before, vertex, apex], axis=1), np.stack([vertex, after, apex], axis=1)[last]]
    ).astype(np.int32)
    kept = np.ones(len(surface.faces), dtype=np.bool_)
    kept[face] = False
    return Surface(surface.vertices_mm, without_collapsed(np.concatenate([surface.faces[kept], fans])))
