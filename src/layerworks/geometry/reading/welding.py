"""Corners that are the same point become one vertex."""

import numpy as np
from numpy.typing import NDArray

_NO_COLLISIONS_MADE = 2  # table places per point


def weld_exact(points: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Return the different points in order of first appearance, and for each point its number among them.

    points: (n, 3) f32, finite. Points are one when all bits are equal; -0.0 is 0.0.
    Returns (k, 3) f32 and (n,) i32.
    """
    from layerworks.kernels.stl_weld import weld_bits

    points = np.ascontiguousarray(points) + np.float32(0.0)
    bits = points.view(np.uint32)
    index = np.empty(len(points), np.int32)
    first = np.empty(len(points), np.int32)
    table = np.full(1 << max(4, (_NO_COLLISIONS_MADE * len(points) - 1).bit_length()), -1, np.int32)
    count = weld_bits(bits, index, first, table)
    if count < 0:
        return weld_by_sorting(points)
    return points[first[:count]], index


def weld_by_sorting(points: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Do the same as `weld_exact` in a time that no choice of points can spoil. points: without -0.0."""
    rows = np.ascontiguousarray(points).view(np.dtype((np.void, 12))).ravel()
    _, first, inverse = np.unique(rows, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return points[first[order]], rank[inverse].astype(np.int32)
