"""Grid supports: what needs support stands on columns, down to the plate or to the part below."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.supports.overhangs import Overhangs
from layerworks.slicing.supports.raster import Raster, Window, grown_by_one, spread_by_one
from layerworks.slicing.supports.settings import SupportSettings
from layerworks.slicing.supports.surroundings import Surroundings, first_blocked


@dataclass(frozen=True, slots=True, eq=False)
class SupportPixels:
    """Supports of one layer. label: (h, w) i32, 0 for none, else 2 p − 1 for part p from 1, and 2 p where it is dense;
    a pixel further than they go where no support may be, up to a border that is to be found there.
    """

    layer: int
    label: NDArray[np.int32]


def stand_columns(
    found: Overhangs, around: Surroundings, raster: Raster, window: Window, settings: SupportSettings
) -> Iterator[SupportPixels]:
    """Return the columns under overhangs, from the top layer down.

    A column is as wide as what it holds, and a pixel more; where no line of the support would pass it reaches to the
    nearest one.
    """
    from layerworks.kernels.support_borders import label_areas
    from layerworks.kernels.support_columns import lines_under

    above, below = settings.support_gap_above_layers, settings.support_gap_below_layers
    clear_below = first_blocked(around) if settings.support_on_plate_only else None
    column = np.zeros((window.height, window.width), np.int32)
    nothing = np.zeros(column.shape, np.bool_)
    recent: deque[NDArray[np.bool_]] = deque(maxlen=max(1, settings.support_interface_above_layers))
    solid, keep_out = around.part_pixels, around.keep_out_pixels
    asked = set(np.unique(found.cell // around.parts).tolist())
    for layer in range(around.layers - 1 - above - 1, -1, -1):
        near = nothing
        if layer + 1 + above in asked:
            need = needs_of(layer + 1 + above, found, around.parts, window)
            near = grown_by_one(need > 0)
            lines = lines_under(spread_by_one(need), raster.block)
            np.copyto(column, lines, where=column == 0)
        recent.appendleft(near)
        if not column.any():
            continue
        blocked = keep_out[layer].copy()
        for other in (*range(layer + 1, layer + 1 + above), *range(layer - below, layer)):
            blocked |= solid[other]
        for other in around.taken_pixels:
            blocked |= other[layer]
            other.forget(layer)
        if clear_below is not None:
            blocked |= clear_below <= layer
        interface = np.zeros(column.shape, np.bool_)
        if settings.support_interface_above_layers:
            for near in recent:
                interface |= near
        under = layer - below
        for other in range(under - settings.support_interface_below_layers, under):
            interface |= solid[other]
        yield SupportPixels(layer, label_areas(column, interface, blocked, blocked))
        solid.forget(layer + 1 + above)
        keep_out.forget(layer)


def needs_of(layer: int, found: Overhangs, parts: int, window: Window) -> NDArray[np.int32]:
    """Return the part + 1 (h, w) whose overhang each pixel of a layer is, 0 for none."""
    need = np.zeros((window.height, window.width), np.int32)
    a, b = np.searchsorted(found.cell, [layer * parts, (layer + 1) * parts])
    need[found.row[a:b] - window.row, found.column[a:b] - window.column] = found.cell[a:b] % parts + 1
    return need
