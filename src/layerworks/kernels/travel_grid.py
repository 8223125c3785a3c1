"""The outlines of one layer in a grid, to ask quickly what a straight line meets."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel

MOST_CELLS = 512  # cells along one side


class Outlines(NamedTuple):
    """Segments of closed outlines, each in every cell that it touches.

    points (n, 2) i32, µm. after (n) i32: the point that follows on the same loop; segment i runs from point i to it.
    loop (n) i32. cell (cells + 1) i32 into member, i32 segments. low (2) f64: corner of the grid. size (1) f64: of a
    cell. shape (2) i64: columns and rows.
    """

    points: NDArray[np.int32]
    after: NDArray[np.int32]
    loop: NDArray[np.int32]
    cell: NDArray[np.int32]
    member: NDArray[np.int32]
    low: NDArray[np.float64]
    size: NDArray[np.float64]
    shape: NDArray[np.int64]


@kernel
def columns_in_row(
    ax: float, ay: float, bx: float, by: float, row: int, low: NDArray[np.float64], size: float, columns: int
) -> tuple[int, int]:
    """Return the first and the last column that the segment a–b touches in a row, a micrometre to spare."""
    x0, x1 = ax, bx
    if ay != by:
        bottom = low[1] + row * size - 1.0
        t0, t1 = (bottom - ay) / (by - ay), (bottom + size + 2.0 - ay) / (by - ay)
        if t0 > t1:
            t0, t1 = t1, t0
        t0, t1 = max(0.0, t0), min(1.0, t1)
        x0, x1 = ax + (bx - ax) * t0, ax + (bx - ax) * t1
    if x0 > x1:
        x0, x1 = x1, x0
    c0, c1 = int(np.floor((x0 - 1.0 - low[0]) / size)), int(np.floor((x1 + 1.0 - low[0]) / size))
    return max(0, c0), min(columns - 1, c1)


@kernel
def outlines_of(points: NDArray[np.int32], loop_start: NDArray[np.int32], l0: int, l1: int) -> Outlines:
    """Return the loops l0…l1 as a grid of about as many cells as segments."""
    p0 = loop_start[l0]
    n = loop_start[l1] - p0
    after, loop = np.empty(n, np.int32), np.empty(n, np.int32)
    for k in range(l0, l1):
        a, b = loop_start[k] - p0, loop_start[k + 1] - p0
        for i in range(a, b):
            after[i] = i + 1 if i + 1 < b else a
            loop[i] = k - l0
    low, high = np.full(2, np.inf), np.full(2, -np.inf)
    for i in range(p0, p0 + n):
        for axis in range(2):
            low[axis] = min(low[axis], points[i, axis])
            high[axis] = max(high[axis], points[i, axis])
    wide, tall = high[0] - low[0] + 1.0, high[1] - low[1] + 1.0
    size = max(np.sqrt(wide * tall / max(1, n)), wide / MOST_CELLS, tall / MOST_CELLS)
    shape = np.empty(2, np.int64)
    shape[0], shape[1] = int(wide / size) + 1, int(tall / size) + 1
    cell = np.zeros(shape[0] * shape[1] + 1, np.int32)
    member = np.empty(0, np.int32)
    for filling in range(2):  # count, then fill
        if filling:
            for c in range(cell.size - 1):
                cell[c + 1] += cell[c]
            member = np.empty(cell[cell.size - 1], np.int32)
        for i in range(n):
            ax, ay = float(points[p0 + i, 0]), float(points[p0 + i, 1])
            bx, by = float(points[p0 + after[i], 0]), float(points[p0 + after[i], 1])
            for row in range(int((min(ay, by) - low[1]) / size), int((max(ay, by) - low[1]) / size) + 1):
                c0, c1 = columns_in_row(ax, ay, bx, by, row, low, size, shape[0])
                for c in range(row * shape[0] + c0, row * shape[0] + c1 + 1):
                    if filling:
                        cell[c] -= 1
                        member[cell[c]] = i
                    else:
                        cell[c] += 1
    # the sums from the left, counted down while filling, now say where each cell starts
    return Outlines(points[p0 : p0 + n], after, loop, cell, member, low, np.full(1, size), shape)


@kernel
def side(ax: int, ay: int, bx: int, by: int, x: int, y: int) -> int:
    """Return on which side of the line a–b a point lies: 1 left, −1 right, 0 on it. Exact below 2³⁰ µm."""
    left = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
    return 1 if left > 0 else (-1 if left < 0 else 0)


@kernel
def meets(outlines: Outlines, a: NDArray[np.int32], b: NDArray[np.int32], hits: NDArray[np.int32]) -> int:
    """Return how many segments the line from a to b meets, touching included, at most hits.size.

    hits is filled with the segments; a segment that lies in several cells of the line is reported once.
    """
    points, low, size = outlines.points, outlines.low, outlines.size[0]
    columns, rows = outlines.shape[0], outlines.shape[1]
    ax, ay, bx, by = int(a[0]), int(a[1]), int(b[0]), int(b[1])
    found = 0
    r0 = max(0, int(np.floor((min(ay, by) - low[1]) / size)))
    r1 = min(rows - 1, int(np.floor((max(ay, by) - low[1]) / size)))
    for row in range(r0, r1 + 1):
        c0, c1 = columns_in_row(float(ax), float(ay), float(bx), float(by), row, low, size, columns)
        for c in range(row * columns + c0, row * columns + c1 + 1):
            for q in range(outlines.cell[c], outlines.cell[c + 1]):
                i = outlines.member[q]
                j = outlines.after[i]
                cx, cy = int(points[i, 0]), int(points[i, 1])
                dx, dy = int(points[j, 0]), int(points[j, 1])
                if max(ax, bx) < min(cx, dx) or max(cx, dx) < min(ax, bx):
                    continue
                if max(ay, by) < min(cy, dy) or max(cy, dy) < min(ay, by):
                    continue
                if side(ax, ay, bx, by, cx, cy) * side(ax, ay, bx, by, dx, dy) > 0:
                    continue
                if side(cx, cy, dx, dy, ax, ay) * side(cx, cy, dx, dy, bx, by) > 0:
                    continue
                known = False
                for k in range(found):
                    known |= hits[k] == i
                if known:
                    continue
                hits[found] = i
                found += 1
                if found == hits.size:
                    return found
    return found
