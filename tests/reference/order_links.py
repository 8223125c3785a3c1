"""Slow twin of layerworks.kernels.order_links."""

from collections.abc import Sequence

Point = tuple[int, int]


def link_walls(
    walls: Sequence[Sequence[Point]], depths: Sequence[int], reach: float, looks: int
) -> set[tuple[int, int]]:
    """Return pairs (shallower, deeper) of walls: each with its nearest neighbour of either next depth, within reach."""
    links: set[tuple[int, int]] = set()
    for i, wall in enumerate(walls):
        for apart in (-1, 1):
            near = min(
                (
                    ((x - u) ** 2 + (y - v) ** 2, j)
                    for x, y in wall[:: max(1, len(wall) // looks)]
                    for j, other in enumerate(walls)
                    if depths[j] == depths[i] + apart
                    for u, v in other
                ),
                default=None,
            )
            if near is not None and near[0] < reach * reach:
                links.add((i, near[1]) if apart == 1 else (near[1], i))
    return links
