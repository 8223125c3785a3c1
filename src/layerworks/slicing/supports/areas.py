"""Pixels of supports to areas with true borders beside the part."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from manifold3d import CrossSection, FillRule
from numpy.typing import NDArray

from layerworks.slicing.regions import Regions, regions_from_loops
from layerworks.slicing.supports.columns import SupportPixels
from layerworks.slicing.supports.raster import Raster, Window
from layerworks.slicing.supports.surroundings import Surroundings

Loops = list[NDArray[np.float64]]


@dataclass(frozen=True, slots=True, eq=False)
class SupportAreas:
    """Where centrelines of support beads may lie, by cell: loosely filled, and dense beside the part."""

    loose: Regions
    dense: Regions


def support_areas(
    all_pixels: Iterable[SupportPixels], around: Surroundings, raster: Raster, window: Window, gaps: tuple[int, int]
) -> SupportAreas:
    """Return the areas of supports. gaps: layers above and below that they keep clear of the part."""
    from layerworks.kernels.support_borders import grow_labels, label_borders

    cells: list[list[Loops]] = [[[] for _ in range(around.outlines.cells)] for _ in range(2)]
    for pixels in all_pixels:
        label = np.where(pixels.part > 0, 2 * pixels.part - 1 + pixels.interface, 0).astype(np.int32)
        if not label.any():
            continue
        grown = grow_labels(label, pixels.blocked)
        corners, loop_start, of = label_borders(grown)
        points_um = raster.in_machine(corners + np.array([window.column, window.row]))
        loops = [points_um[a:b] for a, b in zip(loop_start[:-1].tolist(), loop_start[1:].tolist(), strict=True)]
        kept_clear = taboo(pixels.layer, around, gaps)
        for own in np.unique(of).tolist():
            mine = [loop for loop, number in zip(loops, of.tolist(), strict=True) if number == own]
            # also where no pixel is blocked: what is kept clear of may pass between the middles of pixels
            area = CrossSection(mine, FillRule.Positive) - kept_clear
            cells[(own - 1) % 2][pixels.layer * around.parts + (own - 1) // 2] = area.to_polygons()
    return SupportAreas(regions_from_loops(cells[0]), regions_from_loops(cells[1]))


def taboo(layer: int, around: Surroundings, gaps: tuple[int, int]) -> CrossSection:
    """Return what centrelines of support keep clear of in a layer."""
    above, below = gaps
    loops = _loops(around.keep_out, around.cells_of(layer))
    for other in around.taken:
        loops += _loops(other, around.cells_of(layer))
    for other in (*range(max(0, layer - below), layer), *range(layer + 1, min(around.layers, layer + 1 + above))):
        loops += _loops(around.shade, around.cells_of(other))
    return CrossSection(loops, FillRule.Positive)


def _loops(areas: Regions, cells: Sequence[int]) -> Loops:
    return [loop for cell in cells for loop in areas.loops_of(cell)]
