"""Slow twins of layerworks.kernels.branch_steps and branch_discs: pixel by pixel, each against all."""

import math


def around(j, i, height, width):
    """Return a pixel and its neighbours, row by row."""
    return [(b, a) for b in range(j - 1, j + 2) for a in range(i - 1, i + 2) if 0 <= b < height and 0 <= a < width]


def reachable(go, free):
    """Return the free pixels from which a step leads to one of `go`."""
    height, width = len(free), len(free[0])
    return [
        [bool(free[j][i]) and any(go[b][a] for b, a in around(j, i, height, width)) for i in range(width)]
        for j in range(height)
    ]


def clearance(free, most):
    """Return the length of the shortest way of king's moves, 3 straight and 4 across, to a pixel that is not free."""
    height, width = len(free), len(free[0])
    far = [[most if free[j][i] else 0 for i in range(width)] for j in range(height)]
    changed = True
    while changed:
        changed = False
        for j in range(height):
            for i in range(width):
                for b, a in around(j, i, height, width):
                    least = far[b][a] + (4 if b != j and a != i else 3)
                    if least < far[j][i]:
                        far[j][i], changed = least, True
    return far


def step_down(places, load, go, clear, wanted, steps_left, look):
    """Return where branches are one step lower, and which one each is part of from there on."""
    height, width = len(go), len(go[0])
    moved = []
    for n, (j, i) in enumerate(places):
        goal = (j, i)
        # in the order in which rings of pixels are looked at, so that the first of equals counts
        others = [m for m, (b, a) in enumerate(places) if m != n and max(abs(b - j), abs(a - i)) <= look]
        others.sort(key=lambda m: (math.dist(places[m], (j, i)), _ring(places[m], (j, i)), places[m]))
        if others:
            other, away = others[0], math.dist(places[others[0]], (j, i))
            if away < 1.6 * steps_left and load[n] <= 4.0 * load[other]:
                goal = places[other]
        costs = [
            (
                math.dist((b, a), goal) + 0.4 * max(0.0, wanted[n] - clear[b][a]) + 0.01 * (abs(b - j) + abs(a - i)),
                (b, a),
            )
            for b, a in around(j, i, height, width)
            if go[b][a]
        ]
        moved.append(min(costs, key=lambda c: c[0])[1])
    into, standing = [], []
    for n, place in enumerate(moved):
        near = [m for m in standing if _ring(moved[m], place) <= 1 and _ring(moved[m], places[n]) <= 1]
        near.sort(key=lambda m: (-load[m], moved[m]))
        into.append(near[0] if near else n)
        if not near:
            standing.append(n)
    return moved, into


def _ring(place, middle):
    return max(abs(place[0] - middle[0]), abs(place[1] - middle[1]))


def painted(discs, rim, height, width):
    """Return the pixels whose middles lie within discs or a rim about them."""
    return [
        [
            any((j + 0.5 - y) ** 2 + (i + 0.5 - x) ** 2 <= (r + rim) * (r + rim) for y, x, r in discs)
            for i in range(width)
        ]
        for j in range(height)
    ]
