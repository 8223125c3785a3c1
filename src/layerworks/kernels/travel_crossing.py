"""Does a straight travel cross an outline of its layer? Segments hashed into a grid by the cells they touch."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel

MOST_CELLS = 512  # cells along one side of the grid


@kernel
def columns_in_row(
    ax: float, ay: float, bx: float, by: float, low: float, high: float, low_x: float, size: float, nx: int
) -> tuple[int, int]:
    """Return the first and the last column that the segment a–b touches between the heights low and high."""
    x0, x1 = ax, bx
    if ay != by:
        t0, t1 = (low - ay) / (by - ay), (high - ay) / (by - ay)
        if t0 > t1:
            t0, t1 = t1, t0
        t0, t1 = max(0.0, t0), min(1.0, t1)
        x0, x1 = ax + (bx - ax) * t0, ax + (bx - ax) * t1
    if x0 > x1:
        x0, x1 = x1, x0
    c0, c1 = int((x0 - 1.0 - low_x) / size), int((x1 + 1.0 - low_x) / size)
    return max(0, min(nx - 1, c0)), max(0, min(nx - 1, c1))


@kernel
def cross(ax: int, ay: int, bx: int, by: int, cx: int, cy: int, dx: int, dy: int) -> bool:
    """Do the segments a–b and c–d meet? Touching counts. Exact for coordinates below 2³⁰."""
    if max(ax, bx) < min(cx, dx) or max(cx, dx) < min(ax, bx) or max(ay, by) < min(cy, dy) or max(cy, dy) < min(ay, by):
        return False
    c = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    d = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax)
    if (c > 0 and d > 0) or (c < 0 and d < 0):
        return False
    a = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx)
    b = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx)
    return not ((a > 0 and b > 0) or (a < 0 and b < 0))


@kernel
def travels_crossing(
    points: NDArray[np.int32],
    loop_start: NDArray[np.int32],
    layer_loop: NDArray[np.int32],
    travel: NDArray[np.int32],
    layer_travel: NDArray[np.int32],
    crosses: NDArray[np.bool_],
) -> None:
    """Fill crosses (t,): does the travel meet an outline of its layer?

    points, loop_start: closed outlines as in `Layers`. layer_loop: (k + 1,) first loop of each layer. travel: (t, 4)
    from x, y to x, y. layer_travel: (k + 1,) first travel of each layer.
    """
    for layer in range(layer_loop.size - 1):
        l0, l1 = layer_loop[layer], layer_loop[layer + 1]
        t0, t1 = layer_travel[layer], layer_travel[layer + 1]
        if t0 == t1 or l0 == l1:
            continue
        p0, p1 = loop_start[l0], loop_start[l1]
        n = p1 - p0
        if n == 0:
            continue
        after = np.empty(n, np.int32)  # the other end of the segment that begins at a point
        for loop in range(l0, l1):
            for i in range(loop_start[loop], loop_start[loop + 1]):
                after[i - p0] = i + 1
            if loop_start[loop + 1] > loop_start[loop]:
                after[loop_start[loop + 1] - 1 - p0] = loop_start[loop]
        low_x = high_x = float(points[p0, 0])
        low_y = high_y = float(points[p0, 1])
        for i in range(p0, p1):
            low_x, high_x = min(low_x, points[i, 0]), max(high_x, points[i, 0])
            low_y, high_y = min(low_y, points[i, 1]), max(high_y, points[i, 1])
        wide, high = high_x - low_x + 1.0, high_y - low_y + 1.0
        size = max(np.sqrt(wide * high / n), wide / MOST_CELLS, high / MOST_CELLS)
        nx, ny = int(wide / size) + 1, int(high / size) + 1
        cell = np.zeros(nx * ny + 1, np.int32)
        member = np.empty(0, np.int32)
        for filling in range(2):  # count, then fill
            if filling:
                for c in range(nx * ny):
                    cell[c + 1] += cell[c]
                member = np.empty(cell[nx * ny], np.int32)
            for i in range(p0, p1):
                j = after[i - p0]
                ax, ay = float(points[i, 0]), float(points[i, 1])
                bx, by = float(points[j, 0]), float(points[j, 1])
                r0, r1 = int((min(ay, by) - low_y) / size), int((max(ay, by) - low_y) / size)
                for row in range(r0, r1 + 1):
                    low = low_y + row * size
                    c0, c1 = columns_in_row(ax, ay, bx, by, low - 1.0, low + size + 1.0, low_x, size, nx)
                    for c in range(row * nx + c0, row * nx + c1 + 1):
                        if filling:
                            cell[c] -= 1
                            member[cell[c]] = i
                        else:
                            cell[c] += 1
        # counted into cell[c] and summed from the left, cell[c] is now where cell c starts
        for t in range(t0, t1):
            ax, ay, bx, by = travel[t, 0], travel[t, 1], travel[t, 2], travel[t, 3]
            r0 = max(0, min(ny - 1, int(np.floor((min(ay, by) - low_y) / size))))
            r1 = max(0, min(ny - 1, int(np.floor((max(ay, by) - low_y) / size))))
            hit = False
            row = r0
            while row <= r1 and not hit:
                low = low_y + row * size
                c0, c1 = columns_in_row(
                    float(ax), float(ay), float(bx), float(by), low - 1.0, low + size + 1.0, low_x, size, nx
                )
                for c in range(row * nx + c0, row * nx + c1 + 1):
                    for q in range(cell[c], cell[c + 1]):
                        i = member[q]
                        j = after[i - p0]
                        if cross(ax, ay, bx, by, points[i, 0], points[i, 1], points[j, 0], points[j, 1]):
                            hit = True
                            break
                    if hit:
                        break
                row += 1
            crosses[t] = hit
