"""Slow twin of `layerworks.kernels.offset_crossings`: every pair of edges."""


def crossings(loops):
    """Return {(edge, edge): (t, u)} for the edges of some loops, numbered one after the other."""
    edges, follows, first = [], {}, 0
    for loop in loops:
        for i, point in enumerate(loop):
            edges.append((point, loop[(i + 1) % len(loop)]))
            follows[first + i] = first + (i + 1) % len(loop)
        first += len(loop)
    found = {}
    for i, (p, p2) in enumerate(edges):
        for k in range(i + 1, len(edges)):
            if follows[i] == k or follows[k] == i:
                continue
            q, q2 = edges[k]
            r, s = (p2[0] - p[0], p2[1] - p[1]), (q2[0] - q[0], q2[1] - q[1])
            turn = r[0] * s[1] - r[1] * s[0]
            if turn == 0.0:
                continue
            d = (q[0] - p[0], q[1] - p[1])
            t, u = (d[0] * s[1] - d[1] * s[0]) / turn, (d[0] * r[1] - d[1] * r[0]) / turn
            if 0.0 <= t < 1.0 and 0.0 <= u < 1.0:
                found[i, k] = (t, u)
    return found
