"""Where closed outer walls begin: from layer to layer, without ray casting.

A seam hides best in a sharp concave corner, then in a convex one. An aligned seam stays near one of the layer below; a
rear seam does so among the vertices that are about as far at the rear. The seams below are hashed by cells of one
reach, so the cost is that of looking at every vertex once.
"""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel

ALIGNED, REAR, CORNER, NEAREST, RANDOM = range(5)
WINDOW = 500.0  # µm along the wall over which a corner is measured, each way
REACH = 3000.0  # µm that an aligned seam may lie from the one below
FLAT = np.pi / 9.0  # corners up to here are none
CORNER_WORTH = 600.0  # µm that an aligned seam goes for the sharpest corner
AT_THE_REAR = 300.0  # µm before the rearmost vertex at which a vertex still counts as rear
SPLIT = 50.0  # µm from the seam below at which a flat wall is begun between two vertices


@kernel
def corner_cost(points: NDArray[np.int32], p0: int, m: int, i: int) -> float:
    """Return 0 for a sharp concave corner at vertex i of the loop points[p0:p0 + m], up to 1 for none.

    The part lies to the left of the loop. The corner is measured between the points one window before and behind.
    """
    vx, vy = float(points[p0 + i, 0]), float(points[p0 + i, 1])
    ax = ay = bx = by = 0.0
    for ahead in range(2):
        step = 1 if ahead else m - 1
        left = WINDOW
        x, y = vx, vy
        j = i
        for _ in range(m):
            j += step
            if j >= m:
                j -= m
            ex, ey = points[p0 + j, 0] - x, points[p0 + j, 1] - y
            d = np.sqrt(ex * ex + ey * ey)
            if d >= left:
                x, y = x + ex * left / d, y + ey * left / d
                break
            left -= d
            x, y = float(points[p0 + j, 0]), float(points[p0 + j, 1])
        if ahead:
            bx, by = x - vx, y - vy
        else:
            ax, ay = vx - x, vy - y
    turn = np.arctan2(ax * by - ay * bx, ax * bx + ay * by)
    if abs(turn) < FLAT:
        return 1.0
    sharp = min(1.0, abs(turn) / (0.5 * np.pi))
    return 1.0 - sharp if turn < 0.0 else 1.0 - 0.7 * sharp


