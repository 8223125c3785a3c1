"""Beads of varying width made ready to lay: ends that meet are joined, crumbs dropped, points thinned out."""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel
from layerworks.kernels.sorting import ascending, copy_row

SHORTEST = 0.5  # of its width that a bead is long at least


@kernel
def tidy_beads(
    points: NDArray[np.float64],
    width: NDArray[np.float64],
    along: NDArray[np.float64],
    start: NDArray[np.int64],
    closed: NDArray[np.bool_],
    alone: NDArray[np.bool_],
    cell: NDArray[np.int64],
    jump: float,
    least_area: float,
    tolerance: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64]]:
    """Return points (m, 2), width (m,), start (r + 1,), closed (r,) and cell (r,).

    points (n, 2), width (n,), start (s + 1,), closed, alone, cell (s,): as `trace_beads` gives them. along: (n, 2)
    direction in which a bead of a single point would run. Ends of one cell nearer than `jump` are joined, the
    nearest first. Beads that would cover less than `least_area` are dropped, unless alone. Dropped points lie within
    `tolerance` of the chord that replaces them, and so does half the width.
    """
    strokes = cell.shape[0]
    partner = np.full(2 * strokes, -1, np.int64)  # by end: 2s the first point of a bead, 2s + 1 its last
    s0 = 0
    while s0 < strokes:
        s1 = s0
        while s1 < strokes and cell[s1] == cell[s0]:
            s1 += 1
        ends = np.empty(2 * (s1 - s0), np.int64)
        x = np.empty(2 * (s1 - s0), np.float64)
        k = 0
        for s in range(s0, s1):
            if not closed[s]:
                ends[k], ends[k + 1] = 2 * s, 2 * s + 1
                x[k], x[k + 1] = points[start[s], 0], points[start[s + 1] - 1, 0]
                k += 2
        by_x = ascending(x, k)
        room = 4 * k + 16
        pair = np.empty((room, 2), np.int64)
        gap = np.empty(room, np.float64)
        found = 0
        for i in range(k):
            a = ends[by_x[i]]
            pa = start[a // 2] if a % 2 == 0 else start[a // 2 + 1] - 1
            for j in range(i + 1, k):
                if x[by_x[j]] - x[by_x[i]] > jump or found == room:
                    break
                b = ends[by_x[j]]
                pb = start[b // 2] if b % 2 == 0 else start[b // 2 + 1] - 1
                d = math.hypot(points[pb, 0] - points[pa, 0], points[pb, 1] - points[pa, 1])
                if d > jump or (a // 2 == b // 2 and pb - pa < 8):
                    continue
                pair[found, 0], pair[found, 1], gap[found] = a, b, d
                found += 1
        for i in ascending(gap, found):
            a, b = pair[i, 0], pair[i, 1]
            if partner[a] < 0 and partner[b] < 0:
                partner[a], partner[b] = b, a
        s0 = s1
    out = np.empty((points.shape[0] + 2 * strokes, 2), np.float64)
    out_width = np.empty(points.shape[0] + 2 * strokes, np.float64)
    out_start = np.zeros(strokes + 1, np.int64)
    out_closed = np.zeros(strokes, np.bool_)
    out_cell = np.empty(strokes, np.int64)
    used = np.zeros(strokes, np.bool_)
    line = np.empty((points.shape[0] + 1, 3), np.float64)  # x, y and half the width of one joined bead
    keep = np.empty(points.shape[0] + 1, np.bool_)
    stack = np.empty((points.shape[0] + 2, 2), np.int64)
    n, m = 0, 0
    for rings in range(2):  # joined beads with a free end, then what is left: rings
        for s in range(strokes):
            if used[s] or (rings == 0 and not closed[s] and partner[2 * s] >= 0 and partner[2 * s + 1] >= 0):
                continue
            enter = 2 * s if partner[2 * s] < 0 or rings == 1 else 2 * s + 1
            count = 0
            lonely = False
            first = s
            while enter >= 0 and not used[enter // 2]:
                t = enter // 2
                used[t] = True
                lonely = lonely or alone[t]
                for k in range(start[t], start[t + 1]):
                    p = k if enter % 2 == 0 else start[t] + start[t + 1] - 1 - k
                    if (
                        count == 0
                        or abs(points[p, 0] - line[count - 1, 0]) + abs(points[p, 1] - line[count - 1, 1]) > 1.0
                    ):
                        line[count, 0], line[count, 1], line[count, 2] = points[p, 0], points[p, 1], width[p] / 2.0
                        count += 1
                enter = partner[enter ^ 1]
            ring = closed[first] or (rings == 1 and enter >= 0 and enter // 2 == first)
            length = 0.0
            area = 0.0
            for k in range(count - 1 + (1 if ring else 0)):
                j = k + 1 if k + 1 < count else 0
                d = math.hypot(line[j, 0] - line[k, 0], line[j, 1] - line[k, 1])
                length += d
                area += d * (line[k, 2] + line[j, 2])
            broad = 2.0 * line[0, 2] if length == 0.0 else area / length
            if not ring and length < SHORTEST * broad:
                # a crumb: as long as it must be, in its own direction
                dx, dy = line[count - 1, 0] - line[0, 0], line[count - 1, 1] - line[0, 1]
                cx, cy = (line[count - 1, 0] + line[0, 0]) / 2.0, (line[count - 1, 1] + line[0, 1]) / 2.0
                d = math.hypot(dx, dy)
                if d < 1.0:
                    dx, dy, d = along[start[first], 0], along[start[first], 1], 1.0
                f = SHORTEST * broad / 2.0 / d
                line[0, 0], line[0, 1], line[0, 2] = cx - f * dx, cy - f * dy, broad / 2.0
                line[1, 0], line[1, 1], line[1, 2] = cx + f * dx, cy + f * dy, broad / 2.0
                count = 2
                area = SHORTEST * broad * broad
            if count < 2 or (area < least_area and not lonely):
                continue
            last = count
            if ring:
                copy_row(line, count, line, 0)
            else:
                last = count - 1
            keep[: count + 1] = False
            keep[0] = True
            keep[last] = True
            top = 1
            stack[0, 0], stack[0, 1] = 0, last
            if ring and count > 3:  # a ring needs a second anchor
                half = count // 2
                keep[half] = True
                stack[0, 1] = half
                stack[1, 0], stack[1, 1] = half, last
                top = 2
            while top > 0:
                top -= 1
                i, j = stack[top, 0], stack[top, 1]
                dx, dy, dz = line[j, 0] - line[i, 0], line[j, 1] - line[i, 1], line[j, 2] - line[i, 2]
                long2 = dx * dx + dy * dy
                worst, at = tolerance * tolerance, -1
                for k in range(i + 1, j):
                    px, py, pz = line[k, 0] - line[i, 0], line[k, 1] - line[i, 1], line[k, 2] - line[i, 2]
                    t = (px * dx + py * dy) / long2 if long2 > 0.0 else 0.0
                    t = 0.0 if t < 0.0 else (1.0 if t > 1.0 else t)
                    px, py, pz = px - t * dx, py - t * dy, pz - t * dz
                    far = max(px * px + py * py, pz * pz)
                    if far > worst:
                        worst, at = far, k
                if at >= 0:
                    keep[at] = True
                    stack[top, 0], stack[top, 1] = i, at
                    stack[top + 1, 0], stack[top + 1, 1] = at, j
                    top += 2
            for k in range(last + (0 if ring else 1)):
                if keep[k]:
                    out[n, 0], out[n, 1], out_width[n] = line[k, 0], line[k, 1], 2.0 * line[k, 2]
                    n += 1
            out_closed[m], out_cell[m] = ring, cell[first]
            m += 1
            out_start[m] = n
    return (
        out[:n].copy(),
        out_width[:n].copy(),
        out_start[: m + 1].copy(),
        out_closed[:m].copy(),
        out_cell[:m].copy(),
    )
