"""Where triangles cross horizontal planes: count, prefix sum, fill."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel
from layerworks.kernels.sorting import first_not_below


@kernel
def count_crossings(
    vertices_mm: NDArray[np.float64], faces: NDArray[np.int32], planes_mm: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return (k + 1,) where the segments of each plane start when they are laid out plane by plane.

    vertices_mm: (v, 3). faces: (n, 3). planes_mm: (k,), ascending. A vertex on a plane counts as below it, so a
    triangle that touches a plane with a corner or lies in it gives no segment, and neighbours agree.
    """
    k = planes_mm.shape[0]
    start = np.zeros(k + 1, np.int64)
    for f in range(faces.shape[0]):
        a, b, c = vertices_mm[faces[f, 0], 2], vertices_mm[faces[f, 1], 2], vertices_mm[faces[f, 2], 2]
        first = first_not_below(planes_mm, min(a, b, c))
        last = first
        top = max(a, b, c)
        while last < k and planes_mm[last] < top:
            last += 1
        # a difference array keeps tall triangles from costing more here than in the fill
        if last > first:
            start[first] += 1
            start[last] -= 1
    running = 0
    for i in range(k):
        running += start[i]
        start[i] = running
    total = 0
    for i in range(k):
        count = start[i]
        start[i] = total
        total += count
    start[k] = total
    return start


@kernel
def cut_triangles(
    vertices_mm: NDArray[np.float64],
    faces: NDArray[np.int32],
    planes_mm: NDArray[np.float64],
    start: NDArray[np.int64],
    segments_mm: NDArray[np.float64],
    edges: NDArray[np.int64],
) -> None:
    """Fill the segments of all planes, inside on their left.

    start: as `count_crossings` gives. segments_mm: (m, 4) f64 out, x0 y0 x1 y1. edges: (m, 2) i64 out, the mesh edge on
    which each segment begins and ends, named `smaller vertex × v + larger vertex`: equal names, equal points.
    """
    many = vertices_mm.shape[0]
    cursor = start[:-1].copy()
    for f in range(faces.shape[0]):
        a, b, c = vertices_mm[faces[f, 0], 2], vertices_mm[faces[f, 1], 2], vertices_mm[faces[f, 2], 2]
        top = max(a, b, c)
        p = first_not_below(planes_mm, min(a, b, c))
        while p < planes_mm.shape[0] and planes_mm[p] < top:
            z = planes_mm[p]
            # the corner alone on its side of the plane
            up = (1 if a > z else 0) + (1 if b > z else 0) + (1 if c > z else 0)
            if (a > z) == (up == 1):
                lone = 0
            elif (b > z) == (up == 1):
                lone = 1
            else:
                lone = 2
            at = cursor[p]
            cursor[p] = at + 1
            for side in range(2):
                i, j = faces[f, lone], faces[f, (lone + 1 + side) % 3]
                if i > j:  # both triangles of an edge must compute the very same point
                    i, j = j, i
                t = (z - vertices_mm[i, 2]) / (vertices_mm[j, 2] - vertices_mm[i, 2])
                slot = side if up == 1 else 1 - side
                segments_mm[at, 2 * slot] = vertices_mm[i, 0] + t * (vertices_mm[j, 0] - vertices_mm[i, 0])
                segments_mm[at, 2 * slot + 1] = vertices_mm[i, 1] + t * (vertices_mm[j, 1] - vertices_mm[i, 1])
                edges[at, slot] = np.int64(i) * many + j
            p += 1
