"""Pixels of supports to areas with true borders beside the part."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from layerworks.slicing.regions import Regions, regions_from_loops
from layerworks.slicing.supports.clearing import KeptClear, Loops
from layerworks.slicing.supports.columns import SupportPixels
from layerworks.slicing.supports.raster import Raster, Window


@dataclass(frozen=True, slots=True, eq=False)
class SupportAreas:
    """Where centrelines of support beads may lie, by cell: loosely filled, and dense beside the part."""

    loose: Regions
    dense: Regions


def support_areas(
    all_pixels: Iterable[SupportPixels], clear: KeptClear, raster: Raster, window: Window
) -> SupportAreas:
    """Return the areas of supports."""
    from layerworks.kernels.support_borders import label_borders

    parts = clear.parts
    cells: list[list[Loops]] = [[[] for _ in range(clear.layers * parts)] for _ in range(2)]
    corner = np.array([window.column, window.row])
    for pixels in all_pixels:
        corners, loop_start, of = label_borders(pixels.label)
        points_um = raster.in_machine(corners + corner)
        size = np.diff(loop_start)
        for own in np.unique(of).tolist():
            mine = of == own
            starts = np.concatenate([[0], np.cumsum(size[mine])])
            # also where no pixel is blocked: what is kept clear of may pass between the middles of pixels
            area = clear.clipped(points_um[np.repeat(mine, size)], starts, pixels.layer)
            cells[(own - 1) % 2][pixels.layer * parts + (own - 1) // 2] = area
    return SupportAreas(regions_from_loops(cells[0]), regions_from_loops(cells[1]))
