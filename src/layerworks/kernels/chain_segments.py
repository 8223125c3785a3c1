"""Segments of a plane to polylines, by the mesh edge that neighbours share."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel


@kernel
def chain_segments(
    segments_mm: NDArray[np.float64], edges: NDArray[np.int64], start: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int32], NDArray[np.bool_]]:
    """Return points_mm (n, 2), chain_start (c + 1,), chain_plane (c,) and chain_closed (c,).

    segments_mm: (m, 4). edges: (m, 2). start: (k + 1,) as `cut_triangles` fills them. A closed chain does not repeat
    its first point. Where more than two triangles share an edge any pairing will do: the directed segments, and so
    every winding number, stay the same.
    """
    total, planes = segments_mm.shape[0], start.shape[0] - 1
    most = 0
    for p in range(planes):
        most = max(most, start[p + 1] - start[p])
    size = 16
    while size < 2 * most:
        size *= 2
    table = np.full(size, -1, np.int32)  # open addressing: head of the segments that begin on an edge
    following = np.empty(most, np.int32)  # next segment of a chain
    same_edge = np.empty(most, np.int32)  # next segment beginning on the same edge
    has_before = np.empty(most, np.bool_)
    used = np.empty(most, np.bool_)
    points = np.empty((2 * total, 2), np.float64)  # every segment alone at worst
    chain_start = np.empty(total + 1, np.int64)
    chain_plane = np.empty(total, np.int32)
    chain_closed = np.empty(total, np.bool_)
    chains = 0
    n = 0
    for p in range(planes):
        s0 = start[p]
        count = start[p + 1] - s0
        if count == 0:
            continue
        slots = 16
        while slots < 2 * count:
            slots *= 2
        mask = slots - 1
        table[:slots] = -1
        for i in range(count - 1, -1, -1):
            has_before[i] = False
            used[i] = False
            key = edges[s0 + i, 0]
            slot = (key * 0x9E3779B97F4A7C1 >> 20) & mask
            while table[slot] >= 0 and edges[s0 + table[slot], 0] != key:
                slot = (slot + 1) & mask
            same_edge[i] = table[slot]
            table[slot] = i
        for i in range(count):
            key = edges[s0 + i, 1]
            slot = (key * 0x9E3779B97F4A7C1 >> 20) & mask
            while table[slot] >= 0 and edges[s0 + table[slot], 0] != key:
                slot = (slot + 1) & mask
            j = table[slot]
            while j >= 0 and has_before[j]:
                j = same_edge[j]
            following[i] = j
            if j >= 0:
                has_before[j] = True
        for cyclic in range(2):  # open chains first, what is left are cycles
            for i in range(count):
                if used[i] or (cyclic == 0 and has_before[i]):
                    continue
                chain_start[chains] = n
                chain_plane[chains] = p
                chain_closed[chains] = cyclic == 1
                chains += 1
                j = i
                last = i
                while j >= 0 and not used[j]:
                    used[j] = True
                    points[n, 0] = segments_mm[s0 + j, 0]
                    points[n, 1] = segments_mm[s0 + j, 1]
                    n += 1
                    last = j
                    j = following[j]
                if cyclic == 0:
                    points[n, 0] = segments_mm[s0 + last, 2]
                    points[n, 1] = segments_mm[s0 + last, 3]
                    n += 1
    chain_start[chains] = n
    return (
        points[:n].copy(),
        chain_start[: chains + 1].copy(),
        chain_plane[:chains].copy(),
        chain_closed[:chains].copy(),
    )
