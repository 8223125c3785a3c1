"""A raw offset cleared of its tangles: pieces between crossings are kept where they lie at the asked distance.

The idea of cutting a raw offset at its crossings and keeping what is far enough: Kim, Lee and Yang, CAD 36 (2004) 1327.
"""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel
from layerworks.kernels.offset_grid import edge_grid, following_points
from layerworks.kernels.offset_pieces import ARC_POINTS, cut_into_pieces, join_pieces
from layerworks.kernels.sorting import copy_row, longer

SLACK_UM = 0.02  # a piece may lie nearer than asked by this


@kernel
def stitch_offset(
    points: NDArray[np.float64],
    loop_start: NDArray[np.int64],
    cell_start: NDArray[np.int64],
    distance: NDArray[np.float64],
    raw: NDArray[np.float64],
    raw_start: NDArray[np.int64],
    source: NDArray[np.int64],
    edges: NDArray[np.int64],
    at: NDArray[np.float64],
    crossing_start: NDArray[np.int64],
    cut_edges: NDArray[np.int64],
    cut_at: NDArray[np.float64],
    cut_start: NDArray[np.int64],
    centres: NDArray[np.float64],
    alive: NDArray[np.bool_],
    least_area: float,
) -> tuple[
    NDArray[np.float64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.uint64],
    NDArray[np.float64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.bool_],
]:
    """Return points (m, 2), loop_start (r + 1,), cell_start (c + 1,), kept (n,), tips, sides (t, 2), tip_start, failed.

    points, loop_start, cell_start: the outlines. distance: (c,) as given to `raw_offset`. raw, raw_start, source: what
    it gave; edges, at, crossing_start: the crossings of that. cut_edges, cut_at (k, 2), cut_start (c + 1,), centres
    (k, 2), alive (l,): where the result leaves a loop for another in an arc about a centre, as `place_cuts` gives it,
    and which loops without such a place count at all.
    kept: by source edge, a bit for each of its 64 equal parts, the lowest at its beginning, set where the part moved
    lies on the result, or where a plain corner trims it. Elsewhere the area is narrow, or the outline bends more
    tightly than the distance.
    tips: corners where the result goes from one raw edge to another at a crossing; sides: the sources of both;
    tip_start: (c + 1,). failed: (c,) cells in which the pieces do not join to loops; they are left empty. Loops of less
    than `least_area` are dropped.
    """
    cells = cell_start.shape[0] - 1
    following = following_points(loop_start, points.shape[0])
    raw_following = following_points(raw_start, raw.shape[0])
    room = raw.shape[0] + 2 * edges.shape[0] + (ARC_POINTS + 2) * cut_edges.shape[0] + 16
    out = np.empty((room, 2), np.float64)
    out_start = np.zeros(raw.shape[0] + 2, np.int64)
    out_cell = np.zeros(cells + 1, np.int64)
    kept = np.zeros(points.shape[0], np.uint64)
    tips = np.empty((edges.shape[0], 2), np.float64)
    sides = np.empty((edges.shape[0], 2), np.int64)
    tip_start = np.zeros(cells + 1, np.int64)
    tip = 0
    failed = np.zeros(cells, np.bool_)
    loops = 0
    for cell in range(cells):
        out_cell[cell] = loops
        tip_start[cell] = tip
        q0, q1 = cell_start[cell], cell_start[cell + 1]
        if raw_start[q1] == raw_start[q0]:
            continue
        c0, c1 = crossing_start[cell], crossing_start[cell + 1]
        k0, k1 = cut_start[cell], cut_start[cell + 1]
        meet, meet_at = edges[c0:c1], at[c0:c1]
        if k1 > k0:
            meet, meet_at = longer(meet, c1 - c0, c1 - c0 + k1 - k0), longer(meet_at, c1 - c0, c1 - c0 + k1 - k0)
            for k in range(k0, k1):
                copy_row(meet, c1 - c0 + k - k0, cut_edges, k)
                copy_row(meet_at, c1 - c0 + k - k0, cut_at, k)
        begin, ends, span, joins, cut, wanted = cut_into_pieces(
            raw, raw_following, raw_start[q0 : q1 + 1], meet, meet_at, distance[cell] > 0.0, k1 - k0, alive[q0:q1]
        )
        d = abs(distance[cell])
        near = (d - SLACK_UM) * (d - SLACK_UM)
        frame, shape, bins, entries = edge_grid(points, following, int(loop_start[q0]), int(loop_start[q1]), d)
        x0, y0, size, columns, rows = frame[0], frame[1], frame[2], shape[0], shape[1]
        for i in range(begin.shape[0]):
            if not wanted[i]:
                continue
            # the middle of its longest stretch tells whether it lies far enough from every edge
            longest = -1.0
            mx = my = 0.0
            a = begin[i]
            for step in range(span[i] + 1):
                b = raw_following[a]
                ta = ends[i, 0] if step == 0 else 0.0
                tb = ends[i, 1] if step == span[i] else 1.0
                dx, dy = raw[b, 0] - raw[a, 0], raw[b, 1] - raw[a, 1]
                weight = (tb - ta) * (tb - ta) * (dx * dx + dy * dy) * (0.01 if source[a] < 0 else 1.0)
                if weight > longest:
                    longest = weight
                    mx, my = raw[a, 0] + 0.5 * (ta + tb) * dx, raw[a, 1] + 0.5 * (ta + tb) * dy
                a = b
            column0, column1 = math.floor((mx - d - x0) / size), math.floor((mx + d - x0) / size)
            row0, row1 = math.floor((my - d - y0) / size), math.floor((my + d - y0) / size)
            for r in range(max(0, row0), min(rows - 1, row1) + 1):
                for c in range(max(0, column0), min(columns - 1, column1) + 1):
                    for e in range(bins[r * columns + c], bins[r * columns + c + 1]):
                        a = entries[e]
                        b = following[a]
                        ex, ey = points[b, 0] - points[a, 0], points[b, 1] - points[a, 1]
                        vx, vy = mx - points[a, 0], my - points[a, 1]
                        t = (vx * ex + vy * ey) / max(ex * ex + ey * ey, 1e-12)
                        t = 0.0 if t < 0.0 else (1.0 if t > 1.0 else t)
                        wx, wy = vx - t * ex, vy - t * ey
                        if wx * wx + wy * wy < near:
                            wanted[i] = False
                            break
                    if not wanted[i]:
                        break
                if not wanted[i]:
                    break
        before = loops
        own = centres[k0:k1]
        loops = join_pieces(
            raw, raw_following, begin, ends, span, joins, cut, wanted, own, least_area, out, out_start, loops
        )
        if loops < 0:
            failed[cell] = True
            loops = before
            continue
        for i in range(begin.shape[0]):
            if not wanted[i]:
                continue
            a = begin[i]
            for step in range(span[i] + (1 if joins[i] >= 0 else 0)):
                b = raw_following[a]
                if source[a] >= 0:
                    parts = ~np.uint64(0)
                    for end in range(2):
                        if joins[i] < 0 or step != (0 if end == 0 else span[i]):
                            continue
                        o = source[a]
                        px, py = points[o, 0], points[o, 1]
                        ex, ey = points[following[o], 0] - px, points[following[o], 1] - py
                        t = ends[i, end]
                        x, y = raw[a, 0] + t * (raw[b, 0] - raw[a, 0]), raw[a, 1] + t * (raw[b, 1] - raw[a, 1])
                        part = 64.0 * ((x - px) * ex + (y - py) * ey) / (ex * ex + ey * ey)
                        if end == 0:
                            shift = max(0, math.ceil(part))
                            parts = parts << np.uint64(shift) if shift < 64 else np.uint64(0)
                        else:
                            shift = 64 - min(64, math.floor(part))
                            mask = ~np.uint64(0) >> np.uint64(shift) if shift < 64 else np.uint64(0)
                            parts &= mask
                    kept[source[a]] |= parts
                if joins[i] >= 0 and step == span[i] and cut[i] < 0:
                    o = begin[joins[i]]
                    t = ends[joins[i], 0]
                    tips[tip, 0] = raw[o, 0] + t * (raw[raw_following[o], 0] - raw[o, 0])
                    tips[tip, 1] = raw[o, 1] + t * (raw[raw_following[o], 1] - raw[o, 1])
                    sides[tip, 0], sides[tip, 1] = source[a], source[o]
                    tip += 1
                a = b
    out_cell[cells] = loops
    tip_start[cells] = tip
    return (
        out[: out_start[loops]].copy(),
        out_start[: loops + 1].copy(),
        out_cell,
        kept,
        tips[:tip].copy(),
        sides[:tip].copy(),
        tip_start,
        failed,
    )
