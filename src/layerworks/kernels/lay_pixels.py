"""Beads of one layer onto pixels: what they cover, and how much they pile up."""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel

F64 = NDArray[np.float64]
F32 = NDArray[np.float32]

SHORTEST_MM2 = 1e-18  # a bead of no length covers nothing


@kernel
def lay_beads(ends: F64, half_width: F64, fill: F64, frame: F64, covered: NDArray[np.uint8], filled: F32) -> None:
    """Mark the pixels whose middle a bead covers, and add how full it makes them.

    ends: (n, 4) f64 x, y of both ends in mm; a bead without length covers nothing. half_width: (n,) f64 mm. fill: (n,)
    f64 share of the layer's height that a bead fills over its width. frame: (3,) f64 x and y of the lower left corner
    and side of a pixel, mm. covered: (h, w) u8 in and out, set under the bead with its round ends. filled: (h, w) f32
    in and out, added to between its ends, so that the beads of a line add up to its volume.
    """
    rows, columns = covered.shape
    left, front, px = frame[0], frame[1], frame[2]
    for n in range(ends.shape[0]):
        x0, y0 = ends[n, 0], ends[n, 1]
        dx, dy, reach = ends[n, 2] - x0, ends[n, 3] - y0, half_width[n]
        square = dx * dx + dy * dy
        if square <= SHORTEST_MM2:
            continue
        length = math.sqrt(square)
        low, high = min(y0, y0 + dy) - reach, max(y0, y0 + dy) + reach
        first = max(0, math.ceil((low - front) / px - 0.5))
        last = min(rows - 1, math.floor((high - front) / px - 0.5))
        for row in range(first, last + 1):
            y = front + (row + 0.5) * px - y0
            # along a row, the bead is part of the strip about its line and of the ends' reach
            near, far = min(0.0, dx) - reach, max(0.0, dx) + reach
            if math.fabs(dy) > 1e-9 * length:
                middle, spread = dx * y / dy, reach * length / math.fabs(dy)
                near, far = max(near, middle - spread - reach), min(far, middle + spread + reach)
            begin = max(0, math.ceil((x0 + near - left) / px - 0.5))
            end = min(columns - 1, math.floor((x0 + far - left) / px - 0.5))
            for column in range(begin, end + 1):
                x = left + (column + 0.5) * px - x0
                along, aside = x * dx + y * dy, math.fabs(x * dy - y * dx)
                if along >= 0.0 and along < square:
                    if aside <= reach * length:
                        covered[row, column] = 1
                        filled[row, column] += fill[n]
                else:
                    ex, ey = (x, y) if along < 0.0 else (x - dx, y - dy)
                    if ex * ex + ey * ey <= reach * reach:
                        covered[row, column] = 1
