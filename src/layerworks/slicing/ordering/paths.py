"""Beads as open polylines in the order in which they are laid."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.corner_rounding import round_corners
from layerworks.kernels.order_items import Sequence
from layerworks.kernels.order_path import trace
from layerworks.slicing.strokes import Strokes


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """xy_um (n, 2) i32, width_um (n,) i32, start (s + 1,) i32 into them; length_um (s,) f64 with sharp corners."""

    xy_um: NDArray[np.int32]
    width_um: NDArray[np.int32]
    start: NDArray[np.int32]
    length_um: NDArray[np.float64]

    @property
    def ends_um(self) -> NDArray[np.int32]:
        """(s, 2, 2) x and y of the first and of the last point of each bead."""
        return np.stack([self.xy_um[self.start[:-1]], self.xy_um[self.start[1:] - 1]], axis=1)


def traced(strokes: Strokes, found: Sequence, begin: NDArray[np.int32], gap_mm: float) -> Path:
    """Return the strokes in the order found, begun at their seams, without idle points.

    begin: (s, 3) seams between two vertices, as `seams_of` gives them. gap_mm: left out of closed beads.
    """
    room = strokes.points_um.shape[0] + 3 * found.order.size
    xy, width = np.empty((room, 2), np.int32), np.empty(room, np.int32)
    start, length = np.zeros(found.order.size + 1, np.int32), np.zeros(found.order.size)
    used = trace(
        strokes.points_um, strokes.width_um, strokes.start, strokes.closed, begin,
        found.order, found.backward, found.first, gap_mm * 1000.0, xy, width, start, length,
    )  # fmt: skip
    return Path(xy[:used], width[:used], start, length)


def rounded(path: Path, tolerance_um: float) -> Path:
    """Return the path with its corners cut by chords, at most by the tolerance."""
    xy, width, start = round_corners(path.xy_um, path.width_um, path.start, tolerance_um)
    return Path(xy, width, start, path.length_um)
