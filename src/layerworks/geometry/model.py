"""A model as read from a file: triangles, names and the unit, nothing yet checked."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from layerworks.geometry.finding import Finding

Unit = Literal["micron", "millimeter", "centimeter", "inch", "foot", "meter"]
Format = Literal["stl", "3mf", "obj", "amf", "step"]
ModifierKind = Literal["modifier", "negative", "support_blocker", "support_enforcer"]

MM_PER_UNIT: dict[Unit, float] = {
    "micron": 0.001,
    "millimeter": 1.0,
    "centimeter": 10.0,
    "inch": 25.4,
    "foot": 304.8,
    "meter": 1000.0,
}


@dataclass(frozen=True, slots=True, eq=False)
class ModifierMesh:
    """A volume that is no plastic itself: it changes how the item is made where the two meet.

    vertices_mm: (v, 3) f64 in the coordinates of the item. faces: (n, 3) i32. settings: as of an item.
    """

    kind: ModifierKind
    vertices_mm: NDArray[np.float64]
    faces: NDArray[np.int32]
    settings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ModelItem:
    """One thing to build: a shape where the file puts it.

    vertices_mm: (v, 3) f64, file transform and unit applied. faces: (n, 3) i32 into vertices_mm.
    uuid: the build item's UUID of the 3MF production extension, or None. settings: `(key, text)` that PrusaSlicer wrote
    for it alone, under its own names. modifiers: volumes that belong to it.
    """

    name: str
    vertices_mm: NDArray[np.float64]
    faces: NDArray[np.int32]
    uuid: str | None = None
    settings: tuple[tuple[str, str], ...] = ()
    modifiers: tuple[ModifierMesh, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A file's content.

    digest: SHA-256 of the file's bytes. unit_stated: False when the format has no unit and mm was assumed.
    findings: what reading had to say (a unit that looks wrong, faces left out, …); nothing here blocks.
    """

    name: str
    format: Format
    unit: Unit
    unit_stated: bool
    items: tuple[ModelItem, ...]
    digest: str
    findings: tuple[Finding, ...] = ()
