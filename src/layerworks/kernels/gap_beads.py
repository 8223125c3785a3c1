"""Beads of varying width along the middle of places too narrow for two."""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel
from layerworks.kernels.offset_cuts import FACING
from layerworks.kernels.offset_grid import edge_grid, following_points

HALVINGS = 8  # to find the place between two spokes where a bead ends


@kernel
def clearance(
    core: NDArray[np.float64],
    following: NDArray[np.int64],
    frame: NDArray[np.float64],
    shape: NDArray[np.int64],
    bins: NDArray[np.int64],
    entries: NDArray[np.int64],
    x: float,
    y: float,
    reach: float,
) -> float:
    """Return the distance from (x, y) to the edges of a grid as `edge_grid` gives it, at most `reach`."""
    near = reach * reach
    size = frame[2]
    c0, c1 = math.floor((x - reach - frame[0]) / size), math.floor((x + reach - frame[0]) / size)
    r0, r1 = math.floor((y - reach - frame[1]) / size), math.floor((y + reach - frame[1]) / size)
    for row in range(max(0, r0), min(shape[1] - 1, r1) + 1):
        for b in range(row * shape[0] + max(0, c0), row * shape[0] + min(shape[0] - 1, c1) + 1):
            for e in range(bins[b], bins[b + 1]):
                a = entries[e]
                ex, ey = core[following[a], 0] - core[a, 0], core[following[a], 1] - core[a, 1]
                vx, vy = x - core[a, 0], y - core[a, 1]
                t = (vx * ex + vy * ey) / max(ex * ex + ey * ey, 1e-9)
                t = 0.0 if t < 0.0 else (1.0 if t > 1.0 else t)
                vx, vy = vx - t * ex, vy - t * ey
                near = min(near, vx * vx + vy * vy)
    return math.sqrt(near)


