"""Laying speeds held down where moves are too short to be sent or planned in time."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel

HALF_WINDOW = 8  # moves before and behind that a buffer evens out


@kernel
def cap_move_rate(
    points: NDArray[np.float64], width: NDArray[np.float32], speed: NDArray[np.float32], most_per_s: float
) -> None:
    """Lower the speed of laying moves, in place, to the mean length of the laying moves around them times the rate.

    points (m, 3), width (m,) 0 for moves that lay nothing, speed (m,). The window ends where the laying does.
    """
    m = speed.size
    a = 0
    while a < m:
        if width[a] <= 0.0:
            a += 1
            continue
        b = a
        while b < m and width[b] > 0.0:
            b += 1
        along = np.zeros(b - a + 1)
        for i in range(a, b):
            d = 0.0
            if i > 0:
                d = np.hypot(points[i, 0] - points[i - 1, 0], points[i, 1] - points[i - 1, 1])
            along[i - a + 1] = along[i - a] + d
        for i in range(b - a):
            low, high = max(0, i - HALF_WINDOW), min(b - a, i + HALF_WINDOW)
            speed[a + i] = min(speed[a + i], (along[high] - along[low]) / (high - low) * most_per_s)
        a = b
