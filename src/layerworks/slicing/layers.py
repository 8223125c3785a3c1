"""Outlines of a plate, plane by plane, as flat integer arrays."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """Closed outlines of every layer.

    z_mm: (k,) f64 top of each layer, ascending. height_mm: (k,) f64 thickness.
    points_um: (n, 2) i32, machine x and y; a loop does not repeat its first point. loop_start: (l + 1,) i32.
    loop_layer: (l,) i32, ascending. loop_part: (l,) i32 index of the plate's part, ascending within a layer.
    Outer loops run counter-clockwise, holes clockwise; loops of one part and layer do not cross.
    """

    z_mm: NDArray[np.float64]
    height_mm: NDArray[np.float64]
    points_um: NDArray[np.int32]
    loop_start: NDArray[np.int32]
    loop_layer: NDArray[np.int32]
    loop_part: NDArray[np.int32]
