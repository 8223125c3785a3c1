"""What two sets of areas have in common, cell by cell."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel
from layerworks.kernels.offset_grid import following_points
from layerworks.kernels.offset_pieces import cut_into_pieces, join_pieces


@kernel
def stitch_common(
    points: NDArray[np.float64],
    loop_start: NDArray[np.int64],
    cell_start: NDArray[np.int64],
    second: NDArray[np.bool_],
    edges: NDArray[np.int64],
    at: NDArray[np.float64],
    crossing_start: NDArray[np.int64],
    least_area: float,
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Return points (m, 2), loop_start (r + 1,), cell_start (c + 1,) and failed (c,).

    points: (n, 2), loop_start: (l + 1,), cell_start: (c + 1,): loops of both sets; second: (l,) which set each
    belongs to. edges, at, crossing_start: all crossings, as `find_crossings` gives them. A cell in which the pieces
    do not join to loops is failed and left empty: loops of one set crossed, or the sets share a stretch of border.
    """
    cells = cell_start.shape[0] - 1
    following = following_points(loop_start, points.shape[0])
    out = np.empty((points.shape[0] + 2 * edges.shape[0] + 16, 2), np.float64)
    out_start = np.zeros(points.shape[0] + 2, np.int64)
    out_cell = np.zeros(cells + 1, np.int64)
    failed = np.zeros(cells, np.bool_)
    loops = 0
    for cell in range(cells):
        out_cell[cell] = loops
        q0, q1 = cell_start[cell], cell_start[cell + 1]
        c0, c1 = crossing_start[cell], crossing_start[cell + 1]
        begin, ends, span, joins, wanted = cut_into_pieces(
            points, following, loop_start[q0 : q1 + 1], edges[c0:c1], at[c0:c1], True
        )
        for q in range(q0, q1):
            i = 2 * (c1 - c0) + q - q0
            if not wanted[i]:
                continue
            # a loop that crosses nothing is kept when it lies within the other set
            x, y = points[loop_start[q], 0], points[loop_start[q], 1]
            winding = 0
            for other in range(q0, q1):
                if second[other] == second[q]:
                    continue
                for a in range(loop_start[other], loop_start[other + 1]):
                    b = following[a]
                    ya, yb = points[a, 1], points[b, 1]
                    if (ya <= y) == (yb <= y):
                        continue
                    if points[a, 0] + (y - ya) / (yb - ya) * (points[b, 0] - points[a, 0]) > x:
                        winding += 1 if yb > ya else -1
            wanted[i] = winding > 0
        before = loops
        loops = join_pieces(points, following, begin, ends, span, joins, wanted, least_area, out, out_start, loops)
        if loops < 0:
            failed[cell] = True
            loops = before
    out_cell[cells] = loops
    return out[: out_start[loops]].copy(), out_start[: loops + 1].copy(), out_cell, failed
