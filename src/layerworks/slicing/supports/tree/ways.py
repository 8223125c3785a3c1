"""Where branches may be: clear of the part, and with a way down to the bed, or to a part that carries them."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.supports.settings import SupportSettings
from layerworks.slicing.supports.surroundings import Surroundings


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """Slabs of so many layers, thick_um together, in each of which a branch leans by a pixel at most.

    packed: of each slab, bit by bit, the pixels that have a way down. width_um: of a bead.
    """

    layers: int
    thick_um: float
    width_um: float
    packed: list[NDArray[np.uint8]]
    around: Surroundings
    gaps: tuple[int, int]

    @property
    def slabs(self) -> int:
        """Number of slabs."""
        return -(-self.around.layers // self.layers)

    def free(self, slab: int) -> NDArray[np.bool_]:
        """Return the pixels (h, w) that are clear of the part and of other supports in all layers of a slab."""
        return self.clear(slab * self.layers, min((slab + 1) * self.layers, self.around.layers))

    def clear(self, first: int, end: int) -> NDArray[np.bool_]:
        """Return the pixels (h, w) that are clear in all of some layers."""
        above, below = self.gaps
        blocked = self.around.keep_out_pixels.any_of(range(first, end))
        blocked |= self.around.part_pixels.any_of(range(max(0, first - below), end + above))
        for other in self.around.taken_pixels:
            blocked |= other.any_of(range(first, end))
        return ~blocked

    def lead_down(self, slab: int) -> NDArray[np.bool_]:
        """Return the pixels (h, w) of a slab from which there is a way to where a branch may stand."""
        window = self.around.part_pixels.window
        bits = np.unpackbits(self.packed[slab], count=window.height * window.width)
        return bits.reshape(window.height, window.width).astype(np.bool_)

    def carried(self, slab: int) -> NDArray[np.int32]:
        """Return by how much (h, w) a branch that ends below a slab may spread there and still stand on the part, in
        thirds of a pixel.
        """
        from layerworks.kernels.branch_steps import clearance

        first = slab * self.layers
        under = self.around.part_pixels.any_of(range(max(0, first - self.layers - self.gaps[1]), first))
        return clearance(under, 3 * max(under.shape))

    def forget_above(self, slab: int) -> None:
        """Give up what only a slab and those above it need."""
        for pixels in (self.around.part_pixels, self.around.keep_out_pixels, *self.around.taken_pixels):
            pixels.forget(slab * self.layers + self.gaps[0])

    def forget_below(self, slab: int) -> None:
        """Give up what only a slab and those below it need."""
        for pixels in (self.around.part_pixels, self.around.keep_out_pixels, *self.around.taken_pixels):
            pixels.forget_below(slab * self.layers - self.gaps[1])


def ways_down(
    around: Surroundings, height_um: float, width_um: float, settings: SupportSettings, foot: float | None = None
) -> Ways:
    """Return the ways for branches, from the bed up. height_um: of a layer.

    foot: pixels about a place that have to lie on the part so that a branch may stand there, None where none may.
    """
    from layerworks.kernels.branch_steps import reachable

    lean_um = height_um * math.tan(math.radians(settings.support_branch_deg))
    most = math.ceil(around.part_pixels.raster.pitch_um / max(lean_um, 1e-9))
    layers = max(1, min(most, around.layers))
    gaps = (settings.support_gap_above_layers, settings.support_gap_below_layers)
    ways = Ways(layers, layers * height_um, width_um, [], around, gaps)
    below: NDArray[np.bool_] | None = None
    for slab in range(ways.slabs):
        free = ways.free(slab)
        below = free if below is None else reachable(below & free, free)
        if foot is not None and slab > 0:
            below |= free & (ways.carried(slab) >= 3.0 * foot)
        ways.packed.append(np.packbits(below))
        ways.forget_below(slab)
    return ways
