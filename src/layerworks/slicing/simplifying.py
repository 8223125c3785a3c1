"""Outlines with fewer points that enclose the same area."""

import math

import numpy as np
from numpy.typing import NDArray

LEAST_SHIFT_UM = 0.01
SHARP = math.sin(math.radians(20.0))  # of the turn from which a corner stays where its edges meet


def simplified(
    points_um: NDArray[np.float64], loop_start: NDArray[np.int64], tolerance_um: float, least_area_um2: float
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Return points (m, 2), loop starts (r + 1,) and which loop each of them was (r,), within a tolerance of loops.

    Chords between points of a curve lie inside of it, so that a part would come out smaller, its bores wider. Each
    edge is therefore moved sideways by the mean distance of what it stands for: then about as much lies outside as
    inside, and nothing is farther off than the tolerance. Corners between straight edges stay.
    """
    from layerworks.kernels.simplify_loops import simplify_loops
    from layerworks.kernels.simplify_shift import shift_edges

    kept, start, loop = simplify_loops(points_um, loop_start, tolerance_um, least_area_um2)
    return shift_edges(points_um, loop_start, kept, start, loop, tolerance_um, SHARP, LEAST_SHIFT_UM), start, loop
