"""Beads as open polylines in the order in which they are laid."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.corner_rounding import round_corners
from layerworks.kernels.order_items import Sequence
from layerworks.kernels.order_path import trace
from layerworks.slicing.strokes import Strokes

_STEP_OF_WIDTH_UM = 20.0  # a move has one width: at its ends its sides are off by a quarter of the step, as contours
_LEAST_PIECE_UM = 200.0  # half a bead: over less the plastic evens out by itself


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
    room = int(np.diff(strokes.start)[found.order].sum()) + 3 * found.order.size
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


def evened(path: Path) -> Path:
    """Return the path with ways along which the width changes divided, so that a move is nearly as wide throughout."""
    change = np.abs(np.diff(path.width_um, prepend=path.width_um[:1]))
    change[path.start[:-1]] = 0
    tapers = np.flatnonzero(change > _STEP_OF_WIDTH_UM)
    if tapers.size == 0:
        return path
    length = np.hypot(*(path.xy_um[tapers] - path.xy_um[tapers - 1]).astype(np.float64).T)
    pieces = np.ones(path.width_um.size, np.int64)
    wanted = np.minimum(np.ceil(change[tapers] / _STEP_OF_WIDTH_UM), np.floor(length / _LEAST_PIECE_UM))
    pieces[tapers] = np.maximum(wanted, 1.0)
    until = np.concatenate([[0], np.cumsum(pieces)])
    source = np.repeat(np.arange(pieces.size), pieces)
    share = (np.arange(source.size) - until[source] + 1) / pieces[source]
    before = np.maximum(source - 1, 0)
    xy, width = path.xy_um, path.width_um
    xy_um = np.rint(xy[before] + share[:, None] * (xy[source] - xy[before])).astype(np.int32)
    width_um = np.rint(width[before] + share * (width[source] - width[before])).astype(np.int32)
    return Path(xy_um, width_um, until[path.start].astype(np.int32), path.length_um)
