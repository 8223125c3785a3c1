"""Which faces meet at which edge."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel


@kernel
def match_edges(
    faces: NDArray[np.int32], vertex_count: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Return the edges of a triangle mesh and who shares them.

    faces: (n, 3) i32, three different vertices each. Half-edge 3 f + k runs from faces[f, k] to faces[f, (k + 1) % 3].
    Returns twin (3 n,): the only other half-edge of the same edge whatever its direction, −1 where there is none,
    −2 where there are several; edge (3 n,): number of its undirected edge; uses (m,): half-edges of each edge.
    Edges are numbered by their lower vertex, then by first appearance. Time is linear, also around a vertex that
    every face shares. Slow twin: tests/reference/mesh_edges.py.
    """
    n = len(faces)
    start = np.zeros(vertex_count + 1, dtype=np.int32)
    for f in range(n):
        for k in range(3):
            start[min(faces[f, k], faces[f, (k + 1) % 3]) + 1] += 1
    for v in range(vertex_count):
        start[v + 1] += start[v]
    fill = start[:-1].copy()
    listed = np.empty(3 * n, dtype=np.int32)
    for f in range(n):
        for k in range(3):
            low = min(faces[f, k], faces[f, (k + 1) % 3])
            listed[fill[low]] = 3 * f + k
            fill[low] += 1
    twin = np.full(3 * n, -1, dtype=np.int32)
    edge = np.empty(3 * n, dtype=np.int32)
    uses = np.empty(3 * n, dtype=np.int32)
    first = np.empty(3 * n, dtype=np.int32)
    stamp = np.full(vertex_count, -1, dtype=np.int32)
    edge_to = np.empty(vertex_count, dtype=np.int32)
    count = 0
    for v in range(vertex_count):
        for at in range(start[v], start[v + 1]):
            half = listed[at]
            f, k = half // 3, half % 3
            other = max(faces[f, k], faces[f, (k + 1) % 3])
            if stamp[other] != v:
                stamp[other] = v
                edge_to[other] = count
                first[count] = half
                uses[count] = 1
                edge[half] = count
                count += 1
                continue
            e = edge_to[other]
            edge[half] = e
            uses[e] += 1
            if uses[e] == 2:
                twin[half] = first[e]
                twin[first[e]] = half
            else:
                if uses[e] == 3:
                    twin[twin[first[e]]] = -2
                    twin[first[e]] = -2
                twin[half] = -2
    return twin, edge, uses[:count].copy()
