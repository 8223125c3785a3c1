"""Loops cut where they cross, and the pieces that are wanted joined to loops again. Called by other kernels only."""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel
from layerworks.kernels.sorting import ascending_by_bucket

SAME_UM = 0.5  # points nearer than this are one
ARC_SAG_UM = 4.0  # that the chords of an arc at a cut may lie inside it
ARC_POINTS = 30
LAST = 1.0 - 1e-9  # farthest along an edge that stays below the next edge's number when added to its own


@kernel
def cut_into_pieces(
    points: NDArray[np.float64],
    following: NDArray[np.int64],
    loop_start: NDArray[np.int64],
    edges: NDArray[np.int64],
    at: NDArray[np.float64],
    keep_left: bool,
    cuts: int,
    alive: NDArray[np.bool_],
) -> tuple[
    NDArray[np.int64],
    NDArray[np.float64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.bool_],
]:
    """Return begin (p,), ends (p, 2), span, joins, cut and wanted (p,) of the pieces of a cell's loops.

    points: (n, 2), following: (n,), loop_start: (l + 1,) of that cell. edges, at: (x, 2) its crossings, the last `cuts`
    of which are none, but places where the first loop is to be left for the second; what lies between such a place and
    the next one where a loop is entered is dropped, and so are loops without any that are not alive (l,).
    Pieces 0 … 2x − 1 run from one crossing to the next, the last l are whole loops, with span −1 where the loop is
    crossed or empty. begin: edge on which a piece begins; ends: how far along its first and its last edge it begins
    and ends; span: edges from first to last, for a loop the number of its points. joins: piece that leaves the crossing
    at its end along the other loop; cut: the number of the cut there, else −1. wanted: whether at both ends the piece
    lies left of what it meets there (right, unless keep_left).
    """
    nodes = 2 * edges.shape[0]
    loops = loop_start.shape[0] - 1
    first = loop_start[0]
    where = np.empty(
        nodes, np.float64
    )  # counted from the cell's first point, so that no other cell touches its rounding
    for k in range(nodes):
        where[k] = edges[k // 2, k % 2] - first + min(at[k // 2, k % 2], LAST)
    order = ascending_by_bucket(where, 0, int(loop_start[loops] - first))
    rank = np.empty(nodes, np.int64)
    for k in range(nodes):
        rank[order[k]] = k
    goes_on = np.empty(nodes, np.bool_)  # whether the result leaves the crossing along this loop
    for k in range(0, nodes, 2):
        if k >= nodes - 2 * cuts:
            goes_on[rank[k]], goes_on[rank[k + 1]] = False, True
            continue
        a, b = edges[k // 2, 0], edges[k // 2, 1]
        ax, ay = points[following[a], 0] - points[a, 0], points[following[a], 1] - points[a, 1]
        bx, by = points[following[b], 0] - points[b, 0], points[following[b], 1] - points[b, 1]
        goes_on[rank[k]] = (ax * by < ay * bx) == keep_left
        goes_on[rank[k + 1]] = not goes_on[rank[k]]
    pieces = nodes + loops
    begin = np.zeros(pieces, np.int64)
    ends = np.zeros((pieces, 2), np.float64)
    span = np.full(pieces, -1, np.int64)
    joins = np.full(pieces, -1, np.int64)
    cut = np.full(pieces, -1, np.int64)
    wanted = np.zeros(pieces, np.bool_)
    k = 0
    for q in range(loops):
        a, b = loop_start[q], loop_start[q + 1]
        k0 = k
        while k < nodes and where[order[k]] < b - first:
            k += 1
        live = alive[q]
        for i in range(k - 1, k0 - 1, -1):
            if order[i] >= nodes - 2 * cuts:  # before a place where the loop is left it lives
                live = not goes_on[i]
        for i in range(k0, k):
            if order[i] >= nodes - 2 * cuts:
                live = goes_on[i]
            j = i + 1 if i + 1 < k else k0
            begin[i] = edges[order[i] // 2, order[i] % 2]
            end = edges[order[j] // 2, order[j] % 2]
            ends[i, 0], ends[i, 1] = at[order[i] // 2, order[i] % 2], at[order[j] // 2, order[j] % 2]
            span[i] = end - begin[i] + (b - a if j <= i else 0)
            joins[i] = rank[order[j] ^ 1]
            if order[j] >= nodes - 2 * cuts:
                cut[i] = order[j] // 2 - (nodes // 2 - cuts)
            wanted[i] = live and goes_on[i] and not goes_on[j]
        if k == k0 and b > a:
            begin[nodes + q] = a
            span[nodes + q] = b - a
            wanted[nodes + q] = alive[q]
    return begin, ends, span, joins, cut, wanted


@kernel
def join_pieces(
    points: NDArray[np.float64],
    following: NDArray[np.int64],
    begin: NDArray[np.int64],
    ends: NDArray[np.float64],
    span: NDArray[np.int64],
    joins: NDArray[np.int64],
    cut: NDArray[np.int64],
    wanted: NDArray[np.bool_],
    centres: NDArray[np.float64],
    least_area: float,
    out: NDArray[np.float64],
    out_start: NDArray[np.int64],
    loops: int,
) -> int:
    """Append the loops that the wanted pieces form to `out`, from out_start[loops] on; return the new number of loops.

    At a cut an arc leads about its centre (k, 2), to the left, from the end of one piece to the beginning of the next.
    Returns −1 where a piece leads to one that is not wanted. Loops of less than `least_area` are left out.
    """
    used = np.zeros(begin.shape[0], np.bool_)
    n = out_start[loops]
    for i in range(begin.shape[0]):
        if not wanted[i] or used[i]:
            continue
        first = n
        p = i
        while not used[p]:
            used[p] = True
            a = begin[p]
            for step in range(span[p] + (1 if joins[p] >= 0 else 0)):
                b = following[a]
                t = ends[p, 0] if step == 0 else 0.0
                x, y = (
                    points[a, 0] + t * (points[b, 0] - points[a, 0]),
                    points[a, 1] + t * (points[b, 1] - points[a, 1]),
                )
                if n == first or abs(x - out[n - 1, 0]) + abs(y - out[n - 1, 1]) > SAME_UM:
                    out[n, 0], out[n, 1] = x, y
                    n += 1
                a = b
            if joins[p] < 0:
                break
            if cut[p] >= 0:
                cx, cy = centres[cut[p], 0], centres[cut[p], 1]
                a = begin[p]
                for _ in range(span[p]):
                    a = following[a]
                b, t = following[a], ends[p, 1]
                x = points[a, 0] + t * (points[b, 0] - points[a, 0])
                y = points[a, 1] + t * (points[b, 1] - points[a, 1])
                r, first_turn = math.hypot(x - cx, y - cy), math.atan2(y - cy, x - cx)
                a, t = begin[joins[p]], ends[joins[p], 0]
                b = following[a]
                x = points[a, 0] + t * (points[b, 0] - points[a, 0])
                y = points[a, 1] + t * (points[b, 1] - points[a, 1])
                turn = (math.atan2(y - cy, x - cx) - first_turn) % (2.0 * math.pi)
                steps = min(ARC_POINTS, math.ceil(turn / (2.0 * math.acos(max(0.5, 1.0 - ARC_SAG_UM / r)))))
                for step in range(steps):
                    angle = first_turn + turn * step / steps
                    out[n, 0], out[n, 1] = cx + r * math.cos(angle), cy + r * math.sin(angle)
                    n += 1
            p = joins[p]
            if not wanted[p]:
                return -1
        if p != i:
            return -1
        while n > first + 1 and abs(out[first, 0] - out[n - 1, 0]) + abs(out[first, 1] - out[n - 1, 1]) <= SAME_UM:
            n -= 1
        area = 0.0
        for a in range(first + 1, n - 1):
            area += (out[a, 0] - out[first, 0]) * (out[a + 1, 1] - out[first, 1])
            area -= (out[a + 1, 0] - out[first, 0]) * (out[a, 1] - out[first, 1])
        if n - first < 3 or abs(area) < 2.0 * least_area:
            n = first
        else:
            loops += 1
            out_start[loops] = n
    return loops
