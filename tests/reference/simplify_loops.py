"""Slow twin of `layerworks.kernels.simplify_loops`, recursive."""

import math


def distance(point, a, b):
    dx, dy = b[0] - a[0], b[1] - a[1]
    long = dx * dx + dy * dy
    t = ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / long if long > 0.0 else 0.0
    t = min(1.0, max(0.0, t))
    return math.hypot(point[0] - a[0] - t * dx, point[1] - a[1] - t * dy)


def simplify(loop, tolerance):
    """Return the kept indices of a closed loop."""
    count = len(loop)
    if count < 3:
        return []
    a = b = 0
    for _ in range(2):
        a, b = b, max(range(count), key=lambda i, a=b: (math.dist(loop[i], loop[a]), -i))
    if math.dist(loop[a], loop[b]) <= tolerance:
        return []
    a, b = sorted((a, b))

    def between(i, j):
        far, at = max(
            ((distance(loop[k % count], loop[i % count], loop[j % count]), -k) for k in range(i + 1, j)),
            default=(0.0, 0),
        )
        return [*between(i, -at), -at, *between(-at, j)] if far > tolerance else []

    return sorted(k % count for k in [a, b, *between(a, b), *between(b, a + count)])
