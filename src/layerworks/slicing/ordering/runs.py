"""The order of strokes, a few layers at a time."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from layerworks.kernels.order_items import Sequence
from layerworks.slicing.strokes import Strokes

POINTS_AT_ONCE = 1 << 15  # of strokes: some 100,000 moves


@dataclass(frozen=True, slots=True)
class Run:
    """Places `first` up to `end` in the order of strokes: whole layers, from `layer` on."""

    first: int
    end: int
    layer: int


def runs_of_layers(strokes: Strokes, found: Sequence, at_once: int) -> Iterator[Run]:
    """Yield runs of about so many points, one layer at least; one run without strokes where there are none."""
    layer, count = strokes.layer[found.order], found.order.size
    if count == 0:
        yield Run(0, 0, 0)
        return
    bounds = np.concatenate([[0], np.flatnonzero(np.diff(layer)) + 1, [count]])
    points = np.concatenate([[0], np.cumsum(np.diff(strokes.start)[found.order])])[bounds]
    a = 0
    while a < len(bounds) - 1:
        b = max(a + 1, int(np.searchsorted(points, points[a] + at_once, side="right")) - 1)
        yield Run(int(bounds[a]), int(bounds[b]), int(layer[bounds[a]]) if a else 0)
        a = b


def part_of(found: Sequence, first: int, end: int) -> Sequence:
    """Return the places from `first` up to `end` of an order."""
    return Sequence(
        found.order[first:end], found.backward[first:end], found.first[first:end], found.head, np.array([end - first])
    )
