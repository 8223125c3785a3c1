"""Where the edges of loops cross each other."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel
from layerworks.kernels.offset_grid import edge_grid, following_points
from layerworks.kernels.sorting import ascending_by_bucket, copy_row, longer


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
                i = entries[e]
                j = following[i]
                px, py, jx, jy = points[i, 0], points[i, 1], points[j, 0], points[j, 1]
                left, right, low, high = min(px, jx), max(px, jx), min(py, jy), max(py, jy)
                rx, ry = jx - px, jy - py
                for f in range(e + 1, bins[b + 1]):
                    k = entries[f]  # below i: bins are filled from their end
                    m = following[k]
                    kx, ky, mx, my = points[k, 0], points[k, 1], points[m, 0], points[m, 1]
                    if max(kx, mx) < left or min(kx, mx) > right or max(ky, my) < low or min(ky, my) > high:
                        continue
                    if k == j or m == i:
                        continue
                    qx, qy = px - kx, py - ky
                    sx, sy = mx - kx, my - ky
                    turn = sx * ry - sy * rx
                    t = qx * ry - qy * rx
                    u = qx * sy - qy * sx
                    if turn < 0.0:
                        turn, t, u = -turn, -t, -u
                    if turn == 0.0 or t < 0.0 or t >= turn or u < 0.0 or u >= turn:
                        continue
                    if n == room:
                        edges, at = longer(edges, n, 2 * room), longer(at, n, 2 * room)
                        room *= 2
                    edges[n, 0], edges[n, 1] = k, i
                    at[n, 0], at[n, 1] = t / turn, u / turn
                    n += 1
        # a pair that shares several bins was met in each of them
        if n > begin + 1:
            name = np.empty(n - begin, np.float64)  # the lower edge, and the upper one as a fraction
            for x in range(begin, n):
                name[x - begin] = edges[x, 0] - first + (edges[x, 1] - first) / float(last - first)
            order = ascending_by_bucket(name, 0, int(last - first))
            met, met_at = edges[begin:n].copy(), at[begin:n].copy()
            n = begin
            for k in range(order.shape[0]):
                x = order[k]
                if k == 0 or met[x, 0] != edges[n - 1, 0] or met[x, 1] != edges[n - 1, 1]:
                    copy_row(edges, n, met, x)
                    copy_row(at, n, met_at, x)
                    n += 1
    crossing_start[cells] = n
    return edges[:n].copy(), at[:n].copy(), crossing_start
