"""Points numbered in order of first appearance, by a dictionary of their bits."""

import numpy as np


def weld_bits(points: np.ndarray) -> tuple[list[int], list[int]]:
    """Return the number of each point of (n, 3) u32, and where each number first appears."""
    numbers: dict[bytes, int] = {}
    first: list[int] = []
    index: list[int] = []
    for i, point in enumerate(points):
        key = point.tobytes()
        if key not in numbers:
            numbers[key] = len(first)
            first.append(i)
        index.append(numbers[key])
    return index, first
