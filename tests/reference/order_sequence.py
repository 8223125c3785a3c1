"""Slow twin of layerworks.kernels.order_sequence and order_block, for a handful of islands."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reference import order_links, order_tour

Point = tuple[int, int]


@dataclass
class Item:
    """A lone stroke, or strokes that stay in their order. walls have a depth."""

    strokes: list[tuple[int, Sequence[Point], bool]]  # number, points, closed
    depth: int = 0
    hangs: bool = False


Block = tuple[bool, list[Item]]  # walls?, items
Island = list[Block]
Laid = tuple[int, bool, int]  # number, backward, first vertex


def lay_block(block: Block, head: Point, reach: float, wall_order: int, samples: int, looks: int, window: int,
              passes: int) -> tuple[list[Laid], Point]:  # fmt: skip
    walls, items = block
    before: list[list[int]] = [[] for _ in items]
    if walls:
        loops = [[p for _, points, _ in item.strokes for p in points] for item in items]
        depths = [item.depth for item in items]
        if len(set(depths)) == len(items):
            links = {(i, j) for i in range(len(items)) for j in range(len(items)) if depths[j] == depths[i] + 1}
        else:
            links = order_links.link_walls(loops, depths, reach, looks)
        for outer, inner in sorted(links):
            outward = wall_order == 0 or (wall_order == 2 and items[outer].hangs)
            before[outer if outward else inner].append(inner if outward else outer)
    entries = [_entries(item, samples) for item in items]
    tour = order_tour.greedy_tour(entries, before, head)
    if not any(before):
        tour = _untangled(tour, items, entries, head, window, passes)
    laid: list[Laid] = []
    for n, (i, e) in enumerate(tour):
        after = tour[min(n + 1, len(tour) - 1)]
        more, head = _lay(items[i], e, entries[after[0]][after[1]][0], head)
        laid += more
    return laid, head


def _entries(item: Item, samples: int) -> list[tuple[Point, Point]]:
    _, points, closed = item.strokes[0]
    if len(item.strokes) > 1:
        _, last, ends_closed = item.strokes[-1]
        return [(points[0], last[0] if ends_closed else last[-1])]
    if closed:
        return [(p, p) for p in points[:: max(1, -(-len(points) // samples))]]
    return [(points[0], points[-1]), (points[-1], points[0])]


def _untangled(tour, items, entries, head, window, passes):
    def length(t):
        return order_tour.tour_length([entries[i][e] for i, e in t], head)

    for _ in range(passes):
        better = False
        for i in range(len(tour)):
            best, best_gain = tour, 1e-3
            for j in range(i, min(i + window, len(tour))):
                stretch = tour[i : j + 1]
                if any(len(items[k].strokes) > 1 for k, _ in stretch):
                    break
                turned = [(k, e if items[k].strokes[0][2] else 1 - e) for k, e in reversed(stretch)]
                gain = length(tour) - length(tour[:i] + turned + tour[j + 1 :])
                if gain > best_gain + 1e-9:
                    best, best_gain = tour[:i] + turned + tour[j + 1 :], gain
            better |= best is not tour
            tour = best
        if not better:
            break
    return tour


def _lay(item: Item, entry: int, aim: Point, head: Point) -> tuple[list[Laid], Point]:
    laid: list[Laid] = []
    for number, points, closed in item.strokes:
        if closed:
            ways = [
                np.sqrt(np.hypot(x - head[0], y - head[1])) + np.sqrt(np.hypot(x - aim[0], y - aim[1]))
                for x, y in points
            ]
            first = int(np.argmin(ways))
            laid.append((number, False, first))
            head = points[first]
        else:
            back = len(item.strokes) == 1 and entry == 1
            laid.append((number, back, 0))
            head = points[0] if back else points[-1]
    return laid, head


def sequence(layers: Sequence[dict[int, list[list[Island]]]], samples: int, **how) -> list[Laid]:
    """Return the order of all strokes. layers: islands by part, −1 for what is shared and comes first; the islands of
    a part come in several lists, one after the other.
    """
    laid: list[Laid] = []
    head: Point = (0, 0)
    for parts in layers:
        for shared in (True, False):
            left = [p for p in sorted(parts) if (p < 0) == shared]
            while left:
                part = min(left, key=lambda p: min(_nearness(i, head, samples) for own in parts[p] for i in own))
                left.remove(part)
                for own in parts[part]:
                    islands = list(own)
                    while islands:
                        island = min(islands, key=lambda i: _nearness(i, head, samples))
                        islands.remove(island)
                        for block in island:
                            more, head = lay_block(block, head, samples=samples, **how)
                            laid += more
    return laid


def _nearness(island: Island, head: Point, samples: int) -> float:
    items = island[0][1]
    each = max(1, samples // len(items))
    places = []
    for item in items[:: max(1, -(-len(items) // samples))]:
        points = item.strokes[0][1]
        places += points[:: max(1, -(-len(points) // each))]
    return min((x - head[0]) ** 2 + (y - head[1]) ** 2 for x, y in places)
