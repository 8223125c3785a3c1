"""Which outline lies in which: islands with their holes."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel


@kernel
def nest_loops(
    points: NDArray[np.float64],
    loop_start: NDArray[np.int64],
    group_start: NDArray[np.int64],
    group_row: NDArray[np.int64],
    frame: NDArray[np.float64],
    row_start: NDArray[np.int64],
    edge: NDArray[np.int64],
    edge_loop: NDArray[np.int64],
) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """Return island (l,) of each loop, numbered from 0 within its group, and proper (g,) of each group.

    points: (n, 2). loop_start: (l + 1,). group_start: (g + 1,) into loops; loops of different groups do not meet.
    group_row, frame, row_start, edge, edge_loop: their `rows_of_edges`.
    An island is an outer loop, counter-clockwise, with the clockwise holes right inside it. A group is proper when
    every outer loop starts in the open and every hole in the flesh; where it is not, islands are numbered all the same.
    """
    groups = group_start.shape[0] - 1
    loops = loop_start.shape[0] - 1
    island = np.zeros(loops, np.int32)
    proper = np.ones(groups, np.bool_)
    area = np.zeros(loops, np.float64)
    for q in range(loops):
        a, b = loop_start[q], loop_start[q + 1]
        j = b - 1
        for i in range(a, b):
            # relative to the loop's own start: far from the origin the products would lose digits
            xr, yr = points[j, 0] - points[a, 0], points[j, 1] - points[a, 1]
            area[q] += 0.5 * (xr * (points[i, 1] - points[a, 1]) - (points[i, 0] - points[a, 0]) * yr)
            j = i
    turns = np.zeros(loops, np.int64)  # of the loops that a row has touched, else 0
    touched = np.empty(loops, np.int64)
    for g in range(groups):
        islands = 0
        for q in range(group_start[g], group_start[g + 1]):
            if area[q] > 0.0:
                island[q] = islands
                islands += 1
        for q in range(group_start[g], group_start[g + 1]):
            x, y = points[loop_start[q], 0], points[loop_start[q], 1]
            most = group_row[g + 1] - group_row[g] - 1
            row = group_row[g] + min(most, max(0, int((y - frame[g, 0]) * frame[g, 1])))
            seen = 0
            for k in range(row_start[row], row_start[row + 1]):
                other, i = edge_loop[k], edge[k]
                if other == q:
                    continue
                j = i - 1 if i > loop_start[other] else loop_start[other + 1] - 1
                ya, yb = points[j, 1], points[i, 1]
                if (ya <= y) != (yb <= y):
                    at = points[j, 0] + (y - ya) / (yb - ya) * (points[i, 0] - points[j, 0])
                    if at > x:
                        if seen == 0 or touched[seen - 1] != other:  # edges of a loop stand together
                            touched[seen] = other
                            seen += 1
                        turns[other] += 1 if yb > ya else -1
            winding = 0
            holder = -1
            for k in range(seen):
                other = touched[k]
                winding += turns[other]
                if turns[other] > 0 and (holder < 0 or area[other] < area[holder]):
                    holder = other
                turns[other] = 0
            if winding != (0 if area[q] > 0.0 else 1):
                proper[g] = False
            if area[q] <= 0.0 and holder >= 0:
                island[q] = island[holder]
    return island, proper


@kernel
def locate_points(
    where: NDArray[np.float64],
    where_cell: NDArray[np.int64],
    points: NDArray[np.float64],
    loop_start: NDArray[np.int64],
    cell_start: NDArray[np.int64],
    cell_row: NDArray[np.int64],
    frame: NDArray[np.float64],
    row_start: NDArray[np.int64],
    edge: NDArray[np.int64],
    edge_loop: NDArray[np.int64],
    island: NDArray[np.int32],
) -> NDArray[np.int32]:
    """Return (w,) the island of its cell that each point lies in, or else the one whose border is nearest.

    where: (w, 2). where_cell: (w,). points, loop_start, cell_start and island: as `nest_loops` takes and gives them.
    cell_row, frame, row_start, edge, edge_loop: their `rows_of_edges`. In an empty cell it is island 0.
    """
    found = np.zeros(where.shape[0], np.int32)
    most = 0
    for q in range(island.shape[0]):
        most = max(most, island[q] + 1)
    crossings = np.zeros(most, np.int64)  # of the islands that a row has touched, else 0
    touched = np.empty(loop_start.shape[0], np.int64)
    several = np.zeros(cell_start.shape[0] - 1, np.bool_)
    for c in range(cell_start.shape[0] - 1):
        for q in range(cell_start[c], cell_start[c + 1]):
            several[c] = several[c] or island[q] > 0
    for w in range(where.shape[0]):
        c = where_cell[w]
        if not several[c]:
            continue
        x, y = where[w, 0], where[w, 1]
        rows = cell_row[c + 1] - cell_row[c]
        row = min(rows - 1, max(0, int((y - frame[c, 0]) * frame[c, 1])))
        seen = 0
        for k in range(row_start[cell_row[c] + row], row_start[cell_row[c] + row + 1]):
            q, i = edge_loop[k], edge[k]
            j = i - 1 if i > loop_start[q] else loop_start[q + 1] - 1
            ya, yb = points[j, 1], points[i, 1]
            crosses = (ya <= y) != (yb <= y)
            if crosses and points[j, 0] + (y - ya) / (yb - ya) * (points[i, 0] - points[j, 0]) > x:
                if seen == 0 or touched[seen - 1] != q:
                    touched[seen] = q
                    seen += 1
                crossings[island[q]] += 1
        found[w] = -1
        for k in range(seen):
            own = island[touched[k]]
            if crossings[own] % 2 == 1:
                found[w] = max(found[w], own)
        for k in range(seen):
            crossings[island[touched[k]]] = 0
        if found[w] >= 0:
            continue
        nearest, best = np.inf, loop_start[cell_start[c + 1]]
        for away in range(rows):
            low, high = row - away, row + away
            if away > 1 and ((away - 1) / frame[c, 1]) ** 2 > nearest:  # whatever is farther off is farther
                break
            for side in range(2):
                r = low if side == 0 else high
                if r < 0 or r >= rows or (side == 1 and away == 0):
                    continue
                for k in range(row_start[cell_row[c] + r], row_start[cell_row[c] + r + 1]):
                    q, i = edge_loop[k], edge[k]
                    j = i - 1 if i > loop_start[q] else loop_start[q + 1] - 1
                    dx, dy = points[i, 0] - points[j, 0], points[i, 1] - points[j, 1]
                    vx, vy = x - points[j, 0], y - points[j, 1]
                    t = (vx * dx + vy * dy) / max(dx * dx + dy * dy, 1e-9)
                    t = min(1.0, max(0.0, t))
                    vx, vy = vx - t * dx, vy - t * dy
                    d = vx * vx + vy * vy
                    if d < nearest or (d == nearest and i < best):
                        nearest, best = d, i
                        found[w] = island[q]
    return found
