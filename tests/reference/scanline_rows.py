"""Slow twins of the kernels that work row by row: areas on a line are lists of intervals."""

import math


def row_crossings(loops, direction, v):
    """Return where the loops cross the line at v, ascending along it."""
    c, s = direction
    found = []
    for loop in loops:
        turned = [(c * x + s * y, c * y - s * x) for x, y in loop]
        for (ua, va), (ub, vb) in zip(turned, [*turned[1:], turned[0]], strict=True):
            if (va <= v) != (vb <= v):
                found.append(ua + (v - va) / (vb - va) * (ub - ua))
    return sorted(found)


def covered(crossings, u):
    """Tell whether a place on a line lies inside."""
    return bool(sum(x <= u for x in crossings) % 2 == 1)


def kind_at(u, above, below):
    """Return the kind of a place: above, below are lists of layers, nearest first, each a list of lines to look at."""
    open_above = [any(not covered(line, u) for line in layer) for layer in above]
    open_below = [any(not covered(line, u) for line in layer) for layer in below]
    kind = 1 if any(open_above + open_below) else 0
    if open_above and open_above[0]:
        kind |= 2
    if open_below and open_below[0]:
        kind |= 4
    return kind


def spans(loops, held, direction, pitch, anchor):
    """Return length held at both ends, at one, at none, and the sum of squares."""
    c, s = direction
    across = [c * y - s * x for loop in loops for x, y in loop]
    found = [0.0, 0.0, 0.0, 0.0]
    for row in range(math.floor(min(across) / pitch) - 1, math.ceil(max(across) / pitch) + 1):
        line = row_crossings(loops, direction, (row + 0.5) * pitch)
        below = row_crossings(held, direction, (row + 0.5) * pitch)
        for a, b in zip(line[::2], line[1::2], strict=True):
            ends = covered(below, a - anchor) + covered(below, b + anchor)
            found[2 - ends] += b - a
            found[3] += (b - a) ** 2
    return found
