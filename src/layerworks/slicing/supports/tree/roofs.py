"""The dense layers between branches and what they hold."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.supports.columns import SupportPixels, needs_of
from layerworks.slicing.supports.overhangs import Overhangs
from layerworks.slicing.supports.raster import spread_by_one
from layerworks.slicing.supports.settings import SupportSettings
from layerworks.slicing.supports.surroundings import Surroundings


def roofs(
    found: Overhangs,
    where: NDArray[np.int64],
    discs: NDArray[np.float64],
    around: Surroundings,
    settings: SupportSettings,
) -> Iterator[SupportPixels]:
    """Return the pixels under overhangs that are laid densely, without those that branches take, from the top down.

    where, discs: of the branches, as `disc_rows` gives them.
    """
    from layerworks.kernels.branch_discs import paint_discs
    from layerworks.kernels.support_borders import label_areas

    window = around.part_pixels.window
    every = np.ones((window.height, window.width), np.bool_)
    above, below, thick = (
        settings.support_gap_above_layers,
        settings.support_gap_below_layers,
        settings.support_interface_above_layers,
    )
    held = np.unique(found.cell // around.parts)
    order = np.argsort(where[:, 0], kind="stable")
    layer_of = where[order, 0]
    solid, keep_out = around.part_pixels, around.keep_out_pixels
    asked, near = set(held.tolist()), dict[int, NDArray[np.int32]]()
    laid = {top - 1 - above - n for top in asked for n in range(thick)}
    for layer in sorted((n for n in laid if n >= 0), reverse=True):
        part = np.zeros((window.height, window.width), np.int32)
        for top in range(layer + 1 + above, layer + 1 + above + thick):
            if top in asked:
                if top not in near:  # each is looked at for as many layers as the roof is thick
                    near[top] = spread_by_one(needs_of(top, found, around.parts, window))
                np.copyto(part, near[top], where=part == 0)
        near.pop(layer + above + thick, None)
        blocked = keep_out[layer] | solid.any_of(range(layer + 1, layer + 1 + above))
        blocked |= solid.any_of(range(max(0, layer - below), layer))
        for other in around.taken_pixels:
            blocked |= other[layer]
        a, b = np.searchsorted(layer_of, [layer, layer + 1])
        taken = np.zeros(part.shape, np.bool_)
        paint_discs(np.ascontiguousarray(discs[order[a:b]]), 1.0, taken)
        yield SupportPixels(layer, label_areas(part, every, blocked | taken, blocked & ~taken))
        for pixels in (solid, keep_out, *around.taken_pixels):
            pixels.forget(layer + 1 + above)
