"""How wide an area is along its border: from each place of the border to the middle of the widest disc that touches
there.

The disc shrinks until no other edge reaches into it, as in Ma, Bae and Choi, The Visual Computer 28 (2012) 7, but over
edges instead of sample points, so that its radius is exact.
"""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel
from layerworks.kernels.offset_cuts import FACING
from layerworks.kernels.offset_grid import edge_grid, following_points

FINE = 2  # to how small a part of a step the end of a narrow place is found
STRETCH = 8  # steps that spokes may be apart between two straight sides
EVEN = 0.03  # of the limit that the radius may change over such a stretch
FAN = 0.35  # radians between the spokes of a corner that points inwards


@kernel
def touch(
    points: NDArray[np.float64],
    following: NDArray[np.int64],
    frame: NDArray[np.float64],
    shape: NDArray[np.int64],
    bins: NDArray[np.int64],
    entries: NDArray[np.int64],
    x: float,
    y: float,
    ux: float,
    uy: float,
    own: int,
    before: int,
    limit: float,
) -> tuple[float, float, int, bool]:
    """Return radius, cosine, edge and whether at its beginning: where the widest disc that touches (x, y) is stopped.

    frame … entries: as `edge_grid` gives them. (ux, uy): unit vector from the border to the disc's middle. own, before:
    edges that do not count. cosine: of the angle between both touches, seen from the middle. The edge is −1 where
    `limit` stops the disc.
    """
    r = limit
    tx = ty = 0.0
    stop = -1
    at_corner = False
    size = frame[2]
    cx, cy = x + r * ux - frame[0], y + r * uy - frame[1]
    c0, c1 = max(0, math.floor((cx - r) / size)), min(shape[0] - 1, math.floor((cx + r) / size))
    r0, r1 = max(0, math.floor((cy - r) / size)), min(shape[1] - 1, math.floor((cy + r) / size))
    for row in range(r0, r1 + 1):
        for b in range(row * shape[0] + c0, row * shape[0] + c1 + 1):
            for e in range(bins[b], bins[b + 1]):
                a = entries[e]
                if a in (own, before):
                    continue
                ax, ay = points[a, 0] - x, points[a, 1] - y
                # the corner at its beginning
                ahead, away = ax * ux + ay * uy, ax * ax + ay * ay
                if ahead > 0.0 and away < 2.0 * ahead * r:
                    r = away / (2.0 * ahead)
                    tx, ty, stop, at_corner = ax, ay, a, True
                # its inside: the middle is as far from the line as from (x, y)
                ex, ey = points[following[a], 0] - points[a, 0], points[following[a], 1] - points[a, 1]
                high = ex * ay - ey * ax  # times its length
                if high >= 0.0:
                    continue
                long = math.sqrt(ex * ex + ey * ey)
                slope = long + ux * ey - uy * ex
                if -high >= r * slope:
                    continue
                rr = -high / slope
                along = ((rr * ux - ax) * ex + (rr * uy - ay) * ey) / (long * long)
                if 0.0 <= along <= 1.0:
                    r = rr
                    tx, ty, stop, at_corner = ax + along * ex, ay + along * ey, a, False
    cosine = 1.0
    if stop >= 0 and r > 0.0:
        cosine = 1.0 - (tx * ux + ty * uy) / r
    return r, cosine, stop, at_corner


