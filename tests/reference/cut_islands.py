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
