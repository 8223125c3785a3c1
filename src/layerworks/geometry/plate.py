"""Parts where they stand on a machine's bed. One part is a plate of one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.geometry.checked import CheckedMesh
from layerworks.geometry.finding import Finding


@dataclass(frozen=True, slots=True)
class Bed:
    """The room a machine has to print in.

    width_mm (x), depth_mm (y), height_mm (z); origin_x_mm, origin_y_mm: machine coordinates of the front left corner
    (negative halves for machines with the origin in the middle). round: the bed is a disc in that square.
    belt: the bed is an endless belt along y; depth is then what one part may take.
    margin_mm: rim that nothing printed may touch. clearance_mm: gap kept between parts.
    """

    width_mm: float
    depth_mm: float
    height_mm: float
    origin_x_mm: float = 0.0
    origin_y_mm: float = 0.0
    round: bool = False
    belt: bool = False
    margin_mm: float = 2.0
    clearance_mm: float = 5.0


@dataclass(frozen=True, slots=True)
class Head:
    """What moves with the nozzle and must not hit a finished part.

    radius_mm: round the nozzle in which nothing may stand while something low is printed. gantry_height_mm: from the
    nozzle's tip up to the beam that carries the head, which spans the whole bed.
    """

    radius_mm: float
    gantry_height_mm: float


@dataclass(frozen=True, slots=True, eq=False)
class PlatePart:
    """One physical piece on a plate. pose: (4, 4) f64, mesh coordinates to machine coordinates, rigid.

    name is unique on its plate (`bracket`, `bracket-2`), made of letters, digits, `_`, `-` and CJK.
    """

    name: str
    mesh: CheckedMesh
    pose: NDArray[np.float64]

    @property
    def vertices_mm(self) -> NDArray[np.float64]:
        """(v, 3) vertices in machine coordinates."""
        return self.mesh.vertices_mm @ self.pose[:3, :3].T + self.pose[:3, 3]


@dataclass(frozen=True, slots=True, eq=False)
class Plate:
    """Parts on a bed, standing on z = 0, apart from each other. findings: what placing had to say."""

    parts: tuple[PlatePart, ...]
    bed: Bed
    digest: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class PlateRefusal:
    """Parts that do not fit this bed, with advice (rotate, split, another machine, several plates)."""

    findings: tuple[Finding, ...]
