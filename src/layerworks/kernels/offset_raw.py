"""Every edge of an outline moved sideways and joined to its neighbours: an offset before it is cleared of tangles."""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel
from layerworks.kernels.sorting import longer


@kernel
def raw_offset(
    points: NDArray[np.float64],
    loop_start: NDArray[np.int64],
    distance: NDArray[np.float64],
    arc_tolerance: float,
    sharp_turn: float,
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Return points (m, 2), loop_start (l + 1,) and source (m,): the edge moved, −1 − p on a joint about point p.

    points: (n, 2). loop_start: (l + 1,). distance: (l,) to the left of each loop, right below zero. source belongs
    to the edge that begins at a raw point. Every raw edge from a source edge lies on that edge's moved line, within
    its length where neighbours close in, up to the common tangent where they open. Corners that open stay sharp when
    they turn by less than `sharp_turn` radians; others become polygons around the circle of radius `distance` with
    corners at most `arc_tolerance` outside it.
    """
    loops = loop_start.shape[0] - 1
    room = 2 * points.shape[0] + 16
    raw = np.empty((room, 2), np.float64)
    source = np.empty((room, 1), np.int64)
    raw_start = np.zeros(loops + 1, np.int64)
    most = 0
    for q in range(loops):
        most = max(most, loop_start[q + 1] - loop_start[q])
    corner = np.empty(most, np.int64)  # points that differ from the one before
    ux = np.empty(most, np.float64)  # direction and length of the edge that begins there
    uy = np.empty(most, np.float64)
    length = np.empty(most, np.float64)
    cross = np.empty(most, np.float64)  # sine and cosine of the turn at each corner
    dot = np.empty(most, np.float64)
    take = np.empty(most, np.float64)  # how much of both edges a closing corner takes
    n = 0
    for q in range(loops):
        d = distance[q]
        s, e = loop_start[q], loop_start[q + 1]
        raw_start[q] = n
        count = 0
        for i in range(s, e):
            k = corner[count - 1] if count > 0 else -1
            if count == 0 or points[i, 0] != points[k, 0] or points[i, 1] != points[k, 1]:
                corner[count] = i
                count += 1
        while count > 1:
            k = corner[count - 1]
            if points[k, 0] != points[s, 0] or points[k, 1] != points[s, 1]:
                break
            count -= 1
        if count < 3:
            continue
        for i in range(count):
            a, b = corner[i], corner[i + 1 if i + 1 < count else 0]
            dx, dy = points[b, 0] - points[a, 0], points[b, 1] - points[a, 1]
            length[i] = math.sqrt(dx * dx + dy * dy)
            ux[i], uy[i] = dx / length[i], dy / length[i]
        h = count - 1
        for i in range(count):
            cross[i] = ux[h] * uy[i] - uy[h] * ux[i]
            dot[i] = ux[h] * ux[i] + uy[h] * uy[i]
            take[i] = 0.0
            if d * cross[i] > 0.0 or (cross[i] == 0.0 and dot[i] < 0.0):
                take[i] = d * cross[i] / (1.0 + dot[i]) if dot[i] > -0.9 else np.inf
            h = i
        widest = 2.0 * math.acos(abs(d) / (abs(d) + arc_tolerance))
        if n + 64 * count > room:
            room = 2 * room + 64 * count
            raw, source = longer(raw, n, room), longer(source, n, room)
        h = count - 1
        for i in range(count):
            j = i + 1 if i + 1 < count else 0
            px, py = points[corner[i], 0], points[corner[i], 1]
            if take[i] > 0.0:
                if take[h] + take[i] < length[h] and take[i] + take[j] < length[i]:
                    f = d / (1.0 + dot[i])
                    raw[n, 0] = px - f * (uy[h] + uy[i])
                    raw[n, 1] = py + f * (ux[h] + ux[i])
                else:  # too short to trim: leave the tangle to be cleared
                    raw[n, 0], raw[n, 1] = px - d * uy[h], py + d * ux[h]
                    source[n, 0] = -1 - corner[i]
                    n += 1
                    raw[n, 0], raw[n, 1] = px - d * uy[i], py + d * ux[i]
                source[n, 0] = corner[i]
                n += 1
            else:
                turn = math.atan2(abs(cross[i]), dot[i])
                steps = 1 if turn < sharp_turn else min(60, math.ceil(turn / widest))
                step = turn / steps if d < 0.0 else -turn / steps
                f = d / math.cos(step / 2.0)
                c, s2 = math.cos(step / 2.0), math.sin(step / 2.0)
                nx, ny = -uy[h] * c - ux[h] * s2, ux[h] * c - uy[h] * s2
                c, s2 = math.cos(step), math.sin(step)
                for k in range(steps):
                    raw[n, 0], raw[n, 1] = px + f * nx, py + f * ny
                    source[n, 0] = corner[i] if k == steps - 1 else -1 - corner[i]
                    nx, ny = nx * c - ny * s2, nx * s2 + ny * c
                    n += 1
            h = i
    raw_start[loops] = n
    return raw[:n].copy(), raw_start, source[:n, 0].copy()
