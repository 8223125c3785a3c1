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
    """xy_um (n, 2) i32, width_um (n,) i32, start (s + 1,) i32 into them."""

    xy_um: NDArray[np.int32]
    width_um: NDArray[np.int32]
    start: NDArray[np.int32]

    @property
    def ends_um(self) -> NDArray[np.int32]:
        """(s, 2, 2) x and y of the first and of the last point of each bead."""
        return np.stack([self.xy_um[self.start[:-1]], self.xy_um[self.start[1:] - 1]], axis=1)

    @property
    def length_mm(self) -> NDArray[np.float64]:
        """(s,) length of each bead."""
        along = np.zeros(self.xy_um.shape[0])
        np.cumsum(np.hypot(*np.diff(self.xy_um, axis=0).T.astype(np.float64)) * 1e-3, out=along[1:])
        return along[self.start[1:] - 1] - along[self.start[:-1]]


def traced(strokes: Strokes, found: Sequence, begin: NDArray[np.int32], gap_mm: float) -> Path:
    """Return the strokes in the order found, begun at their seams, without idle points.

    begin: (s, 3) seams between two vertices, as `seams_of` gives them. gap_mm: left out of closed beads.
    """
    room = strokes.points_um.shape[0] + 3 * found.order.size
    xy, width = np.empty((room, 2), np.int32), np.empty(room, np.int32)
    start = np.zeros(found.order.size + 1, np.int32)
    used = trace(
        strokes.points_um, strokes.width_um, strokes.start, strokes.closed, begin,
        found.order, found.backward, found.first, gap_mm * 1000.0, xy, width, start,
    )  # fmt: skip
    return Path(xy[:used], width[:used], start)


def rounded(path: Path, tolerance_um: float) -> Path:
    """Return the path with its corners cut by chords, at most by the tolerance."""
    nowhere = (np.empty((0, 2), np.int32), np.empty(0, np.int32), np.empty(0, np.int32))
    room = round_corners(path.xy_um, path.width_um, path.start, tolerance_um, *nowhere)
    xy, width = np.empty((room, 2), np.int32), np.empty(room, np.int32)
    start = np.zeros(path.start.size, np.int32)
    used = round_corners(path.xy_um, path.width_um, path.start, tolerance_um, xy, width, start)
    return Path(xy[:used], width[:used], start)