@kernel
def trace_beads(
    spokes: NDArray[np.float64],
    edge: NDArray[np.int64],
    opposite: NDArray[np.int64],
    spoke_start: NDArray[np.int64],
    cell_start: NDArray[np.int64],
    margin: NDArray[np.float64],
    limit: NDArray[np.float64],
    narrowest: float,
    least: float,
    jump: float,
    core: NDArray[np.float64],
    core_start: NDArray[np.int64],
    core_cell: NDArray[np.int64],
) -> tuple[
    NDArray[np.float64],
    NDArray[np.float64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.bool_],
    NDArray[np.bool_],
    NDArray[np.int64],
]:
    """Return points (n, 2), width (n,), spoke (n,), start (s + 1,), closed, alone (s,) and cell (s,) of beads.

    spokes, edge, opposite, spoke_start: as `measure_spokes` gives them, with the `limit` (c,) it was given; cell_start:
    (c + 1,) into loops. margin: (c,) what the border keeps clear of. A bead is as wide as the room, which is twice a
    radius less the margin, but never narrower than `narrowest`; where sides are nearer than `least` there is none.
    jump: the farthest that two points of a bead may be apart.
    core, core_start, core_cell: loops of what was left when the area was shrunk by `limit`. Beads end where whole
    beads around that begin, `limit` away from it; a bead that is nowhere near any is alone. An outline on which nothing
    faces anything gets one point, in its middle. spoke: to which a point belongs.
    """
    cells = cell_start.shape[0] - 1
    total = spokes.shape[0]
    core_following = following_points(core_start, core.shape[0])
    out = np.empty((3 * total + 16, 2), np.float64)
    width = np.empty(3 * total + 16, np.float64)
    spoke = np.empty(3 * total + 16, np.int64)
    start = np.zeros(2 * total + 2, np.int64)
    closed = np.zeros(2 * total + 1, np.bool_)
    alone = np.ones(2 * total + 1, np.bool_)
    cell_of = np.empty(2 * total + 1, np.int64)
    # candidate points of one loop, in order
    own = np.empty(total + 1, np.int64)  # their spokes
    at = np.empty((total + 1, 2), np.float64)
    wide = np.empty(total + 1, np.float64)
    clear = np.empty(total + 1, np.float64)  # distance from the core beyond `limit`, cut off at another `limit`
    linked = np.empty(total + 1, np.bool_)  # to the candidate before
    n, strokes = 0, 0
    for cell in range(cells):
        q0, q1 = cell_start[cell], cell_start[cell + 1]
        if spoke_start[q0] == spoke_start[q1]:
            continue
        cover = limit[cell]
        k0, k1 = core_start[core_cell[cell]], core_start[core_cell[cell + 1]]
        frame, shape = np.ones(3, np.float64), np.ones(2, np.int64)
        bins, entries = np.zeros(2, np.int64), np.empty(0, np.int64)
        if k1 > k0:
            frame, shape, bins, entries = edge_grid(core, core_following, int(k0), int(k1), 2.0 * cover)
        for q in range(q0, q1):
            s0, s1 = spoke_start[q], spoke_start[q + 1]
            m = 0
            broadest = s0
            turned = 0.0
            for i in range(s0, s1):
                j = i + 1 if i + 1 < s1 else s0
                turned += (spokes[i, 0] - spokes[s0, 0]) * (spokes[j, 1] - spokes[s0, 1])
                turned -= (spokes[j, 0] - spokes[s0, 0]) * (spokes[i, 1] - spokes[s0, 1])
                if spokes[i, 4] > spokes[broadest, 4]:
                    broadest = i
                # of the two sides of a narrow place, the one that comes first draws the bead
                if opposite[i] > edge[i] and spokes[i, 5] <= FACING and 2.0 * spokes[i, 4] >= least:
                    own[m] = i
                    m += 1
            lonely = m == 0 and s1 > s0 and turned > 0.0 and least <= 2.0 * spokes[broadest, 4] < 2.0 * cover
            if lonely:
                own[0] = broadest
                m = 1
            for k in range(m):
                i = own[k]
                r = spokes[i, 4]
                at[k, 0], at[k, 1] = spokes[i, 0] + r * spokes[i, 2], spokes[i, 1] + r * spokes[i, 3]
                wide[k] = max(narrowest, 2.0 * (r - margin[cell]))
                clear[k] = cover
                if k1 > k0:
                    near = clearance(core, core_following, frame, shape, bins, entries, at[k, 0], at[k, 1], 2.0 * cover)
                    clear[k] = near - cover
            if m == 0 or (lonely and clear[0] < 0.99 * cover):
                continue
            for k in range(m):
                h = k - 1 if k > 0 else m - 1
                linked[k] = math.hypot(at[k, 0] - at[h, 0], at[k, 1] - at[h, 1]) <= jump
                # between two straight sides nothing can intervene
                if k > 0 and edge[own[k]] == edge[own[h]] and opposite[own[k]] == opposite[own[h]]:
                    linked[k] = True
            linked[0] = linked[0] and m > 2
            whole = linked[0]
            for k in range(m):
                whole = whole and linked[k] and clear[k] >= 0.0
            first = 0  # begin where the chain is cut, so that a ring is not cut twice
            if linked[0] and not whole:
                while first < m and linked[first] and clear[first] >= 0.0:
                    first += 1
                first %= m
            drawing = False
            for step in range(m + (1 if linked[0] and not whole else 0)):
                k = (first + step) % m
                h = k - 1 if k > 0 else m - 1
                joined = linked[k] and step > 0
                if drawing and not joined:
                    strokes += 1
                    start[strokes] = n
                    drawing = False
                if joined and (clear[k] >= 0.0) != (clear[h] >= 0.0):
                    # the bead ends, or begins, where the whole beads do
                    low, high = 0.0, 1.0
                    x = y = t = 0.0
                    for _ in range(HALVINGS):
                        t = (low + high) / 2.0
                        x, y = at[h, 0] + t * (at[k, 0] - at[h, 0]), at[h, 1] + t * (at[k, 1] - at[h, 1])
                        near = clearance(core, core_following, frame, shape, bins, entries, x, y, 2.0 * cover)
                        if (near >= cover) == (clear[h] >= 0.0):
                            low = t
                        else:
                            high = t
                    out[n, 0], out[n, 1] = x, y
                    width[n], spoke[n] = wide[h] + t * (wide[k] - wide[h]), own[k]
                    n += 1
                    cell_of[strokes] = cell
                    alone[strokes] = False
                    drawing = clear[k] >= 0.0
                    if not drawing:
                        strokes += 1
                        start[strokes] = n
                if clear[k] < 0.0 or step == m:
                    continue
                drawing = True
                cell_of[strokes] = cell
                if clear[k] < 0.99 * cover:
                    alone[strokes] = False
                out[n, 0], out[n, 1], width[n], spoke[n] = at[k, 0], at[k, 1], wide[k], own[k]
                n += 1
            if drawing:
                closed[strokes] = whole
                strokes += 1
                start[strokes] = n
    return (
        out[:n].copy(),
        width[:n].copy(),
        spoke[:n].copy(),
        start[: strokes + 1].copy(),
        closed[:strokes].copy(),
        alone[:strokes].copy(),
        cell_of[:strokes].copy(),
    )
