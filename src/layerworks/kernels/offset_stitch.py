"""A raw offset cleared of its tangles: pieces between crossings are kept where they lie at the asked distance.

The idea of cutting a raw offset at its crossings and keeping what is far enough: Kim, Lee and Yang, CAD 36 (2004) 1327.
"""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel
from layerworks.kernels.offset_grid import edge_grid, following_points
from layerworks.kernels.offset_pieces import cut_into_pieces, join_pieces

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
    least_area: float,
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64], NDArray[np.uint64], NDArray[np.bool_]]:
    """Return points (m, 2), loop_start (r + 1,), cell_start (c + 1,), kept (n,) and failed (c,).

    points, loop_start, cell_start: the outlines. distance: (c,) as given to `raw_offset`. raw, raw_start, source:
    what it gave; edges, at, crossing_start: the crossings of that. kept: by source edge, a bit for each of its 64
    equal parts, the lowest at its beginning, set where the part moved lies on the result. Where it is not the area
    is narrow, or the outline bends more tightly than the distance. A cell in which the pieces do not join to loops
    is failed and left empty. Loops of less than `least_area` are dropped.
    """
    cells = cell_start.shape[0] - 1
    following = following_points(loop_start, points.shape[0])
    raw_following = following_points(raw_start, raw.shape[0])
    out = np.empty((raw.shape[0] + 2 * edges.shape[0] + 16, 2), np.float64)
    out_start = np.zeros(raw.shape[0] + 2, np.int64)
    out_cell = np.zeros(cells + 1, np.int64)
    kept = np.zeros(points.shape[0], np.uint64)
    failed = np.zeros(cells, np.bool_)
    loops = 0
    for cell in range(cells):
        out_cell[cell] = loops
        q0, q1 = cell_start[cell], cell_start[cell + 1]
        if raw_start[q1] == raw_start[q0]:
            continue
        c0, c1 = crossing_start[cell], crossing_start[cell + 1]
        begin, ends, span, joins, wanted = cut_into_pieces(
            raw, raw_following, raw_start[q0 : q1 + 1], edges[c0:c1], at[c0:c1], distance[cell] > 0.0
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
        before = loops
        loops = join_pieces(raw, raw_following, begin, ends, span, joins, wanted, least_area, out, out_start, loops)
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
                    low, high = 0, 64
                    px, py = points[source[a], 0], points[source[a], 1]
                    ex, ey = points[following[source[a]], 0] - px, points[following[source[a]], 1] - py
                    for end in range(2):
                        if joins[i] < 0 or step != (0 if end == 0 else span[i]):
                            continue
                        t = ends[i, end]
                        x, y = raw[a, 0] + t * (raw[b, 0] - raw[a, 0]), raw[a, 1] + t * (raw[b, 1] - raw[a, 1])
                        part = 64.0 * ((x - px) * ex + (y - py) * ey) / (ex * ex + ey * ey)
                        if end == 0:
                            low = max(0, math.ceil(part))
                        else:
                            high = min(64, math.floor(part))
                    for bit in range(low, high):
                        kept[source[a]] |= np.uint64(1) << np.uint64(bit)
                a = b
    out_cell[cells] = loops
    return out[: out_start[loops]].copy(), out_start[: loops + 1].copy(), out_cell, kept, failed
