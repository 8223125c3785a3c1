"""How wide an area is along its border: from each place of the border to the middle of the widest disc that touches there.

The disc shrinks until no other edge reaches into it, as in Ma, Bae and Choi, The Visual Computer 28 (2012) 7, but over
edges instead of sample points, so that its radius is exact.
"""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel
from layerworks.kernels.offset_grid import edge_grid, following_points

FAN = 0.35  # radians between the spokes of a corner that points inwards


@kernel
def measure_spokes(
    points: NDArray[np.float64],
    loop_start: NDArray[np.int64],
    cell_start: NDArray[np.int64],
    wanted: NDArray[np.bool_],
    limit: NDArray[np.float64],
    step: float,
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return spokes (m, 6), edge (m,), opposite (m,) and spoke_start (l + 1,): the spokes of each loop in its order.

    points: (n, 2), loop_start: (l + 1,), cell_start: (c + 1,): areas on the left of their loops. wanted: (n,) edges to
    measure, at most `step` apart. limit: (c,) radius beyond which a disc is not followed.
    spokes: x and y on the border, x and y of the unit vector inwards, radius, and the cosine of the angle between
    the two places where the disc touches, seen from its middle: −1 between parallel sides, 0 in a square corner.
    At a corner that points outwards the radius is 0 and the vector leads to where both sides are one unit away.
    opposite: edge that stops the disc, −1 where the limit does.
    """
    cells = cell_start.shape[0] - 1
    following = following_points(loop_start, points.shape[0])
    preceding = np.empty(points.shape[0], np.int64)
    room = 0
    for i in range(points.shape[0]):
        j = following[i]
        preceding[j] = i
        if wanted[i]:
            room += 12 + int(math.hypot(points[j, 0] - points[i, 0], points[j, 1] - points[i, 1]) / step)
    spokes = np.empty((room, 6), np.float64)
    edge = np.empty(room, np.int64)
    opposite = np.full(room, -1, np.int64)
    spoke_start = np.zeros(loop_start.shape[0], np.int64)
    m = 0
    for cell in range(cells):
        q0, q1 = cell_start[cell], cell_start[cell + 1]
        any_wanted = False
        for i in range(loop_start[q0], loop_start[q1]):
            any_wanted = any_wanted or wanted[i]
        if not any_wanted:
            spoke_start[q0 : q1 + 1] = m
            continue
        frame, shape, bins, entries = edge_grid(points, following, loop_start[q0], loop_start[q1], limit[cell])
        x0, y0, size, columns, rows = frame[0], frame[1], frame[2], shape[0], shape[1]
        for q in range(q0, q1):
            spoke_start[q] = m
            for i in range(loop_start[q], loop_start[q + 1]):
                if not wanted[i]:
                    continue
                h, j = preceding[i], following[i]
                dx, dy = points[j, 0] - points[i, 0], points[j, 1] - points[i, 1]
                length = math.hypot(dx, dy)
                if length == 0.0:
                    continue
                nx, ny = -dy / length, dx / length
                before = math.hypot(points[i, 0] - points[h, 0], points[i, 1] - points[h, 1])
                fan = 0
                if before > 0.0 and wanted[h]:
                    bx, by = (points[h, 1] - points[i, 1]) / before, (points[i, 0] - points[h, 0]) / before
                    cross, dot = bx * ny - by * nx, bx * nx + by * ny
                    if cross > 0.0:
                        f = 1.0 / max(1.0 + dot, 0.1)
                        spokes[m, 0], spokes[m, 1] = points[i, 0], points[i, 1]
                        spokes[m, 2], spokes[m, 3] = f * (bx + nx), f * (by + ny)
                        spokes[m, 4], spokes[m, 5] = 0.0, dot
                        edge[m] = i
                        m += 1
                    else:
                        turn = math.atan2(-cross, dot)
                        fan = min(8, int(turn / FAN))
                        angle = turn / (fan + 1)
                count = max(1, int(math.ceil(length / step)))
                for k in range(fan + count):
                    if k < fan:
                        c, s = math.cos(angle * (k + 1)), -math.sin(angle * (k + 1))
                        ux, uy = bx * c - by * s, bx * s + by * c
                        px, py = points[i, 0], points[i, 1]
                    else:
                        t = (k - fan + 0.5) / count
                        px, py = points[i, 0] + t * dx, points[i, 1] + t * dy
                        ux, uy = nx, ny
                    r = limit[cell]
                    tx = ty = 0.0
                    stop = -1
                    cx, cy = px + r * ux, py + r * uy
                    c0, c1 = int(math.floor((cx - r - x0) / size)), int(math.floor((cx + r - x0) / size))
                    r0, r1 = int(math.floor((cy - r - y0) / size)), int(math.floor((cy + r - y0) / size))
                    for row in range(max(0, r0), min(rows - 1, r1) + 1):
                        for column in range(max(0, c0), min(columns - 1, c1) + 1):
                            for e in range(bins[row * columns + column], bins[row * columns + column + 1]):
                                a = entries[e]
                                b = following[a]
                                if a == i or (k < fan and a == h):
                                    continue
                                ax, ay = points[a, 0] - px, points[a, 1] - py
                                ex, ey = points[b, 0] - points[a, 0], points[b, 1] - points[a, 1]
                                # the corner at its start
                                ahead = ax * ux + ay * uy
                                away = ax * ax + ay * ay
                                if ahead > 0.0 and away < 2.0 * ahead * r:
                                    r = away / (2.0 * ahead)
                                    tx, ty, stop = points[a, 0], points[a, 1], a
                                # its inside: distance of the disc's middle from the line equals the radius
                                long = math.sqrt(ex * ex + ey * ey)
                                if long == 0.0:
                                    continue
                                mx, my = -ey / long, ex / long
                                high = -(ax * mx + ay * my)
                                slope = 1.0 - (ux * mx + uy * my)
                                if high <= 0.0 or high >= r * slope:
                                    continue
                                rr = high / slope
                                vx, vy = rr * ux - ax, rr * uy - ay
                                along = (vx * ex + vy * ey) / (long * long)
                                if 0.0 <= along <= 1.0:
                                    r = rr
                                    tx, ty = points[a, 0] + along * ex, points[a, 1] + along * ey
                                    stop = a
                    spokes[m, 0], spokes[m, 1], spokes[m, 2], spokes[m, 3] = px, py, ux, uy
                    spokes[m, 4], spokes[m, 5] = r, 1.0
                    if stop >= 0 and r > 0.0:
                        cx, cy = px + r * ux, py + r * uy
                        spokes[m, 5] = -((tx - cx) * ux + (ty - cy) * uy) / r
                    edge[m], opposite[m] = i, stop
                    m += 1
        spoke_start[q1] = m
    return spokes[:m].copy(), edge[:m].copy(), opposite[:m].copy(), spoke_start
