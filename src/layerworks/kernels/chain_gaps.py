"""Open polylines of a plane to loops: the nearest ends are joined first, over gaps that grow in steps."""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel
from layerworks.kernels.sorting import ascending, copy_row, first_not_below

ROUNDS = 64  # per step of gap; each joins at least the closest pair, nearly always all there is


@kernel
def close_gaps(
    points_mm: NDArray[np.float64],
    chain_start: NDArray[np.int64],
    chain_plane: NDArray[np.int32],
    chain_closed: NDArray[np.bool_],
    gaps_mm: NDArray[np.float64],
    most_open: float,
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
    """Return points_mm (m, 2), loop_start (l + 1,), loop_plane (l,) ascending and bridged_mm (l,): straight length
    added.

    points_mm, chain_start, chain_plane (ascending), chain_closed: as `chain_segments` gives them. gaps_mm: (g,)
    ascending, how far apart an end and a beginning may be. A chain that finds no partner is closed by its chord when
    that is at most `most_open` of the chain's own length, and is left out otherwise.
    """
    chains = chain_plane.shape[0]
    following = np.full(chains, -1, np.int64)
    has_before = np.zeros(chains, np.bool_)
    a = 0
    while a < chains:
        b = a
        while b < chains and chain_plane[b] == chain_plane[a]:
            b += 1
        opened = 0
        for c in range(a, b):
            if not chain_closed[c]:
                opened += 1
        if opened == 0:
            a = b
            continue
        who = np.empty(opened, np.int64)
        left = np.empty(opened, np.float64)
        opened = 0
        for c in range(a, b):
            if not chain_closed[c]:
                who[opened] = c
                left[opened] = points_mm[chain_start[c], 0]
                opened += 1
        order = ascending(left, opened)
        who = who[order]
        left = left[order]
        partner = np.empty(opened, np.int64)
        distance = np.empty(opened, np.float64)
        for step in range(gaps_mm.shape[0]):
            gap = gaps_mm[step]
            for _ in range(ROUNDS):
                for i in range(opened):
                    partner[i] = -1
                    distance[i] = np.inf
                    if following[who[i]] >= 0:
                        continue
                    end = chain_start[who[i] + 1] - 1
                    x, y = points_mm[end, 0], points_mm[end, 1]
                    k = first_not_below(left, x - gap)
                    while k < opened and left[k] <= x + gap:
                        head = chain_start[who[k]]
                        d = math.hypot(points_mm[head, 0] - x, points_mm[head, 1] - y)
                        if not has_before[who[k]] and d <= gap and d < distance[i]:
                            distance[i] = d
                            partner[i] = who[k]
                        k += 1
                joined = False
                for i in ascending(distance, opened):
                    if partner[i] >= 0 and not has_before[partner[i]]:
                        following[who[i]] = partner[i]
                        has_before[partner[i]] = True
                        joined = True
                if not joined:
                    break
        a = b
    out = np.empty((points_mm.shape[0], 2), np.float64)
    loop_start = np.zeros(chains + 1, np.int64)
    loop_plane = np.empty(chains, np.int32)
    bridged = np.zeros(chains, np.float64)
    used = np.zeros(chains, np.bool_)
    loops = 0
    n = 0
    a = 0
    while a < chains:
        b = a
        while b < chains and chain_plane[b] == chain_plane[a]:
            b += 1
        for cyclic in range(2):
            for c in range(a, b):
                if used[c] or (cyclic == 0) == (chain_closed[c] or has_before[c]):
                    continue
                first = n
                length = 0.0
                chord = 0.0
                i = c
                while i >= 0 and not used[i]:
                    used[i] = True
                    for k in range(chain_start[i], chain_start[i + 1]):
                        copy_row(out, n, points_mm, k)
                        if n > first:
                            d = math.hypot(out[n, 0] - out[n - 1, 0], out[n, 1] - out[n - 1, 1])
                            length += d
                            if k == chain_start[i]:
                                chord += d
                        n += 1
                    i = following[i]
                d = math.hypot(out[n - 1, 0] - out[first, 0], out[n - 1, 1] - out[first, 1])
                if not chain_closed[c]:
                    if cyclic == 0 and d > most_open * length:
                        n = first
                        continue
                    chord += d
                bridged[loops] = chord
                loop_plane[loops] = chain_plane[c]
                loops += 1
                loop_start[loops] = n
        a = b
    return out[:n].copy(), loop_start[: loops + 1].copy(), loop_plane[:loops].copy(), bridged[:loops].copy()
