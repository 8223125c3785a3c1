"""Skins and sparse infill by comparing a row with the same row of the layers above and below.

On one line areas are lists of intervals; union and difference are merges. That replaces polygon booleans and gives the
lines to print at once.
"""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel
from layerworks.kernels.scanline_kinds import BOTTOM, HIDDEN, SPARSE, TOP
from layerworks.kernels.sorting import ascending, copy_row, longer

FLAT = 1e-5  # µm of lift that counts as none


@kernel
def split_rows(
    fill_first: NDArray[np.int64],
    fill_cell_row: NDArray[np.int64],
    fill_row_start: NDArray[np.int64],
    fill_along: NDArray[np.float64],
    sliver_start: NDArray[np.int64],
    sliver_ends: NDArray[np.float64],
    sliver_lift: NDArray[np.float64],
    first_row: NDArray[np.int64],
    cell_row: NDArray[np.int64],
    row_start: NDArray[np.int64],
    along: NDArray[np.float64],
    levels: int,
    parts: int,
    above: int,
    below: int,
    shortest: float,
    beside: float,
    stub: float,
    crumb: float,
) -> tuple[
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.float64],
    NDArray[np.float64],
    NDArray[np.uint8],
    NDArray[np.int64],
]:
    """Return cell (p,), row (p,), ends (p, 2), lift (p, 2), kind (p,) and crossing (p, 2) of the pieces of all rows.

    fill_…: rows of the area in which centrelines may lie; sliver_…: its slivers by row, or all empty; a sliver
    counts beside a line of the row on its inner side. first_row …: rows of the outlines of all layers, `levels`
    evenly spaced ones in the strip of a fill row. All as `cross_rows` and `find_slivers` give them for the same
    lines. parts: cells of one layer. above, below: how many layers over and under a place must cover it to make it
    sparse; layers beyond the last cover nothing. Where a line ends at the border, what lies `beside` its end counts
    too: a skin that does not reach the line makes its last `stub` solid. Pieces of one row ascend and touch where
    the line goes on; sparse pieces shorter than `shortest` between solid ones become solid. Slivers that touch no
    line and are shorter than `crumb` together are left out. crossing: index into fill_along where an end lies on the
    area's border, else −1.
    """
    cells = fill_first.shape[0]
    room = fill_along.shape[0] + 2 * sliver_ends.shape[0] + 64
    number = np.empty((room, 5), np.int64)  # cell, row, crossing at both ends, kind
    measure = np.empty((room, 4), np.float64)  # ends and lift
    most = 0
    for i in range(row_start.shape[0] - 1):
        most = max(most, row_start[i + 1] - row_start[i])
    most *= (above + below) * levels
    marks = np.empty(most, np.float64)  # where anything changes on this row
    change = np.empty(most, np.int64)  # level of a neighbour whose cover flips there
    base = np.empty((1024, 4), np.float64)  # intervals to fill on this row: ends and lift
    border = np.empty((1024, 2), np.int64)
    count = 0
    reach = (above + below) * levels
    covers = np.empty(reach + 1, np.bool_)
    of_top, of_bottom = (levels if above > 0 else 0), above * levels  # levels of the next layer above and below
    for cell in range(cells):
        rows = fill_cell_row[cell + 1] - fill_cell_row[cell]
        for r in range(rows):
            here = fill_cell_row[cell] + r
            fa, fb = fill_row_start[here], fill_row_start[here + 1]
            sa, sb = sliver_start[here], sliver_start[here + 1]
            if fa == fb and sa == sb:
                continue
            row = fill_first[cell] + r
            # the lines of this row: what lies in the area, and slivers beside the lines of the next row inwards
            need = (fb - fa) // 2
            for k in range(sa, sb):
                inner = here + (1 if sliver_lift[k, 0] > 0.0 else -1)
                if fill_cell_row[cell] <= inner < fill_cell_row[cell + 1]:
                    need += (fill_row_start[inner + 1] - fill_row_start[inner]) // 2 + (fb - fa) // 2 + 1
            if need > base.shape[0]:
                base = np.empty((2 * need, 4), np.float64)
                border = np.empty((2 * need, 2), np.int64)
            lines = 0
            for f in range(fa, fb - 1, 2):
                base[lines, 0], base[lines, 1] = fill_along[f], fill_along[f + 1]
                base[lines, 2] = base[lines, 3] = 0.0
                border[lines, 0], border[lines, 1] = f, f + 1
                lines += 1
            for k in range(sa, sb):
                inner = here + (1 if sliver_lift[k, 0] > 0.0 else -1)
                if inner < fill_cell_row[cell] or inner >= fill_cell_row[cell + 1]:
                    continue
                u0, u1 = sliver_ends[k, 0], sliver_ends[k, 1]
                slope = (sliver_lift[k, 1] - sliver_lift[k, 0]) / (u1 - u0)
                for g in range(fill_row_start[inner], fill_row_start[inner + 1] - 1, 2):
                    a, b = max(u0, fill_along[g]), min(u1, fill_along[g + 1])
                    f = fa
                    while a < b:
                        # up to the next line of this row, and on after it
                        while f < fb and fill_along[f + 1] <= a:
                            f += 2
                        until = b
                        if f < fb and fill_along[f] < b:
                            until = max(a, fill_along[f])
                        if until > a:
                            low, high = a, until
                            low_lift = sliver_lift[k, 0] + slope * (a - u0)
                            high_lift = sliver_lift[k, 0] + slope * (until - u0)
                            # where it is as thick as a line it begins at the line's end
                            if f > fa and abs(low_lift) <= FLAT and a - fill_along[f - 1] < beside:
                                low = fill_along[f - 1]
                            if f < fb and abs(high_lift) <= FLAT and fill_along[f] - until < beside:
                                high = fill_along[f]
                            at = lines
                            while at > 0 and base[at - 1, 0] > low:
                                copy_row(base, at, base, at - 1)
                                copy_row(border, at, border, at - 1)
                                at -= 1
                            base[at, 0], base[at, 1], base[at, 2], base[at, 3] = low, high, low_lift, high_lift
                            border[at, 0] = border[at, 1] = -1
                            lines += 1
                        a = fill_along[f + 1] if until < b else b
            # slivers that overlap are cut short, and those that would make a crumb of a line are left out
            kept = 0
            run = 0
            whole = False
            for i in range(lines + 1):
                if i == lines or kept == run or base[i, 0] > base[kept - 1, 1]:
                    if kept > run and not whole and base[kept - 1, 1] - base[run, 0] < crumb:
                        kept = run
                    run = kept
                    whole = False
                if i == lines:
                    break
                if kept > run and base[i, 0] < base[kept - 1, 1]:
                    if base[i, 1] <= base[kept - 1, 1]:
                        continue
                    base[i, 0] = base[kept - 1, 1]
                copy_row(base, kept, base, i)
                copy_row(border, kept, border, i)
                whole = whole or border[i, 0] >= 0
                kept += 1
            lines = kept
            if lines == 0:
                continue
            left, right = base[0, 0] - beside, base[lines - 1, 1] + beside
            n = 0
            for k in range(reach):
                covers[k] = False
                step = k // levels
                other = cell + (step + 1 if step < above else above - step - 1) * parts
                if other < 0 or other >= cells:
                    continue
                i = row * levels + k % levels - first_row[other]
                if i < 0 or i >= cell_row[other + 1] - cell_row[other]:
                    continue
                oa, ob = row_start[cell_row[other] + i], row_start[cell_row[other] + i + 1]
                for o in range(oa, ob):
                    u = along[o]
                    if u <= left:
                        covers[k] = not covers[k]
                        continue
                    if u >= right:
                        break
                    marks[n] = u
                    change[n] = k
                    n += 1
            order = ascending(marks, n)
            opened = opened_above = opened_below = 0
            for k in range(reach):
                if not covers[k]:
                    opened += 1
                    opened_above += 1 if k < of_top else 0
                    opened_below += 1 if of_bottom <= k < of_bottom + levels else 0
            if count + n + 3 * lines > room:
                room = 2 * room + n + 3 * lines
                number, measure = longer(number, count, room), longer(measure, count, room)
            m = 0
            for line in range(lines):
                a, b = base[line, 0], base[line, 1]
                slope = (base[line, 3] - base[line, 2]) / (b - a)
                begin = count
                # look a little past ends at the border, but not into the line before or after
                low, high = a, b
                if border[line, 0] >= 0:
                    low = max(a - beside, base[line - 1, 1]) if line > 0 else a - beside
                if border[line, 1] >= 0:
                    high = min(b + beside, base[line + 1, 0]) if line + 1 < lines else b + beside
                at = low
                while at < high:
                    while m < n and marks[order[m]] <= at:
                        k = change[order[m]]
                        more = 1 if covers[k] else -1
                        covers[k] = not covers[k]
                        opened += more
                        opened_above += more if k < of_top else 0
                        opened_below += more if of_bottom <= k < of_bottom + levels else 0
                        m += 1
                    until = marks[order[m]] if m < n and marks[order[m]] < high else high
                    kind = SPARSE
                    if opened > 0:
                        kind |= HIDDEN
                    if opened_above > 0:
                        kind |= TOP
                    if opened_below > 0:
                        kind |= BOTTOM
                    start, stop = min(b, max(a, at)), min(b, max(a, until))
                    if kind != SPARSE and until <= a:
                        stop = min(b, a + stub)
                    if kind != SPARSE and at >= b:
                        start = max(a, b - stub)
                    at = until
                    if count > begin:
                        start = max(start, measure[count - 1, 1])
                        if at >= high and kind != SPARSE and number[count - 1, 4] == SPARSE and start > b - stub:
                            # the stub takes its length from the sparse piece before
                            start = max(measure[count - 1, 0], b - stub)
                            measure[count - 1, 1] = start
                    if stop <= start:
                        continue
                    if count > begin and number[count - 1, 4] == kind:
                        measure[count - 1, 1] = stop
                    else:
                        number[count, 0], number[count, 1] = cell, row
                        measure[count, 0], measure[count, 1] = start, stop
                        number[count, 4] = kind
                        count += 1
                # a sliver of sparse between solid pieces would only stop and start the line
                kept = begin
                for i in range(begin, count):
                    if begin < i < count - 1 and number[i, 4] == SPARSE and measure[i, 1] - measure[i, 0] < shortest:
                        number[i, 4] = HIDDEN
                    if kept > begin and number[kept - 1, 4] == number[i, 4]:
                        measure[kept - 1, 1] = measure[i, 1]
                    else:
                        copy_row(measure, kept, measure, i)
                        copy_row(number, kept, number, i)
                        kept += 1
                count = kept
                for i in range(begin, count):
                    number[i, 2] = border[line, 0] if i == begin else -1
                    number[i, 3] = border[line, 1] if i == count - 1 else -1
                    measure[i, 2] = base[line, 2] + slope * (measure[i, 0] - a)
                    measure[i, 3] = base[line, 2] + slope * (measure[i, 1] - a)
    return (
        number[:count, 0].copy(),
        number[:count, 1].copy(),
        measure[:count, :2].copy(),
        measure[:count, 2:].copy(),
        number[:count, 4].astype(np.uint8),
        number[:count, 2:4].copy(),
    )
