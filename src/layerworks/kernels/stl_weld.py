"""Which corners of an STL are the same point, bit by bit."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel


@kernel
def weld_bits(
    points: NDArray[np.uint32], index: NDArray[np.int32], first: NDArray[np.int32], table: NDArray[np.int32]
) -> int:
    """Number points in order of first appearance; equal ones get one number.

    points: (n, 3) u32, bit patterns. index: (n,) i32, written with the number of each point.
    first: (n,) i32, written with the place where each number first appears. table: a power of two of i32, all -1, at
    least 2 n long; scratch. Open addressing with linear steps.
    Returns how many numbers there are, or -1 when points were made to collide: steps stay below 64 a point.
    """
    mask = np.uint64(table.size - 1)
    steps_left = 64 * points.shape[0] + 1024
    count = 0
    for i in range(points.shape[0]):
        x = points[i, 0]
        y = points[i, 1]
        z = points[i, 2]
        # multiply and fold high bits down: coordinates on a grid differ in few, mostly high, bits
        h = (np.uint64(x) | (np.uint64(y) << np.uint64(32))) * np.uint64(0x9E3779B97F4A7C15)
        h = (h ^ (h >> np.uint64(29)) ^ np.uint64(z)) * np.uint64(0xBF58476D1CE4E5B9)
        slot = (h ^ (h >> np.uint64(32))) & mask
        while True:
            number = table[slot]
            if number < 0:
                table[slot] = count
                first[count] = i
                index[i] = count
                count += 1
                break
            j = first[number]
            if points[j, 0] == x and points[j, 1] == y and points[j, 2] == z:
                index[i] = number
                break
            slot = (slot + np.uint64(1)) & mask
            steps_left -= 1
            if steps_left < 0:
                return -1
    return count
