"""Where the edges of loops cross each other."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel
from layerworks.kernels.offset_grid import edge_grid, following_points
from layerworks.kernels.sorting import ascending, copy_row, longer


@kernel
def find_crossings(
    points: NDArray[np.float64], loop_start: NDArray[np.int64], cell_start: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
    """Return edges (x, 2), the points at which the two edges of a crossing begin, the lower first; how far along
    each it lies (x, 2), 0 … 1; and crossing_start (c + 1,) by cell.

    points: (n, 2). loop_start: (l + 1,). cell_start: (c + 1,) into loops. Only edges of one cell are compared; edges
    that follow each other and parallel edges do not cross.
    """
    cells = cell_start.shape[0] - 1
    following = following_points(loop_start, points.shape[0])
    room = points.shape[0] // 4 + 64
    edges = np.empty((room, 2), np.int64)
    at = np.empty((room, 2), np.float64)
    crossing_start = np.zeros(cells + 1, np.int64)
    n = 0
    for cell in range(cells):
        first, last = loop_start[cell_start[cell]], loop_start[cell_start[cell + 1]]
        begin = n
        crossing_start[cell] = n
        if last - first < 4:
            continue
        _, _, bins, entries = edge_grid(points, following, int(first), int(last), 0.0)
        for b in range(bins.shape[0] - 1):
            for e in range(bins[b], bins[b + 1] - 1):
                ee = entries[e]
                for f in range(e + 1, bins[b + 1]):
                    i, k = min(ee, entries[f]), max(ee, entries[f])
                    j, m = following[i], following[k]
                    if k == j or m == i:
                        continue
                    px, py = points[i, 0], points[i, 1]
                    rx, ry = points[j, 0] - px, points[j, 1] - py
                    qx, qy = points[k, 0] - px, points[k, 1] - py
                    sx, sy = points[m, 0] - points[k, 0], points[m, 1] - points[k, 1]
                    turn = rx * sy - ry * sx
                    t = qx * sy - qy * sx
                    u = qx * ry - qy * rx
                    if turn < 0.0:
                        turn, t, u = -turn, -t, -u
                    if turn == 0.0 or t < 0.0 or t >= turn or u < 0.0 or u >= turn:
                        continue
                    if n == room:
                        edges, at = longer(edges, n, 2 * room), longer(at, n, 2 * room)
                        room *= 2
                    edges[n, 0], edges[n, 1] = i, k
                    at[n, 0], at[n, 1] = t / turn, u / turn
                    n += 1
        # a pair that shares several bins was met in each of them
        if n > begin + 1:
            name = np.empty(n - begin, np.float64)
            for x in range(begin, n):
                name[x - begin] = float(edges[x, 0]) * points.shape[0] + edges[x, 1]
            order = ascending(name, n - begin)
            kept_edges, kept_at = edges[begin:n].copy(), at[begin:n].copy()
            n = begin
            for x in range(order.shape[0]):
                if x == 0 or name[order[x]] != name[order[x - 1]]:
                    copy_row(edges, n, kept_edges, order[x])
                    copy_row(at, n, kept_at, order[x])
                    n += 1
    crossing_start[cells] = n
    return edges[:n].copy(), at[:n].copy(), crossing_start
