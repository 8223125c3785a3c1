"""Sparse lines joined along the border of the area where the way from one end to the next is short."""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel
from layerworks.kernels.offset_grid import following_points
from layerworks.kernels.sorting import ascending, copy_row


@kernel
def link_along_border(
    points: NDArray[np.float64],
    loop_start: NDArray[np.int64],
    directions: NDArray[np.float64],
    pitch: float,
    edge: NDArray[np.int32],
    cell: NDArray[np.int64],
    row: NDArray[np.int64],
    ends: NDArray[np.float64],
    crossing: NDArray[np.int64],
    wanted: NDArray[np.bool_],
    short: NDArray[np.bool_],
    longest: float,
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Return points (m, 2), start (s + 1,) and cell (s,) of polylines along the wanted pieces.

    points, loop_start: the area; directions, pitch, edge: its rows, as `cross_rows` takes and gives them. cell, row
    (p,), ends, crossing (p, 2): pieces, as `split_rows` gives them; wanted (p,): those to draw; short (p,): of them,
    those to draw only where all next to them along the border are short, too, as in a narrow place. Two ends are
    joined when nothing else ends on the border between them, and the way there is at most `longest`; the shortest ways
    come first, and no polyline closes on itself.
    """
    pieces = cell.shape[0]
    following = following_points(loop_start, points.shape[0])
    behind = np.zeros(points.shape[0], np.float64)  # way along the border from the loop's first point
    total = np.zeros(points.shape[0], np.float64)  # length of the loop, at its first point
    loop_of = np.zeros(points.shape[0], np.int64)
    for q in range(loop_start.shape[0] - 1):
        way = 0.0
        for i in range(loop_start[q], loop_start[q + 1]):
            behind[i] = way
            loop_of[i] = loop_start[q]
            j = following[i]
            way += math.hypot(points[j, 0] - points[i, 0], points[j, 1] - points[i, 1])
        if loop_start[q] < points.shape[0]:
            total[loop_start[q]] = way
    # ends on the border, in its order; end 2p is the left one of piece p
    count = 0
    for p in range(pieces):
        count += (1 if crossing[p, 0] >= 0 else 0) + (1 if crossing[p, 1] >= 0 else 0)
    who = np.empty(count, np.int64)
    where = np.empty(count, np.float64)
    order_key = np.empty(count, np.float64)
    spot = np.empty((2 * pieces, 2), np.float64)
    longest_loop = 1.0
    for i in range(points.shape[0]):
        longest_loop = max(longest_loop, total[i] + 1.0)
    count = 0
    for p in range(pieces):
        c, s = directions[cell[p], 0], directions[cell[p], 1]
        v = (row[p] + 0.5) * pitch
        for side in range(2):
            u = ends[p, side]
            x, y = c * u - s * v, s * u + c * v
            spot[2 * p + side, 0], spot[2 * p + side, 1] = x, y
            if crossing[p, side] >= 0:
                e = edge[crossing[p, side]]
                who[count] = 2 * p + side
                where[count] = behind[e] + math.hypot(x - points[e, 0], y - points[e, 1])
                order_key[count] = loop_of[e] * longest_loop + where[count]
                count += 1
    order = ascending(order_key, count)
    ahead = np.full(count, -1, np.int64)  # the next end on the loop
    k = 0
    while k < count:
        loop = loop_of[edge[crossing[who[order[k]] // 2, who[order[k]] % 2]]]
        m = k
        while m < count and loop_of[edge[crossing[who[order[m]] // 2, who[order[m]] % 2]]] == loop:
            ahead[m] = m + 1
            m += 1
        ahead[m - 1] = k
        k = m
    drawn = wanted & ~short
    for side in range(2):  # short pieces beside short ones, and then of those none beside a long one
        for i in range(count):
            p, q = who[order[i]] // 2, who[order[ahead[i]]] // 2
            if wanted[p] and wanted[q] and p != q:
                if side == 0 and short[p] and short[q]:
                    drawn[p] = drawn[q] = True
                elif side == 1 and short[p] != short[q]:
                    drawn[p], drawn[q] = drawn[p] and not short[p], drawn[q] and not short[q]
    gap = np.full(count, np.inf, np.float64)
    for i in range(count):
        j = ahead[i]
        a, b = who[order[i]], who[order[j]]
        if a // 2 != b // 2 and drawn[a // 2] and drawn[b // 2]:
            gap[i] = where[order[j]] - where[order[i]]
            if j <= i:
                gap[i] += total[loop_of[edge[crossing[a // 2, a % 2]]]]
    partner = np.full(2 * pieces, -1, np.int64)
    forward = np.zeros(2 * pieces, np.bool_)  # the way leaves this end in the sense of the border
    root = np.empty(pieces, np.int64)
    for p in range(pieces):
        root[p] = p
    for i in ascending(gap, count):
        if gap[i] > longest:
            break
        a, b = who[order[i]], who[order[ahead[i]]]
        if partner[a] >= 0 or partner[b] >= 0:
            continue
        ra, rb = a // 2, b // 2
        while root[ra] != ra:
            root[ra] = root[root[ra]]
            ra = root[ra]
        while root[rb] != rb:
            root[rb] = root[root[rb]]
            rb = root[rb]
        if ra == rb:
            continue
        root[max(ra, rb)] = min(ra, rb)
        partner[a], partner[b] = b, a
        forward[a] = True
    # each stretch of border is walked at most once
    out = np.empty((2 * pieces + points.shape[0] + 16, 2), np.float64)
    start = np.zeros(pieces + 1, np.int64)
    out_cell = np.empty(pieces, np.int64)
    way_points = np.empty(points.shape[0] + 1, np.int64)
    used = np.zeros(pieces, np.bool_)
    n, strokes = 0, 0
    for p in range(pieces):
        if not drawn[p] or used[p] or (partner[2 * p] >= 0 and partner[2 * p + 1] >= 0):
            continue
        enter = 2 * p if partner[2 * p] < 0 else 2 * p + 1
        while enter >= 0:
            used[enter // 2] = True
            leave = enter ^ 1
            copy_row(out, n, spot, enter)
            copy_row(out, n + 1, spot, leave)
            n += 2
            enter = partner[leave]
            if enter >= 0:
                a, b = (leave, enter) if forward[leave] else (enter, leave)
                ea, eb = edge[crossing[a // 2, a % 2]], edge[crossing[b // 2, b % 2]]
                ways = 0
                e = ea
                # the same edge again means all the way round only if b lies before a
                while e != eb or (ways == 0 and _before(points, spot, int(ea), b, a)):
                    e = following[e]
                    way_points[ways] = e
                    ways += 1
                for k in range(ways):
                    w = way_points[k] if a == leave else way_points[ways - 1 - k]
                    copy_row(out, n, points, w)
                    n += 1
        out_cell[strokes] = cell[p]
        strokes += 1
        start[strokes] = n
    return out[:n].copy(), start[: strokes + 1].copy(), out_cell[:strokes].copy()


@kernel
def _before(points: NDArray[np.float64], spot: NDArray[np.float64], edge: int, first: int, second: int) -> bool:
    """Tell whether one spot comes before another on an edge, from its beginning."""
    x, y = points[edge, 0], points[edge, 1]
    return abs(spot[first, 0] - x) + abs(spot[first, 1] - y) < abs(spot[second, 0] - x) + abs(spot[second, 1] - y)
