"""Beads of varying width where an area is too narrow for whole ones: one along the middle, or one along each side."""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel
from layerworks.kernels.offset_grid import edge_grid, following_points

FACING = -0.5  # cosine between the two touches of a disc below which the sides face each other
CORNER, SINGLE, PAIR = 1, 2, 3  # what a spoke's place takes; 0: nothing
HALVINGS = 8  # to find the place between two spokes where a bead ends
ROUND_A_CORNER = 6.0  # times `limit`: how far a pair follows the border past places where the sides do not face


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
    widest: float,
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
    NDArray[np.bool_],
    NDArray[np.int64],
]:
    """Return points (n, 2), width (n,), spoke (n,), start (s + 1,), closed, paired, alone (s,) and cell (s,) of beads.

    spokes, edge, opposite, spoke_start: as `measure_spokes` gives them, with the `limit` (c,) it was given; cell_start:
    (c + 1,) into loops. margin: (c,) what the border keeps clear of; below, room is twice a radius less the margin.
    Room up to `widest` takes one bead, more takes two of half the room each. Room below `least` takes none; a bead is
    never narrower than `narrowest`. jump: the farthest that two points of a bead may be apart.
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
    paired = np.zeros(2 * total + 1, np.bool_)
    alone = np.ones(2 * total + 1, np.bool_)
    cell_of = np.empty(2 * total + 1, np.int64)
    state = np.zeros(total, np.uint8)
    # candidate points of one loop, in order
    at = np.empty((total + 1, 2), np.float64)
    wide = np.empty(total + 1, np.float64)
    clear = np.empty(total + 1, np.float64)  # distance from the core beyond `limit`, cut off at another `limit`
    linked = np.empty(total + 1, np.bool_)  # to the candidate before
    from_spoke = np.empty(total + 1, np.int64)
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
            frame, shape, bins, entries = edge_grid(core, core_following, k0, k1, 2.0 * cover)
        x0, y0, size, columns, rows = frame[0], frame[1], frame[2], shape[0], shape[1]
        for q in range(q0, q1):
            s0, s1 = spoke_start[q], spoke_start[q + 1]
            count = s1 - s0
            if count == 0:
                continue
            pair_at = -1
            broadest = s0
            turned = 0.0
            for i in range(s0, s1):
                r = spokes[i, 4] - margin[cell]
                j = i + 1 if i + 1 < s1 else s0
                turned += (spokes[i, 0] - spokes[s0, 0]) * (spokes[j, 1] - spokes[s0, 1])
                turned -= (spokes[j, 0] - spokes[s0, 0]) * (spokes[i, 1] - spokes[s0, 1])
                if spokes[i, 4] > spokes[broadest, 4]:
                    broadest = i
                state[i] = 0
                if spokes[i, 4] >= cover or (opposite[i] < 0 and spokes[i, 4] > 0.0):
                    continue
                if spokes[i, 5] > FACING:
                    state[i] = CORNER
                elif 2.0 * r > widest:
                    state[i] = PAIR
                    pair_at = i - s0
                elif 2.0 * spokes[i, 4] >= least:
                    state[i] = SINGLE
            before = strokes
            # pairs first: what they pass needs no bead of its own; last an outline that would be left without any
            for turn in range(3):
                two = turn == 0
                if (two and pair_at < 0) or (turn == 2 and (strokes > before or turned <= 0.0)):
                    continue
                m = 0
                solid = 0  # candidates up to here end in a real pair
                depth = 0.0
                walked = 0.0
                broken = True
                px = py = 0.0
                for step in range(count + 1 if two else count):
                    i = s0 + (step + (pair_at if two else 0)) % count
                    take = False
                    x = y = w = 0.0
                    r = spokes[i, 4] - margin[cell]
                    if not two:
                        if turn == 1:
                            take = state[i] == SINGLE and edge[i] < opposite[i]
                        else:
                            take = i == broadest and 2.0 * spokes[i, 4] >= least
                        x, y = spokes[i, 0] + spokes[i, 4] * spokes[i, 2], spokes[i, 1] + spokes[i, 4] * spokes[i, 3]
                        w = max(narrowest, 2.0 * r)
                    elif step == count:  # back at the pair it began with
                        solid = solid if broken else m
                    elif state[i] == PAIR:
                        depth = r / 2.0
                        walked = 0.0
                        take = True
                    elif state[i] != 0 and not broken:
                        walked += math.hypot(spokes[i, 0] - px, spokes[i, 1] - py)
                        if walked > ROUND_A_CORNER * cover:
                            broken = True
                            m = solid
                        # beside a corner only what lies on its own side of the bisector
                        take = not broken and (spokes[i, 4] == 0.0 or r >= depth)
                    else:
                        broken = True
                        m = solid
                    px, py = spokes[i, 0], spokes[i, 1]
                    if not take:
                        continue
                    if two:
                        d = depth + margin[cell]
                        x, y = spokes[i, 0] + d * spokes[i, 2], spokes[i, 1] + d * spokes[i, 3]
                        w = 2.0 * depth
                    near = 2.0 * cover
                    if k1 > k0:
                        near = clearance(core, core_following, frame, shape, bins, entries, x, y, 2.0 * cover)
                    if turn == 2 and near < 1.99 * cover:
                        continue
                    at[m, 0], at[m, 1], wide[m], clear[m] = x, y, w, near - cover
                    from_spoke[m] = i
                    linked[m] = m > 0 and math.hypot(x - at[m - 1, 0], y - at[m - 1, 1]) <= jump
                    if m > 0 and edge[i] == edge[from_spoke[m - 1]] and opposite[i] == opposite[from_spoke[m - 1]]:
                        linked[m] = linked[m] or opposite[i] >= 0  # between two straight sides nothing can intervene
                    if two and broken:
                        linked[m] = False
                    broken = False
                    m += 1
                    if not two or state[i] == PAIR:
                        solid = m
                m = solid
                if m == 0:
                    continue
                if two:
                    for i in range(m):
                        state[from_spoke[i]] = PAIR
                # does the chain close on itself?
                a, b = from_spoke[m - 1], from_spoke[0]
                ring = m > 2 and (
                    math.hypot(at[0, 0] - at[m - 1, 0], at[0, 1] - at[m - 1, 1]) <= jump
                    or (edge[a] == edge[b] and opposite[a] == opposite[b] >= 0)
                )
                if two:
                    ring = ring and not broken
                whole = ring
                for i in range(m):
                    whole = whole and (i == 0 or linked[i]) and clear[i] >= 0.0
                linked[0] = ring
                first = 0  # begin where the chain is cut, so that a ring is not cut twice
                if ring and not whole:
                    while first < m and linked[first] and clear[first] >= 0.0:
                        first += 1
                    first %= m
                open_bead = False
                for step in range(m + (1 if ring and not whole else 0)):
                    i = (first + step) % m
                    h = i - 1 if i > 0 else m - 1
                    joined = linked[i] and step > 0
                    if open_bead and not joined:
                        strokes += 1
                        start[strokes] = n
                        open_bead = False
                    if joined and (clear[i] >= 0.0) != (clear[h] >= 0.0):
                        # the bead ends, or begins, where the whole beads do
                        low, high = 0.0, 1.0
                        for _ in range(HALVINGS):
                            t = (low + high) / 2.0
                            x, y = at[h, 0] + t * (at[i, 0] - at[h, 0]), at[h, 1] + t * (at[i, 1] - at[h, 1])
                            near = clearance(core, core_following, frame, shape, bins, entries, x, y, 2.0 * cover)
                            if (near >= cover) == (clear[h] >= 0.0):
                                low = t
                            else:
                                high = t
                        out[n, 0], out[n, 1] = x, y
                        width[n], spoke[n] = wide[h] + t * (wide[i] - wide[h]), from_spoke[i]
                        n += 1
                        open_bead = clear[i] >= 0.0
                        if open_bead:
                            cell_of[strokes], paired[strokes] = cell, two
                        alone[strokes] = False
                        if not open_bead:
                            strokes += 1
                            start[strokes] = n
                            continue
                    if clear[i] < 0.0 or step == m:
                        continue
                    if not open_bead:
                        cell_of[strokes], paired[strokes] = cell, two
                        open_bead = True
                    if clear[i] < 0.99 * cover:
                        alone[strokes] = False
                    out[n, 0], out[n, 1], width[n], spoke[n] = at[i, 0], at[i, 1], wide[i], from_spoke[i]
                    n += 1
                if open_bead:
                    closed[strokes] = whole
                    strokes += 1
                    start[strokes] = n
    return (
        out[:n].copy(),
        width[:n].copy(),
        spoke[:n].copy(),
        start[: strokes + 1].copy(),
        closed[:strokes].copy(),
        paired[:strokes].copy(),
        alone[:strokes].copy(),
        cell_of[:strokes].copy(),
    )
