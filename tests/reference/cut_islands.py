"""Slow twin of `layerworks.kernels.cut_islands`: winding numbers by angles."""

import math


def winding(loop, x, y):
    """Return how often a loop turns around a point."""
    turn = 0.0
    for (ax, ay), (bx, by) in zip(loop, [*loop[1:], loop[0]], strict=True):
        step = math.atan2(by - y, bx - x) - math.atan2(ay - y, ax - x)
        turn += (step + math.pi) % (2.0 * math.pi) - math.pi
    return round(turn / (2.0 * math.pi))


def area(loop):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(loop, [*loop[1:], loop[0]], strict=True)) / 2.0


def islands(loops):
    """Return the number of the island of each loop, numbered by outer loops, and whether all lie as they should."""
    outer = [i for i, loop in enumerate(loops) if area(loop) > 0.0]
    number = {i: n for n, i in enumerate(outer)}
    found, proper = [], True
    for i, loop in enumerate(loops):
        others = [(j, winding(other, *loop[0])) for j, other in enumerate(loops) if j != i]
        proper = proper and sum(w for _, w in others) == (0 if i in number else 1)
        around = [j for j, w in others if w > 0]
        if i in number:
            found.append(number[i])
        else:
            found.append(number[min(around, key=lambda j: area(loops[j]))] if around else 0)
    return found, proper


def where_is(point, loops, island):
    """Return the island around a point, None for none, and how near the border of each comes."""
    x, y = point
    turns, near = {}, {}
    for loop, own in zip(loops, island, strict=True):
        ends = [*loop[1:], loop[0]]
        crossed = sum(
            (a[1] <= y) != (b[1] <= y) and a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) > x
            for a, b in zip(loop, ends, strict=True)
        )
        turns[int(own)] = turns.get(int(own), 0) + crossed
        best = min(distance(x, y, a, b) for a, b in zip(loop, ends, strict=True))
        near[int(own)] = min(near.get(int(own), math.inf), best)
    inside = [own for own, crossed in turns.items() if crossed % 2]
    return (max(inside) if inside else None), near


def distance(x, y, a, b):
    """Return how far a point is from an edge."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    t = ((x - a[0]) * dx + (y - a[1]) * dy) / max(dx * dx + dy * dy, 1e-9)
    t = min(1.0, max(0.0, t))
    return math.hypot(x - a[0] - t * dx, y - a[1] - t * dy)
