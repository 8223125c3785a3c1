"""Which walls lie beside each other, one depth apart: these are laid in the order of their depth."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel
from layerworks.kernels.order_items import Items

FEW = 8  # walls up to which their depths are compared with each other
LOOKS = 32  # vertices of a wall from which its neighbours are sought


@kernel
def link_walls(items: Items, a: int, b: int, reach: float, links: NDArray[np.int32]) -> int:
    """Fill links (2 (b − a), 2) with pairs of the wall items a…b, shallower and deeper; return how many there are.

    Each item is linked with the item one depth below and the one above that have the nearest vertex, within reach.
    A pair may come twice.
    """
    points, start, strokes = items.points, items.start, items.strokes
    count, total = 0, 0
    alone = b - a <= FEW  # no two walls of the same depth: nothing to look for
    for i in range(a, b):
        for q in range(items.item_start[i], items.item_start[i + 1]):
            total += start[strokes[q] + 1] - start[strokes[q]]
        for j in range(a, i if alone else a):
            alone &= items.depth[i] != items.depth[j]
    if alone:
        for i in range(a, b):
            for j in range(a, b):
                if items.depth[j] == items.depth[i] + 1:
                    links[count, 0], links[count, 1] = i, j
                    count += 1
        return count
    owner, row = np.empty(total, np.int32), np.empty(total, np.int32)
    n = 0
    for i in range(a, b):
        for q in range(items.item_start[i], items.item_start[i + 1]):
            for p in range(start[strokes[q]], start[strokes[q] + 1]):
                owner[n], row[n] = i, p
                n += 1
    # vertices hashed by cells of one reach: all that is near lies in nine cells
    mask = 1
    while mask < 2 * total:
        mask *= 2
    mask -= 1
    bucket, chain = np.empty(mask + 1, np.int32), np.empty(total, np.int32)
    for h in range(mask + 1):
        bucket[h] = -1
    for n in range(total - 1, -1, -1):
        cx, cy = int(np.floor(points[row[n], 0] / reach)), int(np.floor(points[row[n], 1] / reach))
        h = ((cx * 73856093) ^ (cy * 19349663)) & mask
        chain[n] = bucket[h]
        bucket[h] = n
    near, near_d = np.empty(2, np.int64), np.empty(2)
    n = 0
    while n < total:
        i = owner[n]
        end = n
        while end < total and owner[end] == i:
            end += 1
        near[0] = near[1] = -1
        near_d[0] = near_d[1] = reach * reach
        for v in range(n, end, max(1, (end - n) // LOOKS)):
            x, y = float(points[row[v], 0]), float(points[row[v], 1])
            cx, cy = int(np.floor(x / reach)), int(np.floor(y / reach))
            for g in range(9):
                w = bucket[(((cx + g % 3 - 1) * 73856093) ^ ((cy + g // 3 - 1) * 19349663)) & mask]
                while w >= 0:
                    apart = items.depth[owner[w]] - items.depth[i]
                    if apart == 1 or apart == -1:
                        side = (apart + 1) // 2
                        d = (points[row[w], 0] - x) ** 2 + (points[row[w], 1] - y) ** 2
                        if d < near_d[side] or (d == near_d[side] and owner[w] < near[side]):
                            near_d[side] = d
                            near[side] = owner[w]
                    w = chain[w]
        for side in range(2):
            if near[side] >= 0:
                links[count, 1 - side] = i
                links[count, side] = near[side]
                count += 1
        n = end
    return count
