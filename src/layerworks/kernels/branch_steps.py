"""Branches of tree supports on a raster, one step down at a time: towards each other, clear of the part."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel

FAR = 1 << 20
STRAIGHT, CORNER = 3, 4  # a pixel's side and diagonal in the unit of clearance


@kernel
def reachable(go: NDArray[np.bool_], free: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the free pixels (h, w) from which a step to the same pixel or a neighbour, corners too, leads to `go`."""
    height, width = free.shape
    found = np.zeros((height, width), np.bool_)
    for j in range(height):
        for i in range(width):
            if free[j, i] and go[j, i]:
                found[j, i] = True
            elif free[j, i]:
                for b in range(max(0, j - 1), min(height, j + 2)):
                    for a in range(max(0, i - 1), min(width, i + 2)):
                        if go[b, a]:
                            found[j, i] = True
    return found


@kernel
def clearance(free: NDArray[np.bool_], most: int) -> NDArray[np.int32]:
    """Return how far (h, w) each pixel is from the nearest that is not free, a third of a pixel the unit, at most so
    much: two passes with the chamfer 3-4 (Borgefors 1986). The rim of the raster does not count.
    """
    height, width = free.shape
    far = np.zeros((height, width), np.int32)
    for j in range(height):
        for i in range(width):
            if free[j, i]:
                least = most
                if i > 0:
                    least = min(least, far[j, i - 1] + STRAIGHT)
                if j > 0:
                    least = min(least, far[j - 1, i] + STRAIGHT)
                    if i > 0:
                        least = min(least, far[j - 1, i - 1] + CORNER)
                    if i + 1 < width:
                        least = min(least, far[j - 1, i + 1] + CORNER)
                far[j, i] = least
    for j in range(height - 1, -1, -1):
        for i in range(width - 1, -1, -1):
            if free[j, i]:
                least = far[j, i]
                if i + 1 < width:
                    least = min(least, far[j, i + 1] + STRAIGHT)
                if j + 1 < height:
                    least = min(least, far[j + 1, i] + STRAIGHT)
                    if i + 1 < width:
                        least = min(least, far[j + 1, i + 1] + CORNER)
                    if i > 0:
                        least = min(least, far[j + 1, i - 1] + CORNER)
                far[j, i] = least
    return far


@kernel
def step_down(
    row: NDArray[np.int64],
    column: NDArray[np.int64],
    load: NDArray[np.float64],
    go: NDArray[np.bool_],
    clear: NDArray[np.int32],
    wanted: NDArray[np.float64],
    steps_left: int,
    look: int,
    owner: NDArray[np.int32],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
    """Return row and column (n,) of branches one step lower, and which one (n,) each is part of from there on.

    row, column, load: (n,), no two on one pixel. go: (h, w) where branches may be below; from every branch a step leads
    there. clear: (h, w) of `clearance` there. wanted: (n,) that each would like. Branches lean towards the nearest
    other one within `look` pixels if they can meet it in the steps that are left; the lighter one leans, and both
    where neither is four times as heavy. Those that come next to each other are one, if a step leads there.
    owner: (h, w) of −1, which it is again afterwards.
    """
    height, width = go.shape
    count = row.shape[0]
    new_row, new_column = row.copy(), column.copy()
    into = np.arange(count).astype(np.int32)
    for n in range(count):
        owner[row[n], column[n]] = n
    for n in range(count):
        other, nearest = -1, float(FAR)
        for ring in range(1, look + 1):
            if ring >= nearest:
                break
            for b in range(row[n] - ring, row[n] + ring + 1):
                if b < 0 or b >= height:
                    continue
                step = 1 if abs(b - row[n]) == ring else 2 * ring
                for a in range(column[n] - ring, column[n] + ring + 1, step):
                    if 0 <= a < width and owner[b, a] >= 0:
                        away = np.sqrt(float((b - row[n]) ** 2 + (a - column[n]) ** 2))
                        if away < nearest:
                            other, nearest = owner[b, a], away
        goal_row, goal_column = row[n], column[n]
        if other >= 0 and nearest < 1.6 * steps_left and load[n] <= 4.0 * load[other]:
            goal_row, goal_column = row[other], column[other]
        best = float(FAR)
        for b in range(max(0, row[n] - 1), min(height, row[n] + 2)):
            for a in range(max(0, column[n] - 1), min(width, column[n] + 2)):
                if go[b, a]:
                    cost = np.sqrt(float((b - goal_row) ** 2 + (a - goal_column) ** 2))
                    cost += 0.4 * max(0.0, wanted[n] - clear[b, a])
                    cost += 0.01 * (abs(b - row[n]) + abs(a - column[n]))
                    if cost < best:
                        best, new_row[n], new_column[n] = cost, b, a
    for n in range(count):
        owner[row[n], column[n]] = -1
    for n in range(count):
        near = -1
        for b in range(max(0, new_row[n] - 1), min(height, new_row[n] + 2)):
            for a in range(max(0, new_column[n] - 1), min(width, new_column[n] + 2)):
                # no further away than a step: the piece down to there must not lean more than others
                steep = abs(b - row[n]) > 1 or abs(a - column[n]) > 1
                if owner[b, a] >= 0 and not steep and (near < 0 or load[owner[b, a]] > load[near]):
                    near = owner[b, a]
        if near < 0:
            owner[new_row[n], new_column[n]] = n
        else:
            into[n] = near
    for n in range(count):
        owner[new_row[n], new_column[n]] = -1
    return new_row, new_column, into
