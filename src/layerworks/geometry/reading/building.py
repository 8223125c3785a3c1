"""A mesh that grows while a document is read."""

from array import array

import numpy as np
from numpy.typing import NDArray

from layerworks.geometry.reading.limits import ReadLimits
from layerworks.geometry.reading.raw import RawMesh, raw_mesh, require_triangles


class Rows:
    """Rows of three numbers, added singly or by the block, in order."""

    def __init__(self) -> None:
        self._count = 0
        self._blocks: list[NDArray[np.float64]] = []
        self._tail = array("d")

    def __len__(self) -> int:
        return self._count

    def add(self, a: float, b: float, c: float) -> None:
        """Add one row."""
        self._tail.extend((a, b, c))
        self._count += 1

    def add_block(self, values: NDArray[np.float64]) -> None:
        """Add (k, 3) rows."""
        self._flush()
        self._blocks.append(values)
        self._count += len(values)

    def table(self) -> NDArray[np.float64]:
        """Return all rows, (n, 3)."""
        self._flush()
        return np.concatenate(self._blocks) if self._blocks else np.empty((0, 3))

    def _flush(self) -> None:
        if self._tail:
            self._blocks.append(np.array(self._tail).reshape(-1, 3))
            self._tail = array("d")


class MeshRows:
    """Vertices and faces of one mesh as they come."""

    def __init__(self, limits: ReadLimits) -> None:
        self.vertices = Rows()
        self.faces = Rows()
        self._limits = limits

    def check(self) -> None:
        """Raise Rejected when the mesh has outgrown what is allowed, in faces or in vertices for so many faces."""
        require_triangles(max(len(self.faces), len(self.vertices) // 3), self._limits)

    def mesh(self) -> RawMesh:
        """Return the mesh. Raises Rejected when an index names no vertex."""
        return raw_mesh(self.vertices.table(), self.faces.table())
