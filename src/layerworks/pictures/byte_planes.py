"""Numbers as planes of bytes that deflate well: neighbours differ little, and their high bytes hardly ever."""

import numpy as np
from numpy.typing import NDArray

U16 = NDArray[np.uint16]


def steps_within(points_mm: NDArray[np.float64], step_mm: float) -> tuple[U16, NDArray[np.float64], float]:
    """Return points as whole steps from their lowest corner, that corner, and the step, coarser where 65,535 of
    `step_mm` do not reach.

    points_mm: (n, 3). Returns (n, 3) u16, (3,) f64, mm.
    """
    if len(points_mm) == 0:
        return np.zeros((0, 3), np.uint16), np.zeros(3), step_mm
    low = points_mm.min(axis=0)
    step_mm = max(step_mm, float(np.max(points_mm.max(axis=0) - low)) / 65535.0)
    return np.rint((points_mm - low) / step_mm).astype(np.uint16), low, step_mm


def delta_planes(values: U16) -> bytes:
    """Return (n,) u16 as differences to the one before, modulo 65,536, zig-zagged, low bytes first, then high bytes."""
    differences = np.diff(values, prepend=np.uint16(0)).astype(np.uint16).view(np.int16)
    folded = ((differences << 1) ^ (differences >> 15)).view(np.uint16)
    return (folded & 0xFF).astype(np.uint8).tobytes() + (folded >> 8).astype(np.uint8).tobytes()