@kernel
def choose_seams(
    points: NDArray[np.int32],
    width: NDArray[np.int32],
    start: NDArray[np.int32],
    layer: NDArray[np.int32],
    part: NDArray[np.int32],
    outer: NDArray[np.bool_],
    share: NDArray[np.float64],
    mode: int,
    seam: NDArray[np.int32],
    begin: NDArray[np.int32],
) -> None:
    """Fill seam (s,) with the first vertex of closed outer walls, and begin (s, 3) where they begin before it.

    outer: (s,) which strokes are meant; the others are left alone. share: (s,) 0…1 along the wall for random seams.
    begin: x, y and width of a seam between the vertex before `seam` and it; width 0 where the seam is the vertex.
    """
    count = outer.size
    below = np.empty((count, 3), np.int32)  # x, y, part of the seams of the layer below
    here = np.empty((count, 3), np.int32)
    chain = np.empty(count, np.int32)
    bucket = np.empty(0, np.int32)
    known = 0
    a = 0
    while a < count:
        b = a
        while b < count and layer[b] == layer[a]:
            b += 1
        mask = 1
        while mask < 2 * known:
            mask *= 2
        bucket = np.empty(mask, np.int32)
        mask -= 1
        for h in range(mask + 1):
            bucket[h] = -1
        for q in range(known - 1, -1, -1):
            cx, cy = int(np.floor(below[q, 0] / REACH)), int(np.floor(below[q, 1] / REACH))
            h = ((cx * 73856093) ^ (cy * 19349663)) & mask
            chain[q] = bucket[h]
            bucket[h] = q
        found = 0
        for s in range(a, b):
            if not outer[s]:
                continue
            p0, m = start[s], start[s + 1] - start[s]
            best, best_cost, best_below = int(np.int64(0)), np.inf, -1  # no literal: `corner_cost` is compiled once
            if mode == RANDOM:
                length = 0.0
                for i in range(m):
                    j = p0 + (i + 1) % m
                    length += np.hypot(points[j, 0] - points[p0 + i, 0], points[j, 1] - points[p0 + i, 1])
                togo = share[s] * length
                for i in range(m):
                    p, q = p0 + i, p0 + (i + 1) % m
                    d = np.hypot(points[q, 0] - points[p, 0], points[q, 1] - points[p, 1])
                    if togo < d:
                        t = togo / d
                        begin[s, 0] = points[p, 0] + np.int32(np.rint((points[q, 0] - points[p, 0]) * t))
                        begin[s, 1] = points[p, 1] + np.int32(np.rint((points[q, 1] - points[p, 1]) * t))
                        begin[s, 2] = width[p] + np.int32(np.rint((width[q] - width[p]) * t))
                        best = (i + 1) % m
                        break
                    togo -= d
                seam[s] = best
                continue
            top = -1
            for i in range(m):
                if (
                    top < 0
                    or points[p0 + i, 1] > points[p0 + top, 1]
                    or (points[p0 + i, 1] == points[p0 + top, 1] and points[p0 + i, 0] > points[p0 + top, 0])
                ):
                    top = i
            if mode == REAR:
                best = top
            for i in range(m):
                if mode == REAR and points[p0 + i, 1] < points[p0 + top, 1] - AT_THE_REAR:
                    continue
                x, y = points[p0 + i, 0], points[p0 + i, 1]
                near, near_d = -1, REACH
                cx, cy = int(np.floor(x / REACH)), int(np.floor(y / REACH))
                for g in range(9):
                    q = bucket[(((cx + g % 3 - 1) * 73856093) ^ ((cy + g // 3 - 1) * 19349663)) & mask]
                    while q >= 0:
                        if below[q, 2] == part[s]:
                            d = np.hypot(below[q, 0] - x, below[q, 1] - y)
                            if d < near_d:
                                near, near_d = q, d
                        q = chain[q]
                if mode == REAR:
                    cost = near_d if near >= 0 else np.inf
                elif mode == CORNER:
                    cost = np.rint(corner_cost(points, p0, m, i) * 16.0) * REACH + near_d
                elif near >= 0:
                    if near_d >= best_cost:
                        continue
                    cost = near_d + CORNER_WORTH * corner_cost(points, p0, m, i)
                else:
                    continue
                if cost < best_cost:
                    best, best_cost, best_below = i, cost, near
            if best_cost == np.inf and mode != REAR:  # nothing below to follow
                for i in range(m):
                    cost = np.rint(corner_cost(points, p0, m, i) * 16.0)
                    cost += (points[p0 + top, 1] - points[p0 + i, 1]) * 1e-9
                    if cost < best_cost:
                        best, best_cost = i, cost
            x, y = points[p0 + best, 0], points[p0 + best, 1]
            seam[s] = best
            if mode == ALIGNED and best_below >= 0:
                tx, ty = float(below[best_below, 0]), float(below[best_below, 1])
                d = np.hypot(x - tx, y - ty)
                if d > SPLIT and corner_cost(points, p0, m, best) == 1.0:
                    for side in range(2):
                        u = (best + m - 1 + side) % m
                        p, q = p0 + u, p0 + (u + 1) % m
                        ex, ey = float(points[q, 0] - points[p, 0]), float(points[q, 1] - points[p, 1])
                        t = (tx - points[p, 0]) * ex + (ty - points[p, 1]) * ey
                        squared = ex * ex + ey * ey
                        if t <= 0.0 or t >= squared:
                            continue
                        t /= squared
                        mx = points[p, 0] + np.int32(np.rint(ex * t))
                        my = points[p, 1] + np.int32(np.rint(ey * t))
                        if np.hypot(mx - tx, my - ty) < d:
                            d = np.hypot(mx - tx, my - ty)
                            x, y = mx, my
                            begin[s, 0], begin[s, 1] = mx, my
                            begin[s, 2] = width[p] + np.int32(np.rint((width[q] - width[p]) * t))
                            seam[s] = (u + 1) % m
            here[found, 0], here[found, 1], here[found, 2] = x, y, part[s]
            found += 1
        if found > 0:
            below, here = here, below
            known = found
        a = b
