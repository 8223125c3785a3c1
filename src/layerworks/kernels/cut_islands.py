"""Which outline lies in which: islands with their holes."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel


@kernel
def nest_loops(
    points: NDArray[np.float64], loop_start: NDArray[np.int64], group_start: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """Return island (l,) of each loop, numbered from 0 within its group, and proper (g,) of each group.

    points: (n, 2). loop_start: (l + 1,). group_start: (g + 1,) into loops; loops of different groups do not meet.
    An island is an outer loop, counter-clockwise, with the clockwise holes right inside it. A group is proper when
    every outer loop starts in the open and every hole in the flesh; where it is not, islands are numbered all the same.
    """
    groups = group_start.shape[0] - 1
    loops = loop_start.shape[0] - 1
    island = np.zeros(loops, np.int32)
    proper = np.ones(groups, np.bool_)
    box = np.empty((loops, 4), np.float64)
    area = np.zeros(loops, np.float64)
    for q in range(loops):
        a, b = loop_start[q], loop_start[q + 1]
        box[q, 0] = box[q, 1] = np.inf
        box[q, 2] = box[q, 3] = -np.inf
        j = b - 1
        for i in range(a, b):
            x, y = points[i, 0], points[i, 1]
            box[q, 0], box[q, 1] = min(box[q, 0], x), min(box[q, 1], y)
            box[q, 2], box[q, 3] = max(box[q, 2], x), max(box[q, 3], y)
            # relative to the loop's own start: far from the origin the products would lose digits
            xr, yr = points[j, 0] - points[a, 0], points[j, 1] - points[a, 1]
            area[q] += 0.5 * (xr * (y - points[a, 1]) - (x - points[a, 0]) * yr)
            j = i
    for g in range(groups):
        islands = 0
        for q in range(group_start[g], group_start[g + 1]):
            if area[q] > 0.0:
                island[q] = islands
                islands += 1
        for q in range(group_start[g], group_start[g + 1]):
            x, y = points[loop_start[q], 0], points[loop_start[q], 1]
            winding = 0
            holder = -1
            for other in range(group_start[g], group_start[g + 1]):
                inside = box[other, 0] <= x <= box[other, 2] and box[other, 1] <= y <= box[other, 3]
                if other == q or not inside:
                    continue
                w = 0
                j = loop_start[other + 1] - 1
                for i in range(loop_start[other], loop_start[other + 1]):
                    ya, yb = points[j, 1], points[i, 1]
                    if (ya <= y) != (yb <= y):
                        at = points[j, 0] + (y - ya) / (yb - ya) * (points[i, 0] - points[j, 0])
                        if at > x:
                            w += 1 if yb > ya else -1
                    j = i
                winding += w
                if w > 0 and (holder < 0 or area[other] < area[holder]):
                    holder = other
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
    island: NDArray[np.int32],
) -> NDArray[np.int32]:
    """Return (w,) the island of its cell that each point lies in, or else the one whose border is nearest.

    where: (w, 2). where_cell: (w,). points, loop_start, cell_start and island: as `nest_loops` takes and gives them.
    """
    found = np.zeros(where.shape[0], np.int32)
    most = 0
    for q in range(island.shape[0]):
        most = max(most, island[q] + 1)
    crossings = np.empty(most, np.int64)
    for w in range(where.shape[0]):
        first, last = cell_start[where_cell[w]], cell_start[where_cell[w] + 1]
        islands = 0
        for q in range(first, last):
            islands = max(islands, island[q] + 1)
        if islands < 2:
            continue
        x, y = where[w, 0], where[w, 1]
        for k in range(islands):
            crossings[k] = 0
        for q in range(first, last):
            j = loop_start[q + 1] - 1
            for i in range(loop_start[q], loop_start[q + 1]):
                ya, yb = points[j, 1], points[i, 1]
                crosses = (ya <= y) != (yb <= y)
                if crosses and points[j, 0] + (y - ya) / (yb - ya) * (points[i, 0] - points[j, 0]) > x:
                    crossings[island[q]] += 1
                j = i
        found[w] = -1
        for k in range(islands):
            if crossings[k] % 2 == 1:
                found[w] = k
        if found[w] >= 0:
            continue
        nearest = np.inf
        for q in range(first, last):
            j = loop_start[q + 1] - 1
            for i in range(loop_start[q], loop_start[q + 1]):
                dx, dy = points[i, 0] - points[j, 0], points[i, 1] - points[j, 1]
                vx, vy = x - points[j, 0], y - points[j, 1]
                t = (vx * dx + vy * dy) / max(dx * dx + dy * dy, 1e-9)
                t = min(1.0, max(0.0, t))
                vx, vy = vx - t * dx, vy - t * dy
                if vx * vx + vy * vy < nearest:
                    nearest = vx * vx + vy * vy
                    found[w] = island[q]
                j = i
    return found
