"""Slow twin of layerworks.kernels.order_path."""

import math
from collections.abc import Sequence
from itertools import pairwise

Node = tuple[int, int, int]  # x, y, width


def trace(nodes: Sequence[Node], closed: bool, backward: bool, first: int, seam: Node | None, gap: float) -> list[Node]:
    """Return one stroke as an open polyline without idle points, cut short by the gap when it is closed."""
    if not closed:
        path = list(reversed(nodes)) if backward else list(nodes)
    else:
        path = [*nodes[first:], *nodes[:first]]
        path = [seam, *path, seam] if seam else [*path, path[0]]
    out: list[Node] = []
    for node in path:
        if out and out[-1][:2] == node[:2]:
            continue
        if len(out) > 1 and out[-1][2] == out[-2][2] == node[2] and _straight(out[-2], out[-1], node):
            out.pop()
        out.append(node)
    if closed and gap > 0 and sum(math.dist(a[:2], b[:2]) for a, b in pairwise(out)) > 4 * gap:
        left = gap
        while left > 0:
            d = math.dist(out[-1][:2], out[-2][:2])
            last = out.pop()
            if d > left + 0.5:
                out.append(tuple(a + round((b - a) * left / d) for a, b in zip(last, out[-1], strict=True)))  # type: ignore
                left = 0
            else:
                left -= d
    return out


def _straight(a: Node, b: Node, c: Node) -> bool:
    ux, uy, vx, vy = b[0] - a[0], b[1] - a[1], c[0] - b[0], c[1] - b[1]
    return ux * vy == uy * vx and ux * vx + uy * vy > 0
