"""The answer of a check: a mesh that may be sliced, or a refusal with reasons. Both are ordinary values."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.geometry.finding import Finding
from layerworks.geometry.model import ModifierMesh


@dataclass(frozen=True, slots=True, eq=False)
class CheckedMesh:
    """A repaired shape with what is known of it.

    vertices_mm: (v, 3) f64, welded. faces: (n, 3) i32, outward by the right-hand rule as far as it can be told.
    watertight: every edge has exactly two faces of opposite direction.
    volume_mm3: enclosed volume; for a broken shell what the signed sum gives. area_mm2: surface.
    bodies: number of connected shells. findings: nothing among them blocks.
    digest: names the arrays. uuid: build item UUID of the file, or None. modifiers: volumes that change how it is made,
    in the coordinates of its vertices.
    """

    name: str
    vertices_mm: NDArray[np.float64]
    faces: NDArray[np.int32]
    watertight: bool
    volume_mm3: float
    area_mm2: float
    bodies: int
    findings: tuple[Finding, ...]
    digest: str
    uuid: str | None = None
    modifiers: tuple[ModifierMesh, ...] = ()

    @property
    def size_mm(self) -> NDArray[np.float64]:
        """(3,) extent of the bounding box."""
        return self.vertices_mm.max(axis=0) - self.vertices_mm.min(axis=0)


@dataclass(frozen=True, slots=True, eq=False)
class MeshRefusal:
    """A shape that cannot be printed as it is; at least one finding blocks."""

    name: str
    findings: tuple[Finding, ...]
