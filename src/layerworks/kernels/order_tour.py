"""A short way through many places: greedy nearest neighbour on a grid, then pairs of crossings undone.

A place may be entered at one of several entries, each with the point where one leaves again. Greedy choice is
Rosenkrantz, Stearns and Lewis (1977), the exchange is Croes' 2-opt (1958) within a window.
"""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel

SMALL = 40  # entries up to which scanning them all is faster than a grid
WINDOW = 100  # longest stretch of a tour tried backwards
PASSES = 4  # most sweeps over a tour
LEAST_GAIN = 1e-3  # µm


@kernel
def greedy_tour(
    enter: NDArray[np.float64],
    leave: NDArray[np.float64],
    entry_start: NDArray[np.int32],
    waits: NDArray[np.int32],
    then_start: NDArray[np.int32],
    then: NDArray[np.int32],
    head_x: float,
    head_y: float,
    chosen: NDArray[np.int32],
) -> None:
    """Fill `chosen` (k,) with one entry of each place, in the order of a nearest-neighbour walk from the head.

    enter, leave: (e, 2) any unit. entry_start: (k + 1,) entries of each place. waits: (k,) how many places must come
    before a place, counted down here; then_start (k + 1,) into then: the places that wait for it, without cycles.
    Of equally near entries the first wins. Cost near e log e: entries of places seen are swept out of the grid
    whenever half of the places are seen.
    """
    k = entry_start.size - 1
    e = entry_start[k]
    place = np.empty(e, np.int32)
    for p in range(k):
        for i in range(entry_start[p], entry_start[p + 1]):
            place[i] = p
    gone = np.zeros(k, np.bool_)
    live = np.empty(e, np.int32)
    for i in range(e):
        live[i] = i
    count = e
    cells = np.empty(0, np.int32)
    cell_of = np.empty(e, np.int32)
    member = np.empty(e, np.int32)
    x, y = head_x, head_y
    done = 0
    while done < k:
        m = 0
        for q in range(count):
            if not gone[place[live[q]]]:
                live[m] = live[q]
                m += 1
        count = m
        low_x = high_x = enter[live[0], 0]
        low_y = high_y = enter[live[0], 1]
        for q in range(1, count):
            i = live[q]
            low_x, high_x = min(low_x, enter[i, 0]), max(high_x, enter[i, 0])
            low_y, high_y = min(low_y, enter[i, 1]), max(high_y, enter[i, 1])
        extent = max(high_x - low_x, high_y - low_y)
        gridded = count > SMALL and extent > 0.0
        size = 1.0
        nx = ny = 1
        if gridded:
            size = max(np.sqrt((high_x - low_x) * (high_y - low_y) / count), extent / count)
            nx, ny = int((high_x - low_x) / size) + 1, int((high_y - low_y) / size) + 1
            cells = np.zeros(nx * ny + 1, np.int32)
            for q in range(count):
                i = live[q]
                c = int((enter[i, 1] - low_y) / size) * nx + int((enter[i, 0] - low_x) / size)
                cell_of[q] = c
                cells[c + 1] += 1
            for c in range(nx * ny):
                cells[c + 1] += cells[c]
            for q in range(count - 1, -1, -1):
                cells[cell_of[q] + 1] -= 1
                member[cells[cell_of[q] + 1]] = live[q]
            # cells[c + 1] is now where cell c starts; its end is where cell c + 1 starts
        until = done + (k - done + 1) // 2
        while done < until:
            best, best_d = -1, np.inf
            if not gridded:
                for q in range(count):
                    i = live[q]
                    if gone[place[i]] or waits[place[i]] > 0:
                        continue
                    d = (enter[i, 0] - x) ** 2 + (enter[i, 1] - y) ** 2
                    if d < best_d:
                        best, best_d = i, d
            else:
                cx, cy = int(np.floor((x - low_x) / size)), int(np.floor((y - low_y) / size))
                ring = max(0, -cx, cx - nx + 1, -cy, cy - ny + 1)
                last = max(cx, nx - 1 - cx, cy, ny - 1 - cy)
                while ring <= last and (best < 0 or best_d >= ((ring - 1) * size) ** 2 or ring == 0):
                    for row in range(max(0, cy - ring), min(ny, cy + ring + 1)):
                        whole = row == cy - ring or row == cy + ring
                        step = 1 if whole or ring == 0 else 2 * ring
                        for col in range(cx - ring, cx + ring + 1, step):
                            if col < 0 or col >= nx:
                                continue
                            c = row * nx + col
                            end = cells[c + 2] if c + 2 <= nx * ny else count
                            for q in range(cells[c + 1], end):
                                i = member[q]
                                if gone[place[i]] or waits[place[i]] > 0:
                                    continue
                                d = (enter[i, 0] - x) ** 2 + (enter[i, 1] - y) ** 2
                                if d < best_d or (d == best_d and i < best):
                                    best, best_d = i, d
                    ring += 1
            gone[place[best]] = True
            chosen[done] = best
            done += 1
            x, y = leave[best, 0], leave[best, 1]
            for q in range(then_start[place[best]], then_start[place[best] + 1]):
                waits[then[q]] -= 1


