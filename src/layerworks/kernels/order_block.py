"""Items of one island and one phase laid by a short way: walls after those they wait for, the rest in any order."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel
from layerworks.kernels.order_items import SAMPLES, Items, Sequence, lay_item
from layerworks.kernels.order_links import link_walls
from layerworks.kernels.order_tour import greedy_tour, untangle

INNER_FIRST, OUTER_FIRST, OUTER_FIRST_WHERE_SUPPORTED, ANY = range(4)


class Entries(NamedTuple):
    """Where items may be begun. enter, leave (e, 2) f64. mate (e) i32: the entry that runs the item backwards, −1 none.

    item (e) i32, counted from the first of the block; start (k + 1) i32 entries of each item.
    """

    enter: NDArray[np.float64]
    leave: NDArray[np.float64]
    mate: NDArray[np.int32]
    item: NDArray[np.int32]
    start: NDArray[np.int32]


@kernel
def entries_of(items: Items, a: int, b: int) -> Entries:
    """Return where the items a…b may be begun: open strokes at both ends, closed ones at their seam or all around."""
    points, start, seam = items.points, items.start, items.seam
    room = (b - a) * SAMPLES
    enter, leave = np.empty((room, 2)), np.empty((room, 2))
    mate, item = np.empty(room, np.int32), np.empty(room, np.int32)
    entry_start = np.zeros(b - a + 1, np.int32)
    e = 0
    for i in range(b - a):
        s = items.strokes[items.item_start[a + i]]
        last = items.strokes[items.item_start[a + i + 1] - 1]
        p0, p1 = start[s], start[s + 1]
        if s != last:
            begin = p0 + max(0, seam[s])
            end = start[last] + max(0, seam[last]) if items.closed[last] else start[last + 1] - 1
            enter[e, 0], enter[e, 1] = points[begin, 0], points[begin, 1]
            leave[e, 0], leave[e, 1] = points[end, 0], points[end, 1]
            mate[e] = -1
            e += 1
        elif items.closed[s]:
            step = p1 - p0 if seam[s] >= 0 else max(1, (p1 - p0 + SAMPLES - 1) // SAMPLES)
            for p in range(p0 + max(0, seam[s]), p1, step):
                enter[e, 0], enter[e, 1] = points[p, 0], points[p, 1]
                leave[e, 0], leave[e, 1] = points[p, 0], points[p, 1]
                mate[e] = e
                e += 1
        else:
            for turn in range(2):
                begin, end = (p1 - 1, p0) if turn else (p0, p1 - 1)
                enter[e, 0], enter[e, 1] = points[begin, 0], points[begin, 1]
                leave[e, 0], leave[e, 1] = points[end, 0], points[end, 1]
                mate[e] = e - 1 if turn else e + 1
                e += 1
        for n in range(entry_start[i], e):
            item[n] = i
        entry_start[i + 1] = e
    return Entries(enter, leave, mate, item, entry_start)


@kernel
def lay_block(items: Items, a: int, b: int, reach: float, wall_order: int, found: Sequence) -> None:
    """Append the items a…b by a short way from the head: lone strokes either way round, groups as given.

    wall_order: of walls beside each other; ANY for items that are no walls. reach: as in `link_walls`.
    """
    k = b - a
    count = 0
    links = np.empty((2 * k if wall_order != ANY else 0, 2), np.int32)
    waits, then_start = np.zeros(k, np.int32), np.zeros(k + 2, np.int32)
    if wall_order != ANY:
        count = link_walls(items, a, b, reach, links)
        for n in range(count):
            outward = wall_order == INNER_FIRST
            if wall_order == OUTER_FIRST_WHERE_SUPPORTED:
                outward = items.overhangs[links[n, 0]]
            if outward:
                links[n, 0], links[n, 1] = links[n, 1], links[n, 0]
            waits[links[n, 1] - a] += 1
            then_start[links[n, 0] - a + 2] += 1
    for i in range(k):
        then_start[i + 2] += then_start[i + 1]
    then = np.empty(count, np.int32)
    for n in range(count):
        then[then_start[links[n, 0] - a + 1]] = links[n, 1] - a
        then_start[links[n, 0] - a + 1] += 1
    entries = entries_of(items, a, b)
    chosen = np.empty(k, np.int32)
    enter, leave, x, y = entries.enter, entries.leave, found.head[0], found.head[1]
    greedy_tour(enter, leave, entries.start, waits, then_start, then, x, y, chosen)
    if count == 0:
        untangle(enter, leave, entries.mate, x, y, chosen)
    for c in range(k):
        i = int(entries.item[chosen[c]])
        after = chosen[c + 1 if c + 1 < k else c]
        lay_item(items, a + i, enter[after, 0], enter[after, 1], np.int64(chosen[c] - entries.start[i]), found)
