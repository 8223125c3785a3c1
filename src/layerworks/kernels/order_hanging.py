"""How much of a wall's width lies over air: the outlines of the layer below in a grid, one cross-section at a time.

Each cell of the grid knows whether its middle lies inside, so that a point is located by the few edges of its own cell;
a cross-section is then covered between its crossings with the edges of the cells that it runs through.
"""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel
from layerworks.kernels.travel_grid import Outlines, columns_in_row, outlines_of

MOST_CROSSINGS = 64  # of a cross-section; the rest of it then counts as it is after the last
NOT_OVER_AIR = 0.02  # share of the width that may hang without being noticed


@kernel
def inside_cells(outlines: Outlines, inside: NDArray[np.bool_]) -> None:
    """Fill inside (cells,) with whether the middle of each cell of the grid lies inside the outlines (even-odd)."""
    columns, rows, size = outlines.shape[0], outlines.shape[1], outlines.size[0]
    for i in range(outlines.after.size):
        j = outlines.after[i]
        ax, ay = float(outlines.points[i, 0]), float(outlines.points[i, 1])
        bx, by = float(outlines.points[j, 0]), float(outlines.points[j, 1])
        low, high = min(ay, by), max(ay, by)
        first = max(0, int(np.ceil((low - outlines.low[1]) / size - 0.5)))
        for row in range(first, rows):
            y = outlines.low[1] + (row + 0.5) * size
            if y < low:
                continue
            if y >= high:
                break
            x = ax + (bx - ax) * (y - ay) / (by - ay)
            column = max(0, int(np.ceil((x - outlines.low[0]) / size - 0.5)))
            if column < columns:
                inside[row * columns + column] ^= True
    for row in range(rows):
        for c in range(row * columns + 1, row * columns + columns):
            inside[c] ^= inside[c - 1]


@kernel
def covered_share(
    outlines: Outlines,
    inside: NDArray[np.bool_],
    ax: float,
    ay: float,
    bx: float,
    by: float,
    at: NDArray[np.float64],
    edge: NDArray[np.int32],
) -> float:
    """Return how much of the line a–b lies inside the outlines, 0…1. at, edge: scratch (MOST_CROSSINGS,)."""
    columns, rows, size = outlines.shape[0], outlines.shape[1], outlines.size[0]
    column, row = int(np.floor((ax - outlines.low[0]) / size)), int(np.floor((ay - outlines.low[1]) / size))
    within = False
    if 0 <= column < columns and 0 <= row < rows:
        cell = row * columns + column
        within = inside[cell]
        mx, my = outlines.low[0] + (column + 0.5) * size, outlines.low[1] + (row + 0.5) * size
        for q in range(outlines.cell[cell], outlines.cell[cell + 1]):
            i = outlines.member[q]
            j = outlines.after[i]
            px, py = float(outlines.points[i, 0]), float(outlines.points[i, 1])
            qx, qy = float(outlines.points[j, 0]), float(outlines.points[j, 1])
            sp = (mx - ax) * (py - ay) - (my - ay) * (px - ax) > 0.0
            sq = (mx - ax) * (qy - ay) - (my - ay) * (qx - ax) > 0.0
            sa = (qx - px) * (ay - py) - (qy - py) * (ax - px) > 0.0
            sm = (qx - px) * (my - py) - (qy - py) * (mx - px) > 0.0
            within ^= sp != sq and sa != sm
    found = 0
    r0 = max(0, int(np.floor((min(ay, by) - outlines.low[1]) / size)))
    r1 = min(rows - 1, int(np.floor((max(ay, by) - outlines.low[1]) / size)))
    for r in range(r0, r1 + 1):
        c0, c1 = columns_in_row(ax, ay, bx, by, r, outlines.low, size, columns)
        for cell in range(r * columns + c0, r * columns + c1 + 1):
            for q in range(outlines.cell[cell], outlines.cell[cell + 1]):
                i = outlines.member[q]
                j = outlines.after[i]
                px, py = float(outlines.points[i, 0]), float(outlines.points[i, 1])
                qx, qy = float(outlines.points[j, 0]), float(outlines.points[j, 1])
                sp = (bx - ax) * (py - ay) - (by - ay) * (px - ax)
                sq = (bx - ax) * (qy - ay) - (by - ay) * (qx - ax)
                sa = (qx - px) * (ay - py) - (qy - py) * (ax - px)
                sb = (qx - px) * (by - py) - (qy - py) * (bx - px)
                if (sp > 0.0) == (sq > 0.0) or (sa > 0.0) == (sb > 0.0) or found == MOST_CROSSINGS:
                    continue
                known = False
                for k in range(found):
                    known |= edge[k] == i
                if known:
                    continue
                t, k = sa / (sa - sb), found
                while k > 0 and at[k - 1] > t:
                    at[k], edge[k] = at[k - 1], edge[k - 1]
                    k -= 1
                at[k], edge[k] = t, i
                found += 1
    covered, last = 0.0, 0.0
    for k in range(found):
        if within:
            covered += at[k] - last
        within, last = not within, at[k]
    return covered + (1.0 - last if within else 0.0)


