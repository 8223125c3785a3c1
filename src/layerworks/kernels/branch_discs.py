"""Discs painted on pixels."""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel


@kernel
def paint_discs(discs: NDArray[np.float64], rim: float, pixels: NDArray[np.bool_]) -> None:
    """Set the pixels (h, w) whose middles lie within discs or a rim about them.

    discs: (n, 3) row, column and radius, in pixels; the middle of pixel (0, 0) lies at ½, ½.
    """
    height, width = pixels.shape
    for n in range(discs.shape[0]):
        y, x, reach = discs[n, 0], discs[n, 1], discs[n, 2] + rim
        for j in range(max(0, math.ceil(y - reach - 0.5)), min(height, math.floor(y + reach - 0.5) + 1)):
            for i in range(max(0, math.ceil(x - reach - 0.5)), min(width, math.floor(x + reach - 0.5) + 1)):
                if (j + 0.5 - y) ** 2 + (i + 0.5 - x) ** 2 <= reach * reach:
                    pixels[j, i] = True
