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
    wanted = np.minimum(np.ceil(change[tapers] / _STEP_OF_WIDTH_UM), np.floor(length / _LEAST_PIECE_UM)).astype(
        np.int64
    )
    tapers, wanted = tapers[wanted > 1], wanted[wanted > 1]
    pieces = np.ones(path.width_um.size, np.int64)
    pieces[tapers] = wanted
    # each point is repeated; all but the last of its copies then move to where the way to it is divided
    xy_um, width_um = np.repeat(path.xy_um, pieces, axis=0), np.repeat(path.width_um, pieces)
    added = np.cumsum(wanted - 1)
    copy, end = np.arange(added[-1] if added.size else 0), np.repeat(tapers, wanted - 1)
    before = np.repeat(added - (wanted - 1), wanted - 1)  # points added on earlier ways
    share = (copy - before + 1) / np.repeat(wanted, wanted - 1)
    at = end + copy
    xy, width = path.xy_um, path.width_um
    xy_um[at] = np.rint(xy[end - 1] + share[:, None] * (xy[end] - xy[end - 1]))
    width_um[at] = np.rint(width[end - 1] + share * (width[end] - width[end - 1]))
    start = path.start + np.searchsorted(end, path.start).astype(np.int32)
    return Path(xy_um, width_um, start, path.length_um)