@kernel
def split_by_hang(
    xy: NDArray[np.int32],
    width: NDArray[np.int32],
    start: NDArray[np.int32],
    layer: NDArray[np.int32],
    wall: NDArray[np.bool_],
    points: NDArray[np.int32],
    loop_start: NDArray[np.int32],
    layer_loop: NDArray[np.int32],
    classes: int,
    step: float,
    reach: float,
    out_xy: NDArray[np.int32],
    out_width: NDArray[np.int32],
    out_hang: NDArray[np.uint8],
    out_start: NDArray[np.int32],
) -> int:
    """Write polylines with points more where their class of hanging changes; return the number of points written.

    xy (n, 2), width (n,), start (s + 1,): open polylines, layer (s,) ascending. wall (s,): which are looked at.
    points (not none), loop_start, layer_loop (k + 1,): outlines as in `Layers`. out_hang: class of the way from the
    point before, 0 on what lies below, c where up to c / classes of the width hang over air. A way is looked at every
    `step` and takes the worst class within `reach` along it.
    """
    at, edge = np.empty(MOST_CROSSINGS), np.empty(MOST_CROSSINGS, np.int32)
    outlines = outlines_of(points, loop_start, int(layer_loop[0]), int(layer_loop[-1]))
    inside = np.zeros(outlines.cell.size - 1, np.bool_)
    known, open_air, n = -1, False, 0
    for s in range(start.size - 1):
        a, b = start[s], start[s + 1]
        out_start[s] = n
        below = layer[s] - 1
        if b > a:
            out_xy[n, 0], out_xy[n, 1], out_width[n], out_hang[n] = xy[a, 0], xy[a, 1], width[a], 0
            n += 1
        if not wall[s] or below < 0:
            for i in range(a + 1, b):
                out_xy[n, 0], out_xy[n, 1], out_width[n], out_hang[n] = xy[i, 0], xy[i, 1], width[i], 0
                n += 1
            continue
        if below != known:
            known = below
            open_air = loop_start[layer_loop[below]] == loop_start[layer_loop[below + 1]]
            if not open_air:
                outlines = outlines_of(points, loop_start, int(layer_loop[below]), int(layer_loop[below + 1]))
                inside = np.zeros(outlines.cell.size - 1, np.bool_)
                inside_cells(outlines, inside)
        count = 0
        for i in range(a + 1, b):
            d = np.hypot(float(xy[i, 0] - xy[i - 1, 0]), float(xy[i, 1] - xy[i - 1, 1]))
            count += max(1, int(np.ceil(d / step)))
        hang, middle = np.zeros(count, np.uint8), np.empty(count)
        k, along = 0, 0.0
        for i in range(a + 1, b):
            ux, uy = float(xy[i, 0] - xy[i - 1, 0]), float(xy[i, 1] - xy[i - 1, 1])
            d = np.hypot(ux, uy)
            steps = max(1, int(np.ceil(d / step)))
            for j in range(steps):
                t = (j + 0.5) / steps
                half = 0.5 * (width[i - 1] + (width[i] - width[i - 1]) * t)
                nx, ny = (-uy / d * half, ux / d * half) if d > 0.0 else (half, 0.0)
                x, y = xy[i - 1, 0] + ux * t, xy[i - 1, 1] + uy * t
                air = 1.0
                if not open_air:
                    air -= covered_share(outlines, inside, x - nx, y - ny, x + nx, y + ny, at, edge)
                if air > NOT_OVER_AIR:
                    hang[k] = min(classes, max(1, int(np.ceil(air * classes - 1e-9))))
                middle[k] = along + d * t
                k += 1
            along += d
        k, low, high = 0, 0, 0
        for i in range(a + 1, b):
            ux, uy = float(xy[i, 0] - xy[i - 1, 0]), float(xy[i, 1] - xy[i - 1, 1])
            steps = max(1, int(np.ceil(np.hypot(ux, uy) / step)))
            before = 0
            for j in range(steps):
                while middle[low] < middle[k] - reach:
                    low += 1
                high = max(high, k)
                while high + 1 < count and middle[high + 1] <= middle[k] + reach:
                    high += 1
                worst = 0
                for q in range(low, high + 1):
                    worst = max(worst, int(hang[q]))
                if j and worst != before:
                    t = j / steps
                    out_xy[n, 0] = xy[i - 1, 0] + np.int32(np.rint(ux * t))
                    out_xy[n, 1] = xy[i - 1, 1] + np.int32(np.rint(uy * t))
                    out_width[n] = width[i - 1] + np.int32(np.rint((width[i] - width[i - 1]) * t))
                    out_hang[n] = before
                    n += 1
                before = worst
                k += 1
            out_xy[n, 0], out_xy[n, 1], out_width[n], out_hang[n] = xy[i, 0], xy[i, 1], width[i], before
            n += 1
    out_start[start.size - 1] = n
    return n
