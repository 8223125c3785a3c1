"""Which moves of a toolpath are written as arcs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.toolpath import Toolpath


@dataclass(frozen=True, slots=True, eq=False)
class Arcs:
    """last: (m,) i64 last move of the arc that begins with a move, −1 for none. centre_um: (m, 2) i64 its centre, from
    where it begins.
    """

    last: NDArray[np.int64]
    centre_um: NDArray[np.int64]


def arcs_of(toolpath: Toolpath, event_row: NDArray[np.int64], tolerance_um: float) -> Arcs:
    """Return the arcs that stay within a tolerance of the path, 0 for none.

    event_row: (e,) moves before which something is written; no arc goes on over them.
    """
    if tolerance_um == 0.0 or toolpath.role.size == 0:
        return Arcs(np.empty(0, np.int64), np.empty((0, 2), np.int64))
    from layerworks.kernels.arc_fitting import fit_arcs

    moves = toolpath.role.size
    last, centre_um = np.full(moves, -1, np.int64), np.zeros((moves, 2), np.int64)
    broken = np.zeros(moves + 1, np.bool_)
    broken[event_row] = True
    fit_arcs(
        toolpath.points_mm, toolpath.width_mm, toolpath.volume_mm3, toolpath.speed_mm_s, toolpath.accel_mm_s2,
        toolpath.role, broken, tolerance_um * 1e-3, last, centre_um,
    )  # fmt: skip
    return Arcs(last, centre_um)
