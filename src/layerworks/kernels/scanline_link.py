"""Lines of neighbouring rows to zig-zags, in an order that never lays a line between two that lie already.

The area falls into cells between the places where rows split or merge (Choset, Coverage of known spaces: the
boustrophedon cellular decomposition, Autonomous Robots 9 (2000) 247); a cell comes when all cells before it are done.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel
from layerworks.kernels.sorting import ascending, copy_row

SHORT = 0.7  # pitches up to which a line is short
JUMP = 0.25  # of a pitch that pieces of a line which touch may be lifted apart
ASLANT = 1.5  # pitches by which short lines of neighbouring rows may miss each other


@kernel
def trim(
    ends: NDArray[np.float64],
    lift: NDArray[np.float64],
    first: Any,
    last: Any,
    right: bool,
    side: float,
    longest: float,
) -> Any:
    """Return the bound of the pieces first … last − 1 of a line without those at one end that lie off it to a side.

    The right end gives a new `last`, the left one a new `first`; one piece always stays, and all do when those to go
    are longer than `longest`.
    """
    low, high = first, last
    while high - low > 1:
        p = high - 1 if right else low
        if side * (lift[p, 0] + lift[p, 1]) <= 0.0:
            break
        if right:
            high -= 1
        else:
            low += 1
    if right:
        return high if ends[last - 1, 1] - ends[high - 1, 1] <= longest else last
    return low if ends[low, 0] - ends[first, 0] <= longest else first


@kernel
def link_rows(
    cell: NDArray[np.int64],
    row: NDArray[np.int64],
    ends: NDArray[np.float64],
    lift: NDArray[np.float64],
    kind: NDArray[np.uint8],
    crossing: NDArray[np.int64],
    pitch: float,
    reach: float,
    shortest: float,
    least: float,
    turn: float,
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64], NDArray[np.uint8], NDArray[np.int64]]:
    """Return points (n, 3) along and across the rows with their lift, start (s + 1,), cell, kind and area (s,).

    cell, row (p,), ends, lift (p, 2), kind (p,), crossing (p, 2): pieces ascending by cell, row and end; pieces that
    touch are one line. A step to the next row is drawn when it is at most `reach` long. A polyline has one kind; a
    change of kind within less than `shortest` is passed over. Areas with less than `least` of line are left out.
    turn: width of the bead half-way on such a step; the lines end so near the border that it must not lay more. area:
    number of the connected area; its polylines come in the order to lay them.
    """
    pieces = cell.shape[0]
    # lines: runs of touching pieces
    line_piece = np.empty(pieces + 1, np.int64)
    lines = 0
    for p in range(pieces):
        if p == 0 or cell[p] != cell[p - 1] or row[p] != row[p - 1] or ends[p, 0] > ends[p - 1, 1]:
            line_piece[lines] = p
            lines += 1
    line_piece[lines] = pieces
    # neighbours in the next row
    ups = np.zeros(lines, np.int32)
    downs = np.zeros(lines, np.int32)
    up = np.full(lines, -1, np.int64)
    down = np.full(lines, -1, np.int64)
    root = np.empty(lines, np.int64)
    for i in range(lines):
        root[i] = i
    pairs = np.empty((2 * lines, 2), np.int64)  # a step over two rows makes at most one
    pair_count = 0
    i = 0
    while i < lines:
        p = line_piece[i]
        j = i
        while j < lines and cell[line_piece[j]] == cell[p] and row[line_piece[j]] == row[p]:
            j += 1
        k = j
        a = i
        while k < lines and a < j and cell[line_piece[k]] == cell[p] and row[line_piece[k]] == row[p] + 1:
            a0, a1 = ends[line_piece[a], 0], ends[line_piece[a + 1] - 1, 1]
            k0, k1 = ends[line_piece[k], 0], ends[line_piece[k + 1] - 1, 1]
            # short lines at a border that runs aslant lie beside each other, but do not overlap
            slack = pitch * ASLANT if max(a1 - a0, k1 - k0) <= pitch * SHORT else 0.0
            if a0 < k1 + slack and k0 < a1 + slack:
                ups[a] += 1
                downs[k] += 1
                up[a] = k
                down[k] = a
                pairs[pair_count, 0], pairs[pair_count, 1] = a, k
                pair_count += 1
                ra, rk = a, k
                while root[ra] != ra:
                    root[ra] = root[root[ra]]
                    ra = root[ra]
                while root[rk] != rk:
                    root[rk] = root[root[rk]]
                    rk = root[rk]
                root[max(ra, rk)] = min(ra, rk)
            if a1 < k1:
                a += 1
            else:
                k += 1
        i = j
    # cells of the decomposition, numbered by their first line
    block = np.full(lines, -1, np.int64)
    block_first = np.empty(lines, np.int64)
    block_last = np.empty(lines, np.int64)
    blocks = 0
    for i in range(lines):
        if downs[i] == 1 and ups[down[i]] == 1:
            block[i] = block[down[i]]
        else:
            block[i] = blocks
            block_first[blocks] = i
            blocks += 1
        block_last[block[i]] = i
    waits = np.zeros(blocks, np.int32)
    after = np.full(blocks, -1, np.int64)  # heads of lists of pairs that leave a block
    next_pair = np.full(pair_count, -1, np.int64)
    for e in range(pair_count):
        a, b = block[pairs[e, 0]], block[pairs[e, 1]]
        if a != b:
            waits[b] += 1
            next_pair[e] = after[a]
            after[a] = e
    # blocks of one area side by side
    area_of = np.empty(blocks, np.float64)
    for b in range(blocks):
        r = block_first[b]
        while root[r] != r:
            r = root[r]
        area_of[b] = r
    by_area = ascending(area_of, blocks)
    points = np.empty((3 * lines + 3 * pieces + 16, 3), np.float64)
    start = np.empty(2 * pieces + 2, np.int64)
    out_cell = np.empty(2 * pieces + 1, np.int64)
    out_kind = np.empty(2 * pieces + 1, np.uint8)
    out_area = np.empty(2 * pieces + 1, np.int64)
    strokes, n, areas = 0, 0, 0
    ready = np.empty(blocks, np.int64)
    members = np.empty(lines, np.int64)
    g = 0
    while g < blocks:
        h = g
        ready_count = 0
        while h < blocks and area_of[by_area[h]] == area_of[by_area[g]]:
            if waits[by_area[h]] == 0:
                ready[ready_count] = by_area[h]
                ready_count += 1
            h += 1
        strokes_before, n_before = strokes, n
        laid = 0.0
        x = ends[line_piece[block_first[by_area[g]]], 0]
        y = (row[line_piece[block_first[by_area[g]]]] + 0.5) * pitch
        for _ in range(g, h):
            best, best_distance, from_right = 0, np.inf, False
            for c in range(ready_count):
                first = block_first[ready[c]]
                dy = (row[line_piece[first]] + 0.5) * pitch - y
                for side in range(2):
                    u = ends[line_piece[first], 0] if side == 0 else ends[line_piece[first + 1] - 1, 1]
                    d = (u - x) * (u - x) + dy * dy
                    if d < best_distance:
                        best, best_distance, from_right = c, d, side == 1
            b = ready[best]
            ready_count -= 1
            ready[best] = ready[ready_count]
            members[0] = block_first[b]
            span = 1
            while members[span - 1] != block_last[b]:
                members[span] = up[members[span - 1]]
                span += 1
            # a strip of short lines: one bead beside the border
            strip = span > 1
            for k in range(span):
                p0, p1 = line_piece[members[k]], line_piece[members[k] + 1]
                strip = strip and ends[p1 - 1, 1] - ends[p0, 0] <= pitch * SHORT
            if strip:
                p = line_piece[members[0]]
                start[strokes], out_cell[strokes], out_kind[strokes], out_area[strokes] = n, cell[p], kind[p], areas
                strokes += 1
                away = abs(row[p] - y / pitch + 0.5) > abs(row[line_piece[members[span - 1]]] - y / pitch + 0.5)
                for k in range(span):
                    i = members[span - 1 - k] if away else members[k]
                    p0, p1 = line_piece[i], line_piece[i + 1] - 1
                    more = 0.5 * max(0.0, ends[p1, 1] - ends[p0, 0] - 0.5 * pitch)
                    x = 0.5 * (ends[p0, 0] + ends[p1, 1])
                    if crossing[p0, 0] >= 0 and crossing[p1, 1] < 0:
                        x = ends[p0, 0] + more
                    elif crossing[p1, 1] >= 0 and crossing[p0, 0] < 0:
                        x = ends[p1, 1] - more
                    y = (row[p0] + 0.5) * pitch
                    points[n, 0], points[n, 1], points[n, 2] = x, y, 0.0
                    n += 1
                laid += span * pitch
                span = 0
            open_stroke = False
            for k in range(span):
                line = members[k]
                p0, p1 = line_piece[line], line_piece[line + 1]
                laid += ends[p1 - 1, 1] - ends[p0, 0]
                y = (row[p0] + 0.5) * pitch
                # a step from row to row runs over what the ends of both would fill beside it: leave those out
                if open_stroke:
                    if from_right:
                        p1 = trim(ends, lift, p0, p1, True, -1.0, pitch)
                    else:
                        p0 = trim(ends, lift, p0, p1, False, -1.0, pitch)
                turning, goes_on, next_from_right = open_stroke, False, False
                if k + 1 < span:
                    n0, n1 = line_piece[members[k + 1]], line_piece[members[k + 1] + 1]
                    if from_right:
                        last = trim(ends, lift, p0, p1, False, 1.0, pitch)
                        x = ends[last, 0]
                    else:
                        last = trim(ends, lift, p0, p1, True, 1.0, pitch)
                        x = ends[last - 1, 1]
                    to_left = abs(ends[trim(ends, lift, n0, n1, False, -1.0, pitch), 0] - x)
                    to_right = abs(ends[trim(ends, lift, n0, n1, True, -1.0, pitch) - 1, 1] - x)
                    next_from_right = to_right < to_left
                    step = min(to_left, to_right)
                    goes_on = step * step + pitch * pitch <= reach * reach
                    if goes_on:
                        p0, p1 = (last, p1) if from_right else (p0, last)
                for i in range(p1 - p0):
                    p = p1 - 1 - i if from_right else p0 + i
                    here = kind[p]
                    if open_stroke and ends[p, 1] - ends[p, 0] < shortest:
                        here = out_kind[strokes - 1]
                    if not open_stroke or out_kind[strokes - 1] != here:
                        start[strokes] = n
                        if open_stroke:  # the bead goes on, only its kind changes
                            copy_row(points, n, points, n - 1)
                            n += 1
                        out_cell[strokes], out_kind[strokes], out_area[strokes] = cell[p0], here, areas
                        strokes += 1
                        open_stroke = True
                    for side in range(2):
                        which = side if not from_right else 1 - side
                        x, up_by = ends[p, which], lift[p, which]
                        first = start[strokes - 1]
                        if turning:
                            points[n, 0] = 0.5 * (points[n - 1, 0] + x)
                            points[n, 1] = 0.5 * (points[n - 1, 1] + y + up_by)
                            points[n, 2] = 0.5 * (pitch - turn)
                            n += 1
                            turning = False
                        if n > first and points[n - 1, 0] == x and abs(points[n - 1, 1] - y - up_by) <= pitch * JUMP:
                            # a row and what fills the strip beyond its end meet half-way: a jog would be slow
                            points[n - 1, 1] = 0.5 * (points[n - 1, 1] + y + up_by)
                            if abs(up_by) < abs(points[n - 1, 2]):
                                points[n - 1, 2] = up_by
                            continue
                        if n > first + 1 and points[n - 2, 1] == y and points[n - 1, 1] == y and up_by == 0.0:
                            n -= 1  # still the same straight line
                        points[n, 0], points[n, 1], points[n, 2] = x, y + up_by, up_by
                        n += 1
                open_stroke = goes_on
                from_right = next_from_right
            e = after[b]
            while e >= 0:
                other = block[pairs[e, 1]]
                waits[other] -= 1
                if waits[other] == 0:
                    ready[ready_count] = other
                    ready_count += 1
                e = next_pair[e]
        if laid < least:
            strokes, n = strokes_before, n_before
        areas += 1
        g = h
    start[strokes] = n
    return (
        points[:n].copy(),
        start[: strokes + 1].copy(),
        out_cell[:strokes].copy(),
        out_kind[:strokes].copy(),
        out_area[:strokes].copy(),
    )