@kernel
def measure_spokes(
    points: NDArray[np.float64],
    loop_start: NDArray[np.int64],
    cell_start: NDArray[np.int64],
    kept: NDArray[np.uint64],
    limit: NDArray[np.float64],
    step: float,
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return spokes (m, 6), edge (m,), opposite (m,) and spoke_start (l + 1,): the spokes of each loop in its order.

    points: (n, 2), loop_start: (l + 1,), cell_start: (c + 1,): areas on the left of their loops. kept: (n,) parts of
    the edges that need not be looked at, as `stitch_offset` gives them. limit: (c,) radius beyond which a disc is
    not followed. step: the farthest that spokes of an edge may be apart, `STRETCH` times that between two straight
    sides. spokes: x and y on the border, x and y of the unit vector inwards, radius, and the cosine of the angle
    between the two places where the disc touches, seen from its middle: −1 between parallel sides, 0 in a square
    corner. At a corner that points outwards the radius is 0 and the vector leads to where both sides are one unit
    away. opposite: edge that stops the disc, −1 where the limit does.
    """
    all_kept = ~np.uint64(0)
    last_bit = np.uint64(1) << np.uint64(63)
    cells = cell_start.shape[0] - 1
    following = following_points(loop_start, points.shape[0])
    preceding = np.empty(points.shape[0], np.int64)
    room = 16
    most = 1
    for i in range(points.shape[0]):
        j = following[i]
        preceding[j] = i
        if kept[i] != all_kept:
            places = FINE * math.ceil(math.hypot(points[j, 0] - points[i, 0], points[j, 1] - points[i, 1]) / step)
            most = max(most, places)
            room += 10 + places
    spokes = np.empty((room, 6), np.float64)
    edge = np.empty(room, np.int64)
    opposite = np.full(room, -1, np.int64)
    spoke_start = np.zeros(loop_start.shape[0], np.int64)
    # places of one edge
    known = np.zeros(most + 1, np.bool_)
    radius = np.empty(most + 1, np.float64)
    cosine = np.empty(most + 1, np.float64)
    stop = np.empty(most + 1, np.int64)
    corner = np.empty(most + 1, np.bool_)
    stack = np.empty((most + 2, 2), np.int64)
    m = 0
    for cell in range(cells):
        q0, q1 = cell_start[cell], cell_start[cell + 1]
        for q in range(q0, q1 + 1):
            spoke_start[q] = m
        narrow = False
        for i in range(loop_start[q0], loop_start[q1]):
            narrow = narrow or kept[i] != all_kept
        if not narrow:
            continue
        reach = limit[cell]
        frame, shape, bins, entries = edge_grid(points, following, int(loop_start[q0]), int(loop_start[q1]), reach)
        for q in range(q0, q1):
            spoke_start[q] = m
            for i in range(loop_start[q], loop_start[q + 1]):
                if kept[i] == all_kept:
                    continue
                h, j = preceding[i], following[i]
                x, y = points[i, 0], points[i, 1]
                dx, dy = points[j, 0] - x, points[j, 1] - y
                length = math.hypot(dx, dy)
                if length == 0.0:
                    continue
                nx, ny = -dy / length, dx / length
                before = math.hypot(x - points[h, 0], y - points[h, 1])
                if before > 0.0 and not (kept[h] & last_bit) and not (kept[i] & np.uint64(1)):
                    bx, by = (points[h, 1] - y) / before, (x - points[h, 0]) / before
                    cross, dot = bx * ny - by * nx, bx * nx + by * ny
                    if cross > 0.0:
                        f = 1.0 / max(1.0 + dot, 0.1)
                        spokes[m, 0], spokes[m, 1], spokes[m, 2], spokes[m, 3] = x, y, f * (bx + nx), f * (by + ny)
                        spokes[m, 4], spokes[m, 5] = 0.0, dot
                        edge[m] = i
                        m += 1
                    else:
                        turn = math.atan2(-cross, dot)
                        fan = min(8, int(turn / FAN))
                        for k in range(fan):
                            angle = turn * (k + 1) / (fan + 1)
                            c, s = math.cos(angle), -math.sin(angle)
                            ux, uy = bx * c - by * s, bx * s + by * c
                            r, cos, opposite[m], _ = touch(
                                points, following, frame, shape, bins, entries, x, y, ux, uy, i, h, reach
                            )
                            spokes[m, 0], spokes[m, 1], spokes[m, 2], spokes[m, 3] = x, y, ux, uy
                            spokes[m, 4], spokes[m, 5] = r, cos
                            edge[m] = i
                            m += 1
                places = FINE * math.ceil(length / step)
                known[:places] = False
                first = 0
                while first < places:
                    if kept[i] & (np.uint64(1) << np.uint64(int(64.0 * (first + 0.5) / places))):
                        first += 1
                        continue
                    last = first
                    while last + 1 < places and not (
                        kept[i] & (np.uint64(1) << np.uint64(int(64.0 * (last + 1.5) / places)))
                    ):
                        last += 1
                    # halve the stretch until both ends of a part are stopped by the inside of the same edge
                    stack[0, 0], stack[0, 1] = first, last
                    top = 1
                    while top > 0:
                        top -= 1
                        a, b = stack[top, 0], stack[top, 1]
                        for k in (a, b):
                            if not known[k]:
                                known[k] = True
                                t = (k + 0.5) / places
                                radius[k], cosine[k], stop[k], corner[k] = touch(
                                    points,
                                    following,
                                    frame,
                                    shape,
                                    bins,
                                    entries,
                                    x + t * dx,
                                    y + t * dy,
                                    nx,
                                    ny,
                                    i,
                                    i,
                                    reach,
                                )
                        same = stop[a] >= 0 and stop[a] == stop[b] and not corner[a] and not corner[b]
                        same = same and abs(radius[a] - radius[b]) < EVEN * reach
                        faces = (stop[a] >= 0 and cosine[a] <= FACING) == (stop[b] >= 0 and cosine[b] <= FACING)
                        if b - a > (STRETCH * FINE if same else FINE if faces else 1):
                            mid = (a + b) // 2
                            stack[top, 0], stack[top, 1] = a, mid
                            stack[top + 1, 0], stack[top + 1, 1] = mid, b
                            top += 2
                    first = last + 1
                for k in range(places):
                    if known[k]:
                        t = (k + 0.5) / places
                        spokes[m, 0], spokes[m, 1], spokes[m, 2], spokes[m, 3] = x + t * dx, y + t * dy, nx, ny
                        spokes[m, 4], spokes[m, 5] = radius[k], cosine[k]
                        edge[m], opposite[m] = i, stop[k]
                        m += 1
        spoke_start[q1] = m
    return spokes[:m].copy(), edge[:m].copy(), opposite[:m].copy(), spoke_start
