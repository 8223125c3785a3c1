"""The raster that supports are thought out on: pixels in rows along the lines of the support."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.regions import Regions

if TYPE_CHECKING:
    from layerworks.kernels.support_rows import Rows


@dataclass(frozen=True, slots=True)
class Raster:
    """Square pixels of a pitch in rows that run at an angle; all areas share them.

    pitch_um: side of a pixel. block: pixels between two lines of support.
    """

    pitch_um: float
    block: int
    angle_deg: float

    def direction(self, turn_deg: float = 0.0) -> NDArray[np.float64]:
        """Return the unit vector (2,) of the rows, turned by an angle."""
        angle = math.radians(self.angle_deg + turn_deg)
        return np.array([math.cos(angle), math.sin(angle)])

    def rows(self, areas: Regions, turn_deg: float = 0.0) -> "Rows":
        """Return areas on the raster's rows, or on its columns when turned by 90°."""
        from layerworks.kernels.scanline_rows import cross_rows
        from layerworks.kernels.support_rows import Rows

        every = np.ones(areas.cells, np.bool_)
        directions = np.tile(self.direction(turn_deg), (areas.cells, 1))
        found = cross_rows(areas.points_um, areas.loop_start, areas.cell_start, every, directions, self.pitch_um, 0)
        return Rows(*found[:4])

    def in_machine(self, corners: NDArray[np.int64] | NDArray[np.float64]) -> NDArray[np.float64]:
        """Return machine x and y (n, 2) in µm of places (n, 2), column and row in pixels."""
        (c, s), along = self.direction(), corners * self.pitch_um
        return np.stack([c * along[:, 0] - s * along[:, 1], s * along[:, 0] + c * along[:, 1]], 1)

    def in_pixels(self, points_um: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where points (n, 2) of the machine lie on the raster, column and row, in pixels."""
        c, s = self.direction()
        x, y = points_um[:, 0], points_um[:, 1]
        return np.stack([c * x + s * y, c * y - s * x], 1) / self.pitch_um


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a raster that is looked at: its first row and column, and its size."""

    row: int
    column: int
    height: int
    width: int


def raster_of(width_um: float, spacing_um: float, angle_deg: float) -> Raster:
    """Return a raster with about one pixel a line width, and a whole number of pixels between two lines."""
    block = max(1, round(spacing_um / width_um))
    return Raster(spacing_um / block, block, angle_deg)


def window_around(row: NDArray[np.int64], column: NDArray[np.int64], block: int, margin: int) -> Window:
    """Return the window of whole blocks about some pixels, so many pixels wider on every side."""
    low = [int((v.min() - margin) // block * block) for v in (row, column)]
    high = [int(-(-(v.max() + 1 + margin) // block) * block) for v in (row, column)]
    return Window(low[0], low[1], high[0] - low[0], high[1] - low[1])


def grown_by_one(pixels: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return pixels (h, w) with all their neighbours."""
    tall = pixels.copy()
    tall[1:] |= pixels[:-1]
    tall[:-1] |= pixels[1:]
    wide = tall.copy()
    wide[:, 1:] |= tall[:, :-1]
    wide[:, :-1] |= tall[:, 1:]
    return wide


def spread_by_one(labels: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return labels (h, w), 0 for none, with all their neighbours; of two labels the higher takes a place."""
    most = int(labels.max(initial=0))
    least = int(labels.min(initial=most, where=labels > 0))
    if least == most:
        return grown_by_one(labels > 0) * np.int32(most)
    spread = np.zeros_like(labels)
    for label in np.unique(labels[labels > 0]).tolist():
        spread[grown_by_one(labels == label)] = label
    return spread
