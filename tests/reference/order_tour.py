"""Slow twins of layerworks.kernels.order_tour."""

import math
from collections.abc import Sequence

Point = tuple[float, float]


def distance(a: Point, b: Point) -> float:
    return math.hypot(a[0] - b[0], a[1] - b[1])


def greedy_tour(
    entries: Sequence[Sequence[tuple[Point, Point]]], before: Sequence[Sequence[int]], head: Point
) -> list[tuple[int, int]]:
    """Return (place, entry) by nearest neighbour; entries: (enter, leave) by place; before: places that come first."""
    tour: list[tuple[int, int]] = []
    seen: set[int] = set()
    while len(seen) < len(entries):
        options = [
            ((enter[0] - head[0]) ** 2 + (enter[1] - head[1]) ** 2, place, e, leave)
            for place, ways in enumerate(entries)
            if place not in seen and all(b in seen for b in before[place])
            for e, (enter, leave) in enumerate(ways)
        ]
        _, place, e, head = min(options, key=lambda o: (o[0], o[1], o[2]))
        seen.add(place)
        tour.append((place, e))
    return tour


def tour_length(tour: Sequence[tuple[Point, Point]], head: Point) -> float:
    total = 0.0
    for enter, leave in tour:
        total += distance(head, enter)
        head = leave
    return total


def untangle(strokes: list[tuple[Point, Point]], head: Point, window: int, passes: int) -> list[tuple[Point, Point]]:
    """Reverse stretches of a tour of strokes (enter, leave) that may all be turned round, while that shortens it."""
    tour = list(strokes)
    for _ in range(passes):
        better = False
        for i in range(len(tour)):
            best, best_gain = tour, 1e-3
            for j in range(i, min(i + window, len(tour))):
                turned = tour[:i] + [(b, a) for a, b in reversed(tour[i : j + 1])] + tour[j + 1 :]
                gain = tour_length(tour, head) - tour_length(turned, head)
                if gain > best_gain + 1e-9:
                    best, best_gain = turned, gain
            better |= best is not tour
            tour = best
        if not better:
            break
    return tour
