"""Two beads side by side made to share what room there is, where it is a little more or less than theirs."""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel
from layerworks.kernels.offset_cuts import FACING

EVEN_UM = 4.0  # that a width may differ from an even change between two points


@kernel
def settle_loops(
    points: NDArray[np.float64],
    loop_start: NDArray[np.int64],
    kept: NDArray[np.uint64],
    spokes: NDArray[np.float64],
    edge: NDArray[np.int64],
    opposite: NDArray[np.int64],
    spoke_start: NDArray[np.int64],
    pitch: float,
    longest: float,
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return points (m, 3), x, y and width, and loop_start (l + 1,) of loops moved apart or together.

    points, loop_start, kept: centrelines of whole beads as loops, and where nothing is near them on the inside; spokes,
    edge, opposite, spoke_start: how far the next bead is elsewhere, as `measure_spokes` gives it for them. Where beads
    face each other at another distance than `pitch`, each takes half of what is missing or left between them. Between
    such places, round a corner, the change goes on evenly if they are no farther than `longest` apart.
    """
    loops = loop_start.shape[0] - 1
    room = points.shape[0] + spokes.shape[0]
    out = np.empty((room, 3), np.float64)
    out_start = np.zeros(loops + 1, np.int64)
    x = np.empty(room, np.float64)
    y = np.empty(room, np.float64)
    nx = np.empty(room, np.float64)  # way in, to where both sides of a corner have moved by one
    ny = np.empty(room, np.float64)
    grown = np.empty(room, np.float64)  # change of width
    known = np.empty(room, np.bool_)
    added = np.empty(room, np.bool_)  # between the points of the loop
    way = np.empty(room + 1, np.float64)  # along the loop
    n = 0
    for q in range(loops):
        a, b = loop_start[q], loop_start[q + 1]
        k = spoke_start[q]
        m = 0
        length = 0.0
        changed = False
        for i in range(a, b):
            h, j = (i - 1 if i > a else b - 1), (i + 1 if i + 1 < b else a)
            dx, dy = points[j, 0] - points[i, 0], points[j, 1] - points[i, 1]
            long = max(math.hypot(dx, dy), 1e-9)
            px, py = points[i, 0] - points[h, 0], points[i, 1] - points[h, 1]
            before = max(math.hypot(px, py), 1e-9)
            ux, uy, vx, vy = -py / before, px / before, -dy / long, dx / long
            f = 1.0 / max(1.0 + ux * vx + uy * vy, 0.2)
            x[m], y[m], nx[m], ny[m] = points[i, 0], points[i, 1], f * (ux + vx), f * (uy + vy)
            grown[m] = 0.0
            known[m] = bool(kept[h] >> np.uint64(63)) or bool(kept[i] & np.uint64(1))
            way[m] = length
            added[m] = False
            m += 1
            while k < spoke_start[q + 1] and edge[k] == i:
                if opposite[k] >= 0 and spokes[k, 5] <= FACING:
                    t = math.hypot(spokes[k, 0] - points[i, 0], spokes[k, 1] - points[i, 1])
                    if 1e-6 * long < t < (1.0 - 1e-6) * long:
                        x[m], y[m], nx[m], ny[m] = spokes[k, 0], spokes[k, 1], vx, vy
                        grown[m] = spokes[k, 4] - pitch / 2.0
                        known[m] = True
                        way[m] = length + t
                        added[m] = True
                        m += 1
                        changed = True
                k += 1
            length += long
        if changed:
            first = 0
            while not known[first]:
                first += 1
            last = first
            for step in range(1, m + 1):
                i = (first + step) % m
                if not known[i]:
                    continue
                # even change over the unknown between two known places
                span = way[i] - way[last] + (length if i <= last else 0.0)
                between = (i - last) % m if i != last else m
                for s in range(1, between):
                    o = (last + s) % m
                    part = way[o] - way[last] + (length if o < last else 0.0)
                    if span <= longest:
                        grown[o] = grown[last] + part / span * (grown[i] - grown[last])
                last = i
        last = 0
        for i in range(m):
            if added[i] and i + 1 < m:
                # a place between is needed only where the change is not even
                t = (way[i] - way[last]) / (way[i + 1] - way[last])
                if abs(grown[last] + t * (grown[i + 1] - grown[last]) - grown[i]) < EVEN_UM:
                    continue
            last = i
            out[n, 0], out[n, 1] = x[i] + 0.5 * grown[i] * nx[i], y[i] + 0.5 * grown[i] * ny[i]
            out[n, 2] = pitch + grown[i]
            n += 1
        out_start[q + 1] = n
    return out[:n].copy(), out_start
