"""Where a shrunk area is to be cut off, because a narrow place begins that a wider disc does not enter."""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel

FACING = -0.5  # cosine between the two touches of a disc below which the sides face each other


@kernel
def place_cuts(
    points: NDArray[np.float64],
    following: NDArray[np.int64],
    loop_start: NDArray[np.int64],
    kept: NDArray[np.uint64],
    tips: NDArray[np.float64],
    sides: NDArray[np.int64],
    tip_start: NDArray[np.int64],
    radius: NDArray[np.float64],
    raw: NDArray[np.float64],
    raw_following: NDArray[np.int64],
    source: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """Return edges (k, 2), at (k, 2), cut_start (c + 1,) and centres (k, 2), as `stitch_offset` takes them.

    points (n, 2), following (n,), loop_start: the outlines. kept, tips, sides, tip_start: of their offset by the radius
    of a disc, as `stitch_offset` gives them: where the disc touches two sides at once. radius: (c,) how much less the
    outlines were shrunk to raw (m, 2), with its raw_following and source (m,). No cut is where the outline merely bends
    more tightly than the disc: its sides do not face each other, and on the way between them the disc touches nothing.
    """
    cells = tip_start.shape[0] - 1
    touched = np.zeros(points.shape[0] + 1, np.int64)  # edges before a point that the disc touches
    for t in range(tips.shape[0]):
        for side in range(2):  # a touch may be shorter than what `kept` tells
            touched[1 + (sides[t, side] if sides[t, side] >= 0 else -1 - sides[t, side])] = 1
    loop_of = np.empty(points.shape[0], np.int64)
    for q in range(loop_start.shape[0] - 1):
        for i in range(loop_start[q], loop_start[q + 1]):
            loop_of[i] = q
            touched[i + 1] = touched[i] + (1 if kept[i] > 0 else touched[i + 1])
    moved = np.full(points.shape[0], -1, np.int64)
    preceding = np.empty(raw.shape[0], np.int64)
    for r in range(raw.shape[0]):
        preceding[raw_following[r]] = r
        if source[r] >= 0:
            moved[source[r]] = r
    edges = np.empty((tips.shape[0], 2), np.int64)
    at = np.empty((tips.shape[0], 2), np.float64)
    centres = np.empty((tips.shape[0], 2), np.float64)
    cut_start = np.zeros(cells + 1, np.int64)
    away = np.empty((2, 2), np.float64)
    cuts = 0
    for cell in range(cells):
        cut_start[cell] = cuts
        for t in range(tip_start[cell], tip_start[cell + 1]):
            x, y = tips[t, 0], tips[t, 1]
            for side in range(2):
                s = sides[t, side]
                if s >= 0:
                    dx, dy = points[following[s], 1] - points[s, 1], points[s, 0] - points[following[s], 0]
                else:
                    dx, dy = points[-1 - s, 0] - x, points[-1 - s, 1] - y
                long = math.sqrt(dx * dx + dy * dy)
                away[side, 0], away[side, 1] = dx / long, dy / long
            if away[0, 0] * away[1, 0] + away[0, 1] * away[1, 1] > FACING:
                a = sides[t, 0] + 1 if sides[t, 0] >= 0 else -1 - sides[t, 0]
                b = sides[t, 1] if sides[t, 1] >= 0 else -1 - sides[t, 1]
                q = loop_of[b]
                if q == loop_of[a - 1 if sides[t, 0] >= 0 else a]:
                    between = touched[b] - touched[a]
                    if b < a:
                        between += touched[loop_start[q + 1]] - touched[loop_start[q]]
                    if between == 0:
                        continue
            found = True
            for side in range(2):
                px, py = x + radius[cell] * away[side, 0], y + radius[cell] * away[side, 1]
                s = sides[t, side]
                r = moved[s if s >= 0 else -1 - s]
                nearest = np.inf
                first = True
                # a joint about a corner is made of the raw edges before the one of the edge that begins there
                while r >= 0:
                    ex, ey = raw[raw_following[r], 0] - raw[r, 0], raw[raw_following[r], 1] - raw[r, 1]
                    u = ((px - raw[r, 0]) * ex + (py - raw[r, 1]) * ey) / max(ex * ex + ey * ey, 1e-12)
                    u = 0.0 if u < 0.0 else (1.0 if u > 1.0 else u)
                    vx, vy = raw[r, 0] + u * ex - px, raw[r, 1] + u * ey - py
                    if vx * vx + vy * vy < nearest:
                        nearest = vx * vx + vy * vy
                        edges[cuts, side], at[cuts, side] = r, u
                    if s >= 0 or (not first and source[r] != s):
                        break
                    first = False
                    r = preceding[r]
                found = found and nearest < np.inf
            if found:
                centres[cuts, 0], centres[cuts, 1] = x, y
                cuts += 1
    cut_start[cells] = cuts
    return edges[:cuts].copy(), at[:cuts].copy(), cut_start, centres[:cuts].copy()
