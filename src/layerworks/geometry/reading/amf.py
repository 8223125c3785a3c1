"""AMF, ISO/ASTM 52915: objects of one or several volumes, and constellations that say where they go."""

from dataclasses import dataclass, field
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from layerworks.errors import Rejected
from layerworks.geometry.model import Unit
from layerworks.geometry.reading.assembly import Matrix, Node, leaves_of, placed
from layerworks.geometry.reading.building import MeshRows
from layerworks.geometry.reading.decimals import number
from layerworks.geometry.reading.limits import ReadLimits
from layerworks.geometry.reading.markup import Listener, listen
from layerworks.geometry.reading.naming import shown
from layerworks.geometry.reading.raw import RawItem, RawModel, require_items, require_objects
from layerworks.words import say

_PATTERNS = {
    "vertex": b" <vertex> <coordinates> <x> # </x> <y> # </y> <z> # </z> </coordinates> </vertex>",
    "triangle": b" <triangle> <v1> # </v1> <v2> # </v2> <v3> # </v3> </triangle>",
}
_OTHER_NAMES: dict[str, Unit] = {"millimetre": "millimeter", "metre": "meter", "feet": "foot", "micrometer": "micron"}
_MOVES = ("deltax", "deltay", "deltaz")
_TURNS = ("rx", "ry", "rz")
_PLACES = frozenset((*_MOVES, *_TURNS))
_CORNERS = frozenset(("x", "y", "z", "v1", "v2", "v3"))


def read_amf(data: bytes, limits: ReadLimits) -> RawModel:
    """Read an AMF document. Each object that no constellation places, and each constellation that no other places,
    gives its items.

    Volumes of an object make one mesh; curved triangles are taken flat. Raises Rejected when the document is not well
    formed, names something that is not there, or a bound is exceeded.
    """
    reader = _Reader(limits)
    listen(data, reader, _PATTERNS)
    nodes = {key: thing.node() for key, thing in reader.things.items()}
    children = {child for node in nodes.values() for child, _ in node.children}
    roots = [(key, np.eye(4)) for key in nodes if key not in children]
    if not roots and nodes:
        raise Rejected(say("reading.cycle"), say("reading.remedy_export"))
    items = [
        RawItem(placed(mesh, matrix), reader.things[key].name)
        for leaves in leaves_of(roots, nodes, limits)
        for key, matrix in leaves
        if (mesh := nodes[key].mesh) is not None
    ]
    require_items(len(items), limits)
    return RawModel("amf", reader.unit, tuple(items))


@dataclass(slots=True, eq=False)
class _Thing:
    """An object or a constellation."""

    rows: MeshRows
    name: str | None = None
    instances: list[tuple[str, dict[str, float]]] = field(default_factory=list[tuple[str, dict[str, float]]])

    def node(self) -> Node[str]:
        children = tuple((object_id, _matrix(values)) for object_id, values in self.instances)
        return Node(self.rows.mesh() if len(self.rows.faces) else None, children)


def _matrix(values: dict[str, float]) -> Matrix:
    """Return the matrix of an instance: turned about x, then y, then z (degrees), then moved; for points as rows."""
    matrix = np.eye(4)
    for axis, turn in enumerate(_TURNS):
        angle = np.radians(values.get(turn, 0.0))
        cos, sin = np.cos(angle), np.sin(angle)
        step = np.eye(4)
        one, two = (axis + 1) % 3, (axis + 2) % 3
        step[one, one] = step[two, two] = cos
        step[one, two], step[two, one] = sin, -sin
        matrix = matrix @ step
    matrix[3, :3] = [values.get(move, 0.0) for move in _MOVES]
    return matrix


class _Reader(Listener):
    """Builds objects and constellations from the elements of the document."""

    def __init__(self, limits: ReadLimits) -> None:
        self.unit: Unit = "millimeter"
        self.things: dict[str, _Thing] = {}
        self._limits = limits
        self._thing: _Thing | None = None
        self._above: list[str] = []
        self._values: dict[str, float] = {}
        self._metadata = ""
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("vertex", "triangle", "instance"):
            self._values = {}
        if name == "amf":
            self.unit = _unit(attributes.get("unit", "millimeter"))
        elif name in ("object", "constellation"):
            self._thing = self._new(attributes.get("id", "").strip())
        elif name == "instance" and self._thing is not None:
            self._thing.instances.append((attributes.get("objectid", "").strip(), self._values))
            self._count_one()
        elif name == "metadata":
            self._metadata = attributes.get("type", "").lower()
        self._above.append(name)

    def rows(self, name: str, values: NDArray[np.float64]) -> None:
        if self._thing is not None:
            (self._thing.rows.vertices if name == "vertex" else self._thing.rows.faces).add_block(values)
            self._thing.rows.check()

    def end(self, name: str, text: str) -> None:
        self._above.pop()
        above = self._above[-1] if self._above else ""
        thing = self._thing
        if thing is None:
            return
        if (above in ("coordinates", "triangle") and name in _CORNERS) or (above == "instance" and name in _PLACES):
            self._values[name] = number(text)
        elif name == "vertex":
            thing.rows.vertices.add(*self._three("x", "y", "z"))
            thing.rows.check()
        elif name == "triangle":
            thing.rows.faces.add(*self._three("v1", "v2", "v3"))
            thing.rows.check()
        elif name == "metadata" and above == "object" and self._metadata == "name":
            thing.name = text
        elif name in ("object", "constellation"):
            self._thing = None

    def _three(self, a: str, b: str, c: str) -> tuple[float, float, float]:
        nothing = float("nan")  # counted and refused as no number, or as an index that names no vertex
        return self._values.get(a, nothing), self._values.get(b, nothing), self._values.get(c, nothing)

    def _new(self, object_id: str) -> _Thing:
        if object_id in self.things:
            raise Rejected(say("reading.object_double", id=shown(object_id)), say("reading.remedy_export"))
        self._count_one()
        self.things[object_id] = thing = _Thing(MeshRows(self._limits))
        return thing

    def _count_one(self) -> None:
        self._count += 1
        require_objects(self._count, self._limits)


def _unit(text: str) -> Unit:
    plain = text.strip().lower()
    plain = _OTHER_NAMES.get(plain, plain)
    known = next((u for u in get_args(Unit) if u == plain), None)
    if known is None:
        raise Rejected(say("reading.unit_unknown", unit=shown(plain)), say("reading.remedy_export"))
    return known
