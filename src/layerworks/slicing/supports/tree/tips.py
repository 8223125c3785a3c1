"""Where branches begin: at least one under every place of overhangs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.supports.overhangs import Overhangs


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Overhangs sorted into places: squares of the raster in bands of layers, by part.

    tip_of: (m,) the place of each pixel that overhangs. count: of places.
    """

    tip_of: NDArray[np.int64]
    count: int


@dataclass(frozen=True, slots=True, eq=False)
class Tips:
    """Ends of branches by pixels of the raster, one a place. layer: (n,) the overhang's. row, column, part: (n,)."""

    layer: NDArray[np.int64]
    row: NDArray[np.int64]
    column: NDArray[np.int64]
    part: NDArray[np.int64]

    def take(self, some: NDArray[np.int64]) -> "Tips":
        """Return some of the tips."""
        return Tips(self.layer[some], self.row[some], self.column[some], self.part[some])


def places_of(found: Overhangs, parts: int, spacing: int, band: int) -> Places:
    """Return the places of overhangs: `spacing` pixels wide and `band` layers high."""
    of_part, layer = found.cell % parts, found.cell // parts
    _, of = np.unique(
        np.stack([of_part, found.row // spacing, found.column // spacing, layer // band], 1),
        axis=0,
        return_inverse=True,
    )
    of = of.reshape(-1).astype(np.int64)
    return Places(of, int(of.max(initial=-1)) + 1)


def tips_under(found: Overhangs, parts: int, places: Places) -> Tips:
    """Return a tip in each place, under its highest layer and there nearest to the middle.

    What overhangs lower in a place leans against what is laid there already.
    """
    of, count = places.tip_of, places.count
    layer = found.cell // parts
    top = np.zeros(count, np.int64)
    np.maximum.at(top, of, layer)
    own = layer == top[of]
    size = np.bincount(of[own], minlength=count)
    row, column = (np.bincount(of[own], v[own], count) / size for v in (found.row, found.column))
    away = np.where(own, (found.row - row[of]) ** 2 + (found.column - column[of]) ** 2, np.inf)
    order = np.lexsort((found.column, found.row, away, of))
    chosen = order[np.searchsorted(of[order], np.arange(count))]
    return Tips(layer[chosen], found.row[chosen], found.column[chosen], found.cell[chosen] % parts)
