"""Does a straight travel leave the part, and if so, is there a short way round inside?

A way round follows the outlines that the straight way crosses, an inset inside them, and is then pulled tight: from
each point on to the farthest one in sight (found by halving). It is taken only if none of its legs meets an outline.
"""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel
from layerworks.kernels.travel_grid import Outlines, meets, outlines_of

MOST_HITS = 64  # outlines met by one travel; more and no way round is sought
MOST_BENDS = 12  # bends of a way round; more and it is not taken
MOST_POINTS = 512  # points of an outline followed


@kernel
def inward(outlines: Outlines, before: int, i: int, inset: float, at: NDArray[np.int32]) -> None:
    """Set `at` to the point an inset inside the outline at its vertex i, whose predecessor is `before`."""
    points, after = outlines.points, outlines.after[i]
    ux, uy = float(points[i, 0] - points[before, 0]), float(points[i, 1] - points[before, 1])
    vx, vy = float(points[after, 0] - points[i, 0]), float(points[after, 1] - points[i, 1])
    u, v = max(1e-9, np.hypot(ux, uy)), max(1e-9, np.hypot(vx, vy))
    nx, ny = -uy / u - vy / v, ux / u + vx / v  # twice the cosine of half the turn, along the bisector
    squared = max(1.0, nx * nx + ny * ny)  # no more than two insets from a sharp corner
    at[0] = points[i, 0] + np.int32(np.rint(2.0 * inset * nx / squared))
    at[1] = points[i, 1] + np.int32(np.rint(2.0 * inset * ny / squared))


@kernel
def crossing_share(outlines: Outlines, i: int, a: NDArray[np.int32], b: NDArray[np.int32]) -> float:
    """Return where, 0…1, the line from a to b crosses segment i (0 where they are parallel)."""
    p, q = outlines.points[i], outlines.points[outlines.after[i]]
    ex, ey = float(q[0]) - p[0], float(q[1]) - p[1]
    across = (float(b[0]) - a[0]) * ey - (float(b[1]) - a[1]) * ex
    return ((float(p[0]) - a[0]) * ey - (float(p[1]) - a[1]) * ex) / across if across != 0.0 else 0.0


@kernel
def follow(
    outlines: Outlines, first: int, last: int, inset: float, longest: float, way: NDArray[np.int32], n: int
) -> int:
    """Append the shorter way along a loop from segment first to segment last to `way`; return its new length, or −1.

    −1: the way is longer than `longest` or has more points than `way` holds.
    """
    after = outlines.after
    best_n, best_length = -1, longest
    trial = np.empty((way.shape[0], 2), np.int32)
    for forward in range(2):
        count, length = 0, 0.0
        i, end = (first, last) if forward else (last, first)
        while i != end and count >= 0:
            j = after[i]
            if n + count >= way.shape[0] or length > best_length:
                count = -1
                break
            inward(outlines, i, j, inset, trial[count])
            if count:
                length += np.hypot(
                    float(trial[count, 0] - trial[count - 1, 0]), float(trial[count, 1] - trial[count - 1, 1])
                )
            count += 1
            i = j
        if count < 0 or length >= best_length:
            continue
        best_n, best_length = n + count, length
        for k in range(count):
            row = n + (k if forward else count - 1 - k)
            way[row, 0], way[row, 1] = trial[k, 0], trial[k, 1]
    return best_n


@kernel
def way_round(
    outlines: Outlines,
    a: NDArray[np.int32],
    b: NDArray[np.int32],
    hits: NDArray[np.int32],
    count: int,
    inset: float,
    longest: float,
    way: NDArray[np.int32],
    bend: NDArray[np.int32],
) -> int:
    """Fill bend (MOST_BENDS, 2) with the bends of a way inside from a to b no longer than `longest`.

    Returns how many there are, −1 where no such way is found. hits: the `count` segments that the straight way meets.
    """
    share = np.empty(count)
    for k in range(count):
        share[k] = crossing_share(outlines, hits[k], a, b)
    for k in range(1, count):  # few: insertion sort along the way
        h, t, q = hits[k], share[k], k
        while q > 0 and share[q - 1] > t:
            hits[q], share[q] = hits[q - 1], share[q - 1]
            q -= 1
        hits[q], share[q] = h, t
    way[0, 0], way[0, 1] = a[0], a[1]
    n = int(np.int64(1))  # no literal: `follow` is compiled once
    k = 0
    while k < count:
        last, crossings = k, 0
        for q in range(k, count):
            if outlines.loop[hits[q]] == outlines.loop[hits[k]]:
                last = q
                crossings += 1
        if crossings % 2:  # the way ends on the other side of this outline
            return -1
        n = follow(outlines, hits[k], hits[last], inset, longest, way, n)
        if n < 0 or n == way.shape[0]:
            return -1
        k = last + 1
    way[n, 0], way[n, 1] = b[0], b[1]
    n += 1
    hit = np.empty(1, np.int32)
    bends, at, length = 0, 0, 0.0
    while at < n - 1:
        near, far = at, n - 1  # `near` is in sight; farther points are tried by halving the distance
        while near < far:
            if meets(outlines, way[at], way[far], hit) == 0:
                near = far
                break
            far = at + (far - at) // 2
        if near == at:
            return -1
        length += np.hypot(float(way[near, 0] - way[at, 0]), float(way[near, 1] - way[at, 1]))
        if length > longest:
            return -1
        at = near
        if at < n - 1:
            if bends == MOST_BENDS:
                return -1
            bend[bends, 0], bend[bends, 1] = way[at, 0], way[at, 1]
            bends += 1
    return bends


@kernel
def plan_travels(
    points: NDArray[np.int32],
    loop_start: NDArray[np.int32],
    layer_loop: NDArray[np.int32],
    travel: NDArray[np.int32],
    layer_travel: NDArray[np.int32],
    inset: float,
    detour: float,
    leaves: NDArray[np.bool_],
    bends: NDArray[np.int32],
    bend: NDArray[np.int32],
) -> None:
    """Fill leaves (t,): the travel meets an outline of its layer and there is no way round inside.

    points, loop_start: closed outlines as in `Layers`. layer_loop, layer_travel: (k + 1,) first loop and first travel
    of each layer. travel: (t, 2, 2) from and to. detour: how much longer a way round may be, µm; 0 seeks none.
    bends (t,) and bend (t, MOST_BENDS, 2): the bends of the ways round.
    """
    hits = np.empty(MOST_HITS, np.int32)
    way = np.empty((MOST_POINTS, 2), np.int32)
    for layer in range(layer_loop.size - 1):
        l0, l1 = layer_loop[layer], layer_loop[layer + 1]
        t0, t1 = layer_travel[layer], layer_travel[layer + 1]
        if t0 == t1 or loop_start[l0] == loop_start[l1]:
            continue
        outlines = outlines_of(points, loop_start, l0, l1)
        for t in range(t0, t1):
            a, b = travel[t, 0], travel[t, 1]
            count = meets(outlines, a, b, hits)
            leaves[t] = count > 0
            if count > 1 and count < MOST_HITS and detour > 0.0:
                longest = np.hypot(float(b[0] - a[0]), float(b[1] - a[1])) + detour
                found = way_round(outlines, a, b, hits, count, inset, longest, way, bend[t])
                if found >= 0:
                    leaves[t] = False
                    bends[t] = found
