"""The order of strokes over a whole print: parts, islands, wall nests and fills, each from where the head is."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel
from layerworks.kernels.order_block import ANY, lay_block
from layerworks.kernels.order_items import SAMPLES, Items, Sequence
from layerworks.kernels.order_tour import greedy_tour, untangle

FEW = 12  # places up to which the next one is looked for from where the head really is


class Nesting(NamedTuple):
    """Where each level starts in the level below, all i32.

    block_start (b + 1): into items, one phase of one island a block. block_walls (b) bool: it holds walls.
    island_start (i + 1): into blocks. island_first (i) bool: laid before the others of its part, which come after it.
    part_start (p + 1): into islands. part_shared (p) bool: laid before the others.
    layer_start (l + 1): into parts.
    """

    block_start: NDArray[np.int32]
    block_walls: NDArray[np.bool_]
    island_start: NDArray[np.int32]
    island_first: NDArray[np.bool_]
    part_start: NDArray[np.int32]
    part_shared: NDArray[np.bool_]
    layer_start: NDArray[np.int32]


@kernel
def sample_islands(items: Items, nesting: Nesting, sample: NDArray[np.float64], count: NDArray[np.int32]) -> None:
    """Fill sample (i, SAMPLES, 2) with places where islands may be entered, and count (i,) with how many there are."""
    for i in range(count.size):
        block = nesting.island_start[i]
        a, b = nesting.block_start[block], nesting.block_start[block + 1]
        each = max(1, SAMPLES // (b - a))
        n = 0
        for item in range(a, b, max(1, (b - a + SAMPLES - 1) // SAMPLES)):
            s = items.strokes[items.item_start[item]]
            p0, p1 = items.start[s], items.start[s + 1]
            seam = items.seam[s]
            step = p1 - p0 if seam >= 0 else max(1, (p1 - p0 + each - 1) // each)
            for p in range(p0 + max(0, seam), p1, step):
                sample[i, n, 0], sample[i, n, 1] = items.points[p, 0], items.points[p, 1]
                n += 1
        count[i] = n


@kernel
def plan_places(
    sample: NDArray[np.float64],
    count: NDArray[np.int32],
    islands: NDArray[np.int32],
    head: NDArray[np.float64],
    plan: NDArray[np.int32],
) -> None:
    """Fill plan (k,) with an order of places, place p holding the islands islands[p]…islands[p + 1]."""
    k = islands.size - 1
    entry_start = np.zeros(k + 1, np.int32)
    total = 0
    for p in range(k):
        for i in range(islands[p], islands[p + 1]):
            total += count[i]
        entry_start[p + 1] = total
    enter = np.empty((total, 2))
    place = np.empty(total, np.int32)
    e = 0
    for p in range(k):
        for i in range(islands[p], islands[p + 1]):
            for n in range(count[i]):
                enter[e, 0], enter[e, 1] = sample[i, n, 0], sample[i, n, 1]
                place[e] = p
                e += 1
    mate = np.empty(total, np.int32)
    for n in range(total):
        mate[n] = n
    chosen = np.empty(k, np.int32)
    none = np.zeros(k + 1, np.int32)
    greedy_tour(enter, enter, entry_start, none, none, none, head[0], head[1], chosen)
    untangle(enter, enter, mate, head[0], head[1], chosen)
    for c in range(k):
        plan[c] = place[chosen[c]]


@kernel
def nearest_place(
    sample: NDArray[np.float64],
    count: NDArray[np.int32],
    islands: NDArray[np.int32],
    head: NDArray[np.float64],
    seen: NDArray[np.bool_],
) -> int:
    """Return the unseen place with an island sample nearest to the head, and mark it seen."""
    best, best_d = -1, np.inf
    for p in range(islands.size - 1):
        if seen[p]:
            continue
        for i in range(islands[p], islands[p + 1]):
            for n in range(count[i]):
                d = (sample[i, n, 0] - head[0]) ** 2 + (sample[i, n, 1] - head[1]) ** 2
                if d < best_d:
                    best, best_d = p, d
    seen[best] = True
    return best


@kernel
def sequence(items: Items, nesting: Nesting, reach: float, wall_order: int, found: Sequence) -> None:
    """Fill `found` with every stroke once: layer by layer, shared things first, part by part, island by island, its
    supports first.
    """
    count = np.zeros(nesting.island_start.size - 1, np.int32)
    sample = np.empty((count.size, SAMPLES, 2))
    sample_islands(items, nesting, sample, count)
    for layer in range(nesting.layer_start.size - 1):
        p = nesting.layer_start[layer]
        p1 = nesting.layer_start[layer + 1]
        while p < p1:
            q = p
            while q < p1 and nesting.part_shared[q] == nesting.part_shared[p]:
                q += 1
            parts = q - p
            part_islands = nesting.part_start[p : q + 1]
            part_plan = np.empty(parts, np.int32)
            part_seen = np.zeros(parts, np.bool_)
            if parts > FEW:
                plan_places(sample, count, part_islands, found.head, part_plan)
            for r in range(parts):
                if parts <= FEW:
                    part_plan[r] = nearest_place(sample, count, part_islands, found.head, part_seen)
                i1 = part_islands[part_plan[r]]
                while i1 < part_islands[part_plan[r] + 1]:
                    i0 = i1
                    while i1 < part_islands[part_plan[r] + 1] and nesting.island_first[i1] == nesting.island_first[i0]:
                        i1 += 1
                    islands = np.empty(i1 - i0 + 1, np.int32)
                    for m in range(i1 - i0 + 1):
                        islands[m] = i0 + m
                    plan = np.empty(i1 - i0, np.int32)
                    seen = np.zeros(i1 - i0, np.bool_)
                    if i1 - i0 > FEW:
                        plan_places(sample, count, islands, found.head, plan)
                    for m in range(i1 - i0):
                        if i1 - i0 <= FEW:
                            plan[m] = nearest_place(sample, count, islands, found.head, seen)
                        island = i0 + plan[m]
                        for block in range(nesting.island_start[island], nesting.island_start[island + 1]):
                            a, b = nesting.block_start[block], nesting.block_start[block + 1]
                            lay_block(items, a, b, reach, wall_order if nesting.block_walls[block] else ANY, found)
            p = q
