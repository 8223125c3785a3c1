"""Where the edges of loops cross each other."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel
from layerworks.kernels.offset_grid import edge_grid, following_points

FEW = 12  # edges of a cell below which every pair is tried


@kernel
def find_crossings(
    points: NDArray[np.float64], loop_start: NDArray[np.int64], cell_start: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
    """Return edges (x, 2), the points at which the two edges of a crossing begin, and how far along each it lies (x, 2),
    0 … 1, and crossing_start (c + 1,) by cell.

    points: (n, 2). loop_start: (l + 1,). cell_start: (c + 1,) into loops. Only edges of one cell are compared; edges that
    follow each other and parallel edges do not cross.
    """
    cells = cell_start.shape[0] - 1
    following = following_points(loop_start, points.shape[0])
    room = points.shape[0] // 4 + 64
    edges = np.empty((room, 2), np.int64)
    at = np.empty((room, 2), np.float64)
    crossing_start = np.zeros(cells + 1, np.int64)
    seen = np.full(points.shape[0], -1, np.int64)
    near = np.empty(1024, np.int64)
    n = 0
    for cell in range(cells):
        first, last = loop_start[cell_start[cell]], loop_start[cell_start[cell + 1]]
        crossing_start[cell] = n
        if last - first < 4:
            continue
        few = last - first <= FEW
        frame, shape, bins, entries = edge_grid(points, following, first, first + 1 if few else last, 0.0)
        x0, y0, size = frame[0], frame[1], frame[2]
        columns = shape[0]
        for i in range(first, last):
            j = following[i]
            count = 0
            if few:
                for k in range(i + 1, last):
                    near[count] = k
                    count += 1
            else:
                # walk the same bins in which the edge was entered
                xa, ya = (points[i, 0] - x0) / size, (points[i, 1] - y0) / size
                xb, yb = (points[j, 0] - x0) / size, (points[j, 1] - y0) / size
                r0, r1 = int(min(ya, yb)), int(max(ya, yb))
                slope = (xb - xa) / (yb - ya) if r1 > r0 else 0.0
                for r in range(r0, r1 + 1):
                    left, right = min(xa, xb), max(xa, xb)
                    if r1 > r0:
                        u, v = xa + (r - ya) * slope, xa + (r + 1 - ya) * slope
                        left, right = max(left, min(u, v) - 1e-6), min(right, max(u, v) + 1e-6)
                    for c in range(max(0, int(left)), min(columns - 1, int(right)) + 1):
                        b = r * columns + c
                        if count + bins[b + 1] - bins[b] > near.shape[0]:
                            near = np.concatenate((near, np.empty(count + bins[b + 1] - bins[b], np.int64)))
                        for e in range(bins[b], bins[b + 1]):
                            k = entries[e]
                            if k > i and seen[k] != i:
                                seen[k] = i
                                near[count] = k
                                count += 1
            px, py = points[i, 0], points[i, 1]
            rx, ry = points[j, 0] - px, points[j, 1] - py
            for m in range(count):
                k = near[m]
                if k == j or following[k] == i:
                    continue
                qx, qy = points[k, 0], points[k, 1]
                sx, sy = points[following[k], 0] - qx, points[following[k], 1] - qy
                turn = rx * sy - ry * sx
                if turn == 0.0:
                    continue
                t = ((qx - px) * sy - (qy - py) * sx) / turn
                if t < 0.0 or t >= 1.0:
                    continue
                u = ((qx - px) * ry - (qy - py) * rx) / turn
                if u < 0.0 or u >= 1.0:
                    continue
                if n == room:
                    edges = np.concatenate((edges, np.empty((room, 2), np.int64)))
                    at = np.concatenate((at, np.empty((room, 2), np.float64)))
                    room *= 2
                edges[n, 0], edges[n, 1] = i, k
                at[n, 0], at[n, 1] = t, u
                n += 1
    crossing_start[cells] = n
    return edges[:n].copy(), at[:n].copy(), crossing_start
