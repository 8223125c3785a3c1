"""Things joined by pairs: connected groups, and on which of two sides of its group each thing is."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel


@kernel
def groups(
    count: int, first: NDArray[np.int32], second: NDArray[np.int32], odd: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], NDArray[np.bool_], int]:
    """Return the connected groups of `count` things joined by pairs.

    first, second: (p,) i32 the pairs. odd: (p,) bool, the two of a pair are on opposite sides.
    Returns group (count,) numbered by first appearance; side (count,) relative to the group's first member; and the
    number of pairs whose oddness contradicts the earlier ones. Union by lower index with path halving that carries
    the parity (Tarjan 1975). Slow twin: tests/reference/mesh_groups.py.
    """
    parent = np.arange(count).astype(np.int32)
    flip = np.zeros(count, dtype=np.bool_)  # side relative to the parent
    contradictions = 0
    for p in range(len(first)):
        a, side_a = first[p], False
        while parent[a] != a:
            up = parent[a]
            flip[a] = flip[a] != flip[up]
            parent[a] = parent[up]
            side_a = side_a != flip[a]
            a = parent[a]
        b, side_b = second[p], False
        while parent[b] != b:
            up = parent[b]
            flip[b] = flip[b] != flip[up]
            parent[b] = parent[up]
            side_b = side_b != flip[b]
            b = parent[b]
        differ = side_a != side_b
        if a == b:
            if differ != odd[p]:
                contradictions += 1
            continue
        low, high = min(a, b), max(a, b)
        parent[high] = low
        flip[high] = differ != odd[p]
    group = np.empty(count, dtype=np.int32)
    side = np.zeros(count, dtype=np.bool_)
    found = 0
    for i in range(count):  # a parent is never above its child, so it is already numbered
        up = parent[i]
        if up == i:
            group[i] = found
            found += 1
        else:
            group[i] = group[up]
            side[i] = flip[i] != side[up]
    return group, side, contradictions
