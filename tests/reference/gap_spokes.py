"""Slow twin of the disc of `layerworks.kernels.gap_spokes`: it shrinks until no point of any edge lies inside."""

import math


def radius(loops, own, x, y, ux, uy, limit):
    """Return how large a disc that touches (x, y) from the side of (ux, uy) may be. own: (loop, edge), not counted."""
    best = limit
    for number, loop in enumerate(loops):
        for i, a in enumerate(loop):
            if (number, i) == own:
                continue
            b = loop[(i + 1) % len(loop)]
            for k in range(401):
                px, py = a[0] + k / 400 * (b[0] - a[0]) - x, a[1] + k / 400 * (b[1] - a[1]) - y
                ahead = px * ux + py * uy
                if ahead > 1e-9:
                    best = min(best, (px * px + py * py) / (2.0 * ahead))
    return best


def beside(loop, i, t):
    """Return a place on an edge and the unit vector to its left."""
    a, b = loop[i], loop[(i + 1) % len(loop)]
    long = math.dist(a, b)
    return a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]), (a[1] - b[1]) / long, (b[0] - a[0]) / long
