"""Walls of an island: gathered into nests of neighbouring depth, each nest laid inwards or outwards."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel
from layerworks.kernels.order_items import SAMPLES, Items, Sequence, lay_item
from layerworks.kernels.order_tour import greedy_tour, untangle

INNER_FIRST, OUTER_FIRST, OUTER_FIRST_WHERE_SUPPORTED = 0, 1, 2


@kernel
def nests_of(items: Items, a: int, b: int, reach: float, nest: NDArray[np.int32]) -> int:
    """Number the nests of the wall items a…b: walls that lie beside each other, one depth apart; return their count.

    Two items belong together where a vertex of one has its nearest vertex of the next or the previous depth, within
    reach, on the other. nest: (b − a,) filled with 0, 1, … by first item.
    """
    points, start, strokes = items.points, items.start, items.strokes
    k = b - a
    outermost = 0
    total = 0
    for i in range(a, b):
        outermost += items.depth[i] == 0
        for q in range(items.item_start[i], items.item_start[i + 1]):
            total += start[strokes[q] + 1] - start[strokes[q]]
    if outermost <= 1:
        for i in range(k):
            nest[i] = 0
        return 1
    owner = np.empty(total, np.int32)
    row = np.empty(total, np.int32)
    n = 0
    for i in range(a, b):
        for q in range(items.item_start[i], items.item_start[i + 1]):
            for p in range(start[strokes[q]], start[strokes[q] + 1]):
                owner[n] = i - a
                row[n] = p
                n += 1
    # vertices hashed by cells of one reach: all that is near lies in nine cells
    mask = 1
    while mask < 2 * total:
        mask *= 2
    mask -= 1
    bucket = np.empty(mask + 1, np.int32)
    for h in range(mask + 1):
        bucket[h] = -1
    chain = np.empty(total, np.int32)
    for n in range(total - 1, -1, -1):
        cx, cy = int(np.floor(points[row[n], 0] / reach)), int(np.floor(points[row[n], 1] / reach))
        h = ((cx * 73856093) ^ (cy * 19349663)) & mask
        chain[n] = bucket[h]
        bucket[h] = n
    root = np.empty(k, np.int32)
    for i in range(k):
        root[i] = i
    near = np.empty(2, np.int64)
    near_d = np.empty(2)
    n = 0
    while n < total:
        i = owner[n]
        end = n
        while end < total and owner[end] == i:
            end += 1
        near[0] = near[1] = -1
        near_d[0] = near_d[1] = reach * reach
        for v in range(n, end, max(1, (end - n) // (4 * SAMPLES))):
            x, y = float(points[row[v], 0]), float(points[row[v], 1])
            cx, cy = int(np.floor(x / reach)), int(np.floor(y / reach))
            for g in range(9):
                w = bucket[(((cx + g % 3 - 1) * 73856093) ^ ((cy + g // 3 - 1) * 19349663)) & mask]
                while w >= 0:
                    apart = items.depth[a + owner[w]] - items.depth[a + i]
                    if apart == 1 or apart == -1:
                        side = (apart + 1) // 2
                        d = (points[row[w], 0] - x) ** 2 + (points[row[w], 1] - y) ** 2
                        if d < near_d[side] or (d == near_d[side] and owner[w] < near[side]):
                            near_d[side] = d
                            near[side] = owner[w]
                    w = chain[w]
        for side in range(2):
            if near[side] >= 0:
                u, w = i, near[side]
                while root[u] != u:
                    u = root[u]
                while root[w] != w:
                    w = root[w]
                root[max(u, w)] = min(u, w)
        n = end
    count = 0
    for i in range(k):
        u = i
        while root[u] != u:
            u = root[u]
        if u == i:
            nest[i] = count
            count += 1
        else:
            nest[i] = nest[u]
    return count


@kernel
def lay_walls(items: Items, a: int, b: int, reach: float, wall_order: int, follow: bool, found: Sequence) -> None:
    """Append the wall items a…b of one island nest by nest, each nest by depth.

    reach: farthest that walls one depth apart lie from each other, µm. follow: seams lie where the head comes from.
    """
    points, start = items.points, items.start
    k = b - a
    nest = np.empty(k, np.int32)
    nests = nests_of(items, a, b, reach, nest)
    nest_start = np.zeros(nests + 1, np.int32)
    for i in range(k):
        nest_start[nest[i] + 1] += 1
    for n in range(nests):
        nest_start[n + 1] += nest_start[n]
    member = np.empty(k, np.int32)
    for i in range(k - 1, -1, -1):
        nest_start[nest[i] + 1] -= 1
        member[nest_start[nest[i] + 1]] = a + i
    # nest_start[n + 1] has become the start of nest n: move it back to its place
    for n in range(nests):
        nest_start[n] = nest_start[n + 1]
    nest_start[nests] = k
    # a nest is entered at the seam of its outermost wall, or anywhere when seams follow the head
    enter = np.empty((nests * SAMPLES, 2))
    place = np.empty(nests * SAMPLES, np.int32)
    entry_start = np.zeros(nests + 1, np.int32)
    e = 0
    for n in range(nests):
        lead = member[nest_start[n]]
        for q in range(nest_start[n], nest_start[n + 1]):
            if items.depth[member[q]] < items.depth[lead]:
                lead = member[q]
        s = items.strokes[items.item_start[lead]]
        p0, p1 = start[s], start[s + 1]
        step = p1 - p0
        if follow and items.closed[s]:
            step = max(1, (p1 - p0 + SAMPLES - 1) // SAMPLES)
        for p in range(p0 + max(0, items.seam[s]), p1, step):
            enter[e, 0], enter[e, 1] = points[p, 0], points[p, 1]
            place[e] = n
            e += 1
        entry_start[n + 1] = e
    chosen = np.empty(nests, np.int32)
    mate = np.empty(e, np.int32)
    for n in range(e):
        mate[n] = n
    greedy_tour(enter, enter, entry_start, found.head[0], found.head[1], chosen)
    untangle(enter, enter, mate, found.head[0], found.head[1], chosen)
    laid = np.zeros(k, np.bool_)
    aim = np.empty(2)
    nearer = np.int64(2)
    for c in range(nests):
        n = place[chosen[c]]
        overhangs = False
        for q in range(nest_start[n], nest_start[n + 1]):
            overhangs |= items.overhangs[member[q]]
        outward = wall_order == INNER_FIRST or (wall_order == OUTER_FIRST_WHERE_SUPPORTED and overhangs)
        aim[0], aim[1] = enter[chosen[c], 0], enter[chosen[c], 1]
        for _ in range(nest_start[n], nest_start[n + 1]):
            best, best_depth, best_d = -1, 0, np.inf
            for q in range(nest_start[n], nest_start[n + 1]):
                i = member[q]
                depth = -items.depth[i] if outward else items.depth[i]
                if laid[i - a] or (best >= 0 and depth > best_depth):
                    continue
                s = items.strokes[items.item_start[i]]
                p = start[s] + max(0, items.seam[s])
                d = (points[p, 0] - found.head[0]) ** 2 + (points[p, 1] - found.head[1]) ** 2
                if best < 0 or depth < best_depth or d < best_d:
                    best, best_depth, best_d = i, depth, d
            laid[best - a] = True
            if follow:
                aim[0], aim[1] = found.head[0], found.head[1]
            lay_item(items, best, aim, nearer, found)
