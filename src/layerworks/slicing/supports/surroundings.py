"""What supports keep clear of: the parts, layer by layer, as outlines and as pixels."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.offsetting import grown
from layerworks.slicing.regions import Regions
from layerworks.slicing.supports.raster import Raster, Window

if TYPE_CHECKING:
    from layerworks.kernels.support_rows import Rows


@dataclass(frozen=True, slots=True, eq=False)
class PixelLayers:
    """Areas of all parts as layers of pixels, made when they are asked for; `forget` those that are done with."""

    raster: Raster
    window: Window
    parts: int
    rows: "Rows"
    kept: dict[int, NDArray[np.bool_]] = field(default_factory=dict[int, NDArray[np.bool_]])

    def __getitem__(self, layer: int) -> NDArray[np.bool_]:
        """Return the pixels (h, w) of a layer; none are set below the first and above the last."""
        from layerworks.kernels.support_rows import fill_pixels

        if layer not in self.kept:
            pixels = np.zeros((self.window.height, self.window.width), np.bool_)
            if 0 <= layer < len(self.rows.first_row) // self.parts:
                cells = np.arange(layer * self.parts, (layer + 1) * self.parts)
                fill_pixels(self.rows, cells, self.window.row, self.window.column, self.raster.pitch_um, pixels)
            self.kept[layer] = pixels
        return self.kept[layer]

    def any_of(self, layers: range) -> NDArray[np.bool_]:
        """Return the pixels set in any of some layers."""
        pixels = np.zeros((self.window.height, self.window.width), np.bool_)
        for layer in layers:
            pixels |= self[layer]
        return pixels

    def forget(self, layer: int) -> None:
        """Give up a layer and all above it."""
        for known in [k for k in self.kept if k >= layer]:
            del self.kept[known]

    def forget_below(self, layer: int) -> None:
        """Give up all layers below one."""
        for known in [k for k in self.kept if k < layer]:
            del self.kept[known]


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """The parts about supports. keep_out: outlines grown by what a centreline of support keeps off them in the same
    layer; shade: grown by half a bead, which it keeps off in the layers of the gap above and below. taken: what other
    supports cover, grown by half a bead.
    """

    parts: int
    layers: int
    outlines: Regions
    keep_out: Regions
    shade: Regions
    taken: tuple[Regions, ...]
    part_pixels: PixelLayers
    keep_out_pixels: PixelLayers
    taken_pixels: tuple[PixelLayers, ...]

    def cells_of(self, layer: int) -> range:
        """Return the cells of a layer."""
        return range(layer * self.parts, (layer + 1) * self.parts)


def surroundings_of(
    outlines: Regions,
    parts: int,
    raster: Raster,
    window: Window,
    width_um: float,
    gap_um: float,
    others: Sequence[Regions] = (),
) -> Surroundings:
    """Return what supports of a bead's width keep clear of. others: what other supports cover."""
    keep_out = grown(outlines, gap_um + width_um / 2)
    shade = grown(outlines, width_um / 2)
    taken = tuple(grown(other, width_um / 2) for other in others if len(other.points_um))
    return Surroundings(
        parts,
        outlines.cells // parts,
        outlines,
        keep_out,
        shade,
        taken,
        PixelLayers(raster, window, parts, raster.rows(outlines)),
        PixelLayers(raster, window, parts, raster.rows(keep_out)),
        tuple(PixelLayers(raster, window, parts, raster.rows(other)) for other in taken),
    )


def first_blocked(around: Surroundings) -> NDArray[np.int32]:
    """Return the first layer (h, w) in which the keep-out covers each pixel: below it the way to the plate is clear."""
    pixels = around.keep_out_pixels
    first = np.full((pixels.window.height, pixels.window.width), around.layers, np.int32)
    for every in (pixels, *around.taken_pixels):
        for layer in range(around.layers):
            np.minimum(first, layer, out=first, where=every[layer])
            every.forget(layer)
    return first
