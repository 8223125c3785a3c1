"""Beads as open polylines in the order in which they are laid."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.corner_rounding import round_corners


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """xy_um (n, 2) i32, width_um (n,) i32, start (s + 1,) i32 into them."""

    xy_um: NDArray[np.int32]
    width_um: NDArray[np.int32]
    start: NDArray[np.int32]


def rounded(path: Path, tolerance_um: float) -> Path:
    """Return the path with its corners cut by arcs, at most by the tolerance."""
    nowhere = (np.empty((0, 2), np.int32), np.empty(0, np.int32), np.empty(0, np.int32))
    room = round_corners(path.xy_um, path.width_um, path.start, tolerance_um, *nowhere)
    xy, width = np.empty((room, 2), np.int32), np.empty(room, np.int32)
    start = np.zeros(path.start.size, np.int32)
    used = round_corners(path.xy_um, path.width_um, path.start, tolerance_um, xy, width, start)
    return Path(xy[:used], width[:used], start)
