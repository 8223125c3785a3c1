"""A box tree over triangles, for rays and crossings."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PER_LEAF = 4
MOST_VISITS = 20_000_000  # boxes looked at in one search before it ends early
_GRID = 1 << 16  # steps of the space-filling curve along each axis


@dataclass(frozen=True, slots=True, eq=False)
class BoxTree:
    """Triangles in the order of a space-filling curve under a complete binary tree of boxes.

    low, high: (2 l, 3) f64, node 1 the root, children of i in 2 i and 2 i + 1, leaf j in row l + j. Leaf j has rows
    PER_LEAF j … of corners (t, 3, 3) f64; the box of an empty leaf is inside out. order: (t,) i32 face of each row.
    """

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    corners: NDArray[np.float64]
    order: NDArray[np.int32]


def box_tree(vertices_mm: NDArray[np.float64], faces: NDArray[np.int32]) -> BoxTree:
    """Return the tree of the triangles of a mesh: vertices_mm (v, 3), faces (n, 3), n ≥ 1.

    Middle points are sorted along a Morton curve (Lauterbach et al., Fast BVH construction on GPUs, 2009), so that
    the tree needs no search for splits and is the same on every machine.
    """
    order = _along_a_curve(vertices_mm, faces)
    corners = np.take(vertices_mm, faces[order], axis=0)
    return BoxTree(_nodes(corners, np.minimum, np.inf), _nodes(corners, np.maximum, -np.inf), corners, order)


def _along_a_curve(vertices_mm: NDArray[np.float64], faces: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the order of triangles (n,) along a Morton curve through their middles."""
    middle = vertices_mm[faces[:, 0]]
    for k in (1, 2):
        middle += vertices_mm[faces[:, k]]
    floor = middle.min(axis=0)
    extent = float((middle.max(axis=0) - floor).max())
    scale = (_GRID - 1) / extent if extent > 0 else 0.0
    key = np.zeros(len(faces), dtype=np.uint64)
    for axis in range(3):
        key |= _spread(((middle[:, axis] - floor[axis]) * scale).astype(np.uint64)) << np.uint64(axis)
    return np.argsort(key, kind="stable").astype(np.int32)


def _nodes(corners: NDArray[np.float64], join: np.ufunc, nothing: float) -> NDArray[np.float64]:
    """Join the corners (t, 3, 3) of triangles into leaves, then leaves into nodes level by level."""
    filled = -(-len(corners) // PER_LEAF)
    width = 1 << (filled - 1).bit_length()
    nodes = np.full((2 * width, 3), nothing)
    rows = join(corners[:, 0], corners[:, 1])
    join(rows, corners[:, 2], out=rows)
    join.reduceat(rows, np.arange(0, len(rows), PER_LEAF), axis=0, out=nodes[width : width + filled])
    while width > 1:
        nodes[width // 2 : width] = join(nodes[width : 2 * width : 2], nodes[width + 1 : 2 * width : 2])
        width //= 2
    return nodes


def _spread(steps: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Put two zero bits between the 16 bits of each number."""
    for shift, mask in ((16, 0x0000FF0000FF), (8, 0x00F00F00F00F), (4, 0x0C30C30C30C3), (2, 0x249249249249)):
        steps = (steps | (steps << np.uint64(shift))) & np.uint64(mask)
    return steps
