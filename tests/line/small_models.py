"""Small models that tests of the whole line make for themselves."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_CORNERS = np.array([[x, y, z] for z in (0, 1) for y in (0, 1) for x in (0, 1)], float)
_FACES = np.array(
    [[0, 2, 3], [0, 3, 1], [4, 5, 7], [4, 7, 6], [0, 1, 5], [0, 5, 4],
     [2, 6, 7], [2, 7, 3], [0, 4, 6], [0, 6, 2], [1, 3, 7], [1, 7, 5]]
)  # fmt: skip


def box(size_mm: tuple[float, float, float]) -> NDArray[np.float64]:
    """Return the triangles of a box: (12, 3, 3)."""
    return (_CORNERS * size_mm)[_FACES]


def write_stl(path: Path, triangles: NDArray[np.float64]) -> Path:
    """Write a binary STL file."""
    record = np.zeros(len(triangles), np.dtype([("n", "<f4", 3), ("v", "<f4", (3, 3)), ("a", "<u2")]))
    record["v"] = triangles
    path.write_bytes(b"\0" * 80 + np.uint32(len(triangles)).tobytes() + record.tobytes())
    return path