@kernel
def untangle(
    enter: NDArray[np.float64],
    leave: NDArray[np.float64],
    mate: NDArray[np.int32],
    head_x: float,
    head_y: float,
    chosen: NDArray[np.int32],
) -> None:
    """Reverse stretches of a tour, in place, while that shortens it.

    mate: (e,) the entry that runs the same place backwards; −1 where it may not be turned round. The end of the tour
    is free.
    """
    k = chosen.size
    at = np.empty((k + 1, 4))  # row i + 1: enter and leave of the tour's place i; row 0: the head
    link = np.zeros(k + 1)  # way to each place from the one before
    at[0, 2], at[0, 3] = head_x, head_y
    for i in range(k):
        e = chosen[i]
        at[i + 1, 0], at[i + 1, 1], at[i + 1, 2], at[i + 1, 3] = enter[e, 0], enter[e, 1], leave[e, 0], leave[e, 1]
        link[i] = np.sqrt((at[i + 1, 0] - at[i, 2]) ** 2 + (at[i + 1, 1] - at[i, 3]) ** 2)
    for _ in range(PASSES):
        better = False
        for i in range(k):
            if mate[chosen[i]] < 0:
                continue
            px, py, fx, fy = at[i, 2], at[i, 3], at[i + 1, 0], at[i + 1, 1]
            best_j, best_gain = -1, LEAST_GAIN
            for j in range(i, min(i + WINDOW, k)):
                if mate[chosen[j]] < 0:
                    break
                first = (at[j + 1, 2] - px) ** 2 + (at[j + 1, 3] - py) ** 2
                second = 0.0
                if j + 1 < k:
                    second = (at[j + 2, 0] - fx) ** 2 + (at[j + 2, 1] - fy) ** 2
                if first >= link[i] ** 2 and second >= link[j + 1] ** 2:
                    continue  # neither way would be shorter: no root needed
                gain = link[i] + link[j + 1] - np.sqrt(first) - np.sqrt(second)
                if gain > best_gain:
                    best_j, best_gain = j, gain
            if best_j < 0:
                continue
            better = True
            a, b = i, best_j
            while a <= b:
                chosen[a], chosen[b] = mate[chosen[b]], mate[chosen[a]]
                a += 1
                b -= 1
            for n in range(i, min(best_j + 2, k)):
                e = chosen[n]
                at[n + 1, 0], at[n + 1, 1] = enter[e, 0], enter[e, 1]
                at[n + 1, 2], at[n + 1, 3] = leave[e, 0], leave[e, 1]
                link[n] = np.sqrt((at[n + 1, 0] - at[n, 2]) ** 2 + (at[n + 1, 1] - at[n, 3]) ** 2)
        if not better:
            return
