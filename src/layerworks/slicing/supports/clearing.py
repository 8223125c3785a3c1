"""Areas of supports without what they keep clear of, layer by layer."""

from dataclasses import dataclass

import numpy as np
from manifold3d import CrossSection, FillRule
from numpy.typing import NDArray

from layerworks.slicing.regions import Regions
from layerworks.slicing.supports.surroundings import Surroundings

Loops = list[NDArray[np.float64]]


@dataclass(frozen=True, slots=True, eq=False)
class Boxed:
    """Regions with the boxes of their loops: low, high (l, 2), of all points in each."""

    regions: Regions
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    def near(self, cells: range, low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the loops of neighbouring cells that come near a box, given by its corners (2,)."""
        a, b = self.regions.cell_start[cells.start], self.regions.cell_start[cells.stop]
        return a + np.flatnonzero(((self.low[a:b] <= high) & (self.high[a:b] >= low)).all(axis=1))


def boxed(regions: Regions) -> Boxed:
    """Return regions with the boxes of their loops."""
    if len(regions.points_um) == 0:
        return Boxed(regions, np.empty((0, 2)), np.empty((0, 2)))
    start = regions.loop_start[:-1]
    return Boxed(regions, np.minimum.reduceat(regions.points_um, start), np.maximum.reduceat(regions.points_um, start))


@dataclass(frozen=True, slots=True, eq=False)
class KeptClear:
    """What centrelines of supports keep clear of. gaps: layers above and below that they keep off the part."""

    parts: int
    layers: int
    gaps: tuple[int, int]
    beside: tuple[Boxed, ...]
    shade: Boxed

    def clipped(self, points_um: NDArray[np.float64], loop_start: NDArray[np.int64], layer: int) -> Loops:
        """Return what loops (l,) of a layer bound, without what is kept clear of.

        Loops far from all of that are given back as they are: the clipper is asked about the others alone, once.
        """
        if len(loop_start) < 2:
            return []
        low = np.minimum.reduceat(points_um, loop_start[:-1])
        high = np.maximum.reduceat(points_um, loop_start[:-1])
        loops = [points_um[a:b] for a, b in zip(loop_start[:-1].tolist(), loop_start[1:].tolist(), strict=True)]
        off, off_low, off_high = self._near(layer, low.min(axis=0), high.max(axis=0))
        meets = np.logical_and.reduce((low[:, None] <= off_high) & (high[:, None] >= off_low), axis=2)
        mine = np.logical_or.reduce(meets, axis=1)
        if not mine.any():
            return loops
        against = [off[n][::-1] for n in np.flatnonzero(np.logical_or.reduce(meets, axis=0)).tolist()]
        near = [loop for loop, own in zip(loops, mine.tolist(), strict=True) if own]
        far = [loop for loop, own in zip(loops, mine.tolist(), strict=True) if not own]
        # wound the other way round, what is kept clear of takes the winding of the areas away
        return [*CrossSection([*near, *against], FillRule.Positive).to_polygons(), *far]

    def _near(
        self, layer: int, low: NDArray[np.float64], high: NDArray[np.float64]
    ) -> tuple[Loops, NDArray[np.float64], NDArray[np.float64]]:
        """Return loops to keep clear of near a box, and their boxes."""
        above, below = self.gaps
        here = range(layer * self.parts, (layer + 1) * self.parts)
        under = range(max(0, layer - below) * self.parts, layer * self.parts)
        over = range((layer + 1) * self.parts, min(self.layers, layer + 1 + above) * self.parts)
        found = [(own, own.near(here, low, high)) for own in self.beside]
        found += [(self.shade, self.shade.near(cells, low, high)) for cells in (under, over) if len(cells)]
        loops = [_loop(own.regions, n) for own, numbers in found for n in numbers.tolist()]
        boxes = [(own.low[numbers], own.high[numbers]) for own, numbers in found]
        return loops, np.concatenate([b[0] for b in boxes]), np.concatenate([b[1] for b in boxes])


def kept_clear(around: Surroundings, gaps: tuple[int, int]) -> KeptClear:
    """Return what supports keep clear of. gaps: layers above and below the part."""
    beside = tuple(boxed(areas) for areas in (around.keep_out, *around.taken))
    return KeptClear(around.parts, around.layers, gaps, beside, boxed(around.shade))


def _loop(regions: Regions, loop: int) -> NDArray[np.float64]:
    return regions.points_um[regions.loop_start[loop] : regions.loop_start[loop + 1]]
