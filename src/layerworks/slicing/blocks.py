"""Layers a few at a time, so that what is worked out of them need not all be held at once."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from layerworks.slicing.layers import Layers
from layerworks.slicing.regions import Regions, parts_of, regions_from

POINTS_AT_ONCE = 1 << 15  # of outlines: some 10 MB while they are laid


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Some layers, and what is about them. own: their outlines; seen: theirs and those of the layers about them. Both
    have a cell for every layer and part; those of other layers are empty.
    """

    own: Regions
    seen: Regions


def blocks_of(layers: Layers, above: int, below: int, at_once: int = POINTS_AT_ONCE) -> Iterator[Block]:
    """Yield layers from the lowest up, about `at_once` points of outlines in each block, one layer at least.

    above, below: layers over and under a place that have to be seen from it.
    """
    count = len(layers.z_mm)
    end_of_layer = np.searchsorted(layers.loop_layer, np.arange(1, count + 1))
    points = layers.loop_start[end_of_layer]  # of all layers up to each
    first = end = 0
    while end < max(1, count):
        before = int(points[first - 1]) if first else 0
        end = max(first + 1, int(np.searchsorted(points, before + at_once, side="right")))
        own = outlines_between(layers, first, end)
        yield Block(own, outlines_between(layers, max(0, first - below), min(count, end + above)))
        first = end


def outlines_between(layers: Layers, first: int, end: int) -> Regions:
    """Return the outlines of the layers from `first` up to `end`; the cells of the others are empty."""
    parts = parts_of(layers)
    a, b = np.searchsorted(layers.loop_layer, (first, end))
    p, q = layers.loop_start[a], layers.loop_start[b]
    return regions_from(
        layers.points_um[p:q].astype(np.float64),
        layers.loop_start[a : b + 1].astype(np.int64) - p,
        layers.loop_layer[a:b].astype(np.int64) * parts + layers.loop_part[a:b],
        len(layers.z_mm) * parts,
    )
