"""One model part of a 3MF package: 3MF Core Specification 1.3, Production Extension 1.1 (3MF Consortium)."""

from dataclasses import dataclass, field
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from layerworks.errors import Rejected
from layerworks.geometry.model import Unit
from layerworks.geometry.reading.assembly import Matrix
from layerworks.geometry.reading.building import MeshRows
from layerworks.geometry.reading.decimals import number
from layerworks.geometry.reading.limits import ReadLimits
from layerworks.geometry.reading.markup import Listener, listen
from layerworks.geometry.reading.naming import shown
from layerworks.geometry.reading.raw import RawMesh, require_items, require_objects
from layerworks.words import say

_PRODUCTION = "http://schemas.microsoft.com/3dmanufacturing/production/2015/06"
_MATERIAL = "http://schemas.microsoft.com/3dmanufacturing/material/2015/02"
_TRIANGLE_SETS = "http://schemas.microsoft.com/3dmanufacturing/trianglesets/2021/07"
_UNDERSTOOD = (_PRODUCTION, _MATERIAL, _TRIANGLE_SETS)  # as far as the shape goes

_PATTERNS = {
    "vertex": b' <vertex~x="#"~y="#"~z="#"*/>',
    "triangle": b' <triangle~v1="#"~v2="#"~v3="#"*/>',
}
_LEFT_OUT = ("support", "other")  # object types that are not the part


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """An object meant by an item or a component. path: of the model part it is in, None for this one."""

    object_id: str
    path: str | None
    matrix: Matrix
    uuid: str | None = None
    printable: bool = True


@dataclass(slots=True, eq=False)
class PartObject:
    """An object resource. printable: not a support or a helper shape."""

    name: str | None
    printable: bool
    mesh: RawMesh | None = None
    components: list[Reference] = field(default_factory=list[Reference])


@dataclass(slots=True, eq=False)
class ModelPart:
    """What a model part says; lengths in its own unit."""

    unit: Unit = "millimeter"
    objects: dict[str, PartObject] = field(default_factory=dict[str, PartObject])
    items: list[Reference] = field(default_factory=list[Reference])


def read_part(data: bytes, limits: ReadLimits) -> ModelPart:
    """Read a model part.

    Raises Rejected when it is not well formed, breaks a rule that the shape depends on, or needs an extension that is
    not understood here.
    """
    reader = _Reader(limits)
    listen(data, reader, _PATTERNS)
    return reader.part


class _Reader(Listener):
    """Builds a `ModelPart` from the elements of its document."""

    def __init__(self, limits: ReadLimits) -> None:
        self.part = ModelPart()
        self._limits = limits
        self._prefixes: dict[str, str] = {}
        self._object: PartObject | None = None
        self._mesh: MeshRows | None = None
        self._references = 0

    def prefix(self, prefix: str, uri: str) -> None:
        if len(self._prefixes) < self._limits.max_objects:
            self._prefixes[prefix] = uri

    def start(self, name: str, attributes: dict[str, str]) -> None:
        mesh = self._mesh
        if name == "vertex" and mesh is not None:
            mesh.vertices.add(*_numbers(attributes, "x", "y", "z"))
            mesh.check()
        elif name == "triangle" and mesh is not None:
            mesh.faces.add(*_numbers(attributes, "v1", "v2", "v3"))
            mesh.check()
        elif name == "model":
            self._start_model(attributes)
        elif name == "object":
            self._start_object(attributes)
        elif name == "mesh" and self._object is not None:
            self._mesh = MeshRows(self._limits)
        elif name == "component" and self._object is not None:
            self._object.components.append(self._reference(attributes))
        elif name == "item":
            self.part.items.append(self._reference(attributes))
            require_items(len(self.part.items), self._limits)

    def rows(self, name: str, values: NDArray[np.float64]) -> None:
        if self._mesh is not None:
            (self._mesh.vertices if name == "vertex" else self._mesh.faces).add_block(values)
            self._mesh.check()

    def end(self, name: str, text: str) -> None:
        if name == "mesh" and self._mesh is not None and self._object is not None:
            self._object.mesh = self._mesh.mesh()
            self._mesh = None
        elif name == "object":
            self._object = None

    def _start_model(self, attributes: dict[str, str]) -> None:
        unit = attributes.get("unit", "millimeter").strip().lower()
        known = next((u for u in get_args(Unit) if u == unit), None)
        if known is None:
            raise Rejected(say("reading.unit_unknown", unit=shown(unit)), say("reading.remedy_export"))
        self.part.unit = known
        for prefix in attributes.get("requiredextensions", "").split():
            uri = self._prefixes.get(prefix, prefix)
            if uri not in _UNDERSTOOD:
                raise Rejected(say("reading.extension", uri=shown(uri)), say("reading.remedy_plain_mesh"))

    def _start_object(self, attributes: dict[str, str]) -> None:
        object_id = attributes.get("id", "").strip()
        if object_id in self.part.objects:
            raise Rejected(say("reading.object_double", id=shown(object_id)), say("reading.remedy_export"))
        kind = attributes.get("type", "model")
        self._object = PartObject(attributes.get("name") or attributes.get("partnumber"), kind not in _LEFT_OUT)
        self.part.objects[object_id] = self._object
        self._references += 1
        require_objects(self._references, self._limits)

    def _reference(self, attributes: dict[str, str]) -> Reference:
        self._references += 1
        require_objects(self._references, self._limits)
        return Reference(
            attributes.get("objectid", "").strip(),
            attributes.get(f"{_PRODUCTION} path", "").lstrip("/") or None,
            _matrix(attributes.get("transform")),
            attributes.get(f"{_PRODUCTION} UUID"),
            attributes.get("printable", "1").strip() not in ("0", "false"),
        )


def _numbers(attributes: dict[str, str], a: str, b: str, c: str) -> tuple[float, float, float]:
    return number(attributes.get(a, "")), number(attributes.get(b, "")), number(attributes.get(c, ""))


def _matrix(transform: str | None) -> Matrix:
    """Return the matrix of twelve numbers row by row, as points are rows; without any, the unit matrix."""
    matrix = np.eye(4)
    if transform is not None:
        words = transform.split()
        if len(words) != 12:
            raise Rejected(say("reading.transform", count=len(words)), say("reading.remedy_export"))
        matrix[:, :3] = np.array([number(word) for word in words]).reshape(4, 3)
    return matrix
