"""What a format's reader found, before units and clean-up: the value between the readers and the door."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.errors import Rejected
from layerworks.geometry.finding import Finding
from layerworks.geometry.model import Format, ModifierKind, Unit
from layerworks.geometry.reading.limits import ReadLimits
from layerworks.words import say


@dataclass(frozen=True, slots=True, eq=False)
class RawMesh:
    """A shape in the numbers of its file. vertices: (v, 3) f64. faces: (n, 3) i32, all of them below v."""

    vertices: NDArray[np.float64]
    faces: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class RawModifier:
    """A volume that changes how the item about it is made, with settings as another slicer wrote them."""

    kind: ModifierKind
    mesh: RawMesh
    settings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class RawItem:
    """One thing to build, with the name the file gives it, if any, and settings as another slicer wrote them."""

    mesh: RawMesh
    name: str | None = None
    uuid: str | None = None
    settings: tuple[tuple[str, str], ...] = ()
    modifiers: tuple[RawModifier, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class RawModel:
    """A file's items, all in one unit. unit: None when the format knows no units."""

    format: Format
    unit: Unit | None
    items: tuple[RawItem, ...]
    findings: tuple[Finding, ...] = ()


def raw_mesh(vertices: NDArray[np.float64], faces: NDArray[np.int64 | np.int32 | np.float64]) -> RawMesh:
    """Return a mesh of (v, 3) vertices and (n, 3) faces, whose indices may still be anything.

    Raises Rejected when an index is no whole number from 0 to v - 1.
    """
    good = (faces >= 0) & (faces < len(vertices))
    if faces.dtype.kind == "f":
        good &= faces == np.floor(faces)
    bad = len(faces) - int(np.count_nonzero(good.all(axis=1)))
    if bad:
        raise Rejected(say("reading.bad_index", count=bad), say("reading.remedy_export"))
    return RawMesh(np.ascontiguousarray(vertices, np.float64), np.ascontiguousarray(faces, np.int32))


def require_finite(coordinates: NDArray[np.float64] | NDArray[np.float32]) -> None:
    """Raise Rejected, naming how many, when coordinates are infinite or not numbers."""
    count = coordinates.size - int(np.count_nonzero(np.isfinite(coordinates)))
    if count:
        raise Rejected(say("reading.not_finite", count=count), say("reading.remedy_export"))


def require_triangles(count: int, limits: ReadLimits) -> None:
    """Raise Rejected when there are more triangles than allowed."""
    if count > limits.max_triangles:
        raise Rejected(
            say("reading.too_many_triangles", limit=limits.max_triangles), say("reading.remedy_fewer_triangles")
        )


def require_items(count: int, limits: ReadLimits) -> None:
    """Raise Rejected when there are more things to build than allowed."""
    if count > limits.max_items:
        raise Rejected(say("reading.too_many_items", limit=limits.max_items), say("reading.remedy_split"))


def require_objects(count: int, limits: ReadLimits) -> None:
    """Raise Rejected when a file has more objects, components or names than allowed."""
    if count > limits.max_objects:
        raise Rejected(say("reading.too_many_objects", limit=limits.max_objects), say("reading.remedy_split"))
