"""A 3MF package: which part is the model, which objects are built where (3MF Core, Production Extension)."""

import numpy as np

from layerworks.errors import Rejected
from layerworks.geometry.finding import Finding
from layerworks.geometry.model import MM_PER_UNIT
from layerworks.geometry.reading.archive import Archive
from layerworks.geometry.reading.assembly import Matrix, Node, joined, leaves_of, placed
from layerworks.geometry.reading.limits import ReadLimits
from layerworks.geometry.reading.markup import Listener, listen
from layerworks.geometry.reading.raw import RawItem, RawMesh, RawModel, require_objects
from layerworks.geometry.reading.threemf_part import ModelPart, PartObject, Reference, read_part
from layerworks.geometry.reading.threemf_pieces import part_and_modifiers, pieces_of_objects
from layerworks.geometry.reading.threemf_settings import object_settings
from layerworks.words import say

RELATIONSHIPS = "_rels/.rels"
USUAL_PART = "3D/3dmodel.model"
_MODEL = "http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"

_Key = tuple[str, str]  # path of the model part, object id


def read_3mf(archive: Archive, limits: ReadLimits) -> RawModel:
    """Read the items of a package's build, components expanded; supports and helper shapes are left out,
    modifiers kept apart.

    Raises Rejected when a part or object is missing, nothing is to be built, or a bound is exceeded.
    """
    root = _root_path(archive)
    parts = _parts(archive, root, limits)
    unit = parts[root].unit
    nodes = {
        (path, object_id): _node(thing, path, MM_PER_UNIT[part.unit] / MM_PER_UNIT[unit])
        for path, part in parts.items()
        for object_id, thing in part.objects.items()
    }
    wanted = [item for item in parts[root].items if item.printable]
    keys = _placed_keys(wanted, root, 1.0)
    own, pieces = object_settings(archive, limits), pieces_of_objects(archive, limits)
    items: list[RawItem] = []
    for item, (key, _), leaves in zip(wanted, keys, leaves_of(keys, nodes, limits), strict=True):
        thing = parts[key[0]].objects[key[1]]
        if thing.printable:
            meshes = [
                (k[1], k == key, placed(mesh, matrix)) for k, matrix in leaves if (mesh := nodes[k].mesh) is not None
            ]
            plastic, modifiers = part_and_modifiers(meshes, pieces.get(item.object_id, []))
            settings = own.get(item.object_id, ())
            items.append(RawItem(joined(plastic), thing.name, item.uuid, settings, tuple(modifiers)))
    if not parts[root].items:
        raise Rejected(say("reading.nothing_built"), say("reading.remedy_on_plate"))
    helpers = sum(not thing.printable for part in parts.values() for thing in part.objects.values())
    left_out = helpers + len(parts[root].items) - len(wanted)
    findings = [Finding("left_out", "info", say("reading.left_out", count=left_out))] if left_out else []
    if apart := sum(len(item.modifiers) for item in items):
        findings.append(Finding("modifiers_apart", "info", say("reading.modifiers_apart", count=apart)))
    return RawModel("3mf", unit, tuple(items), tuple(findings))


def _root_path(archive: Archive) -> str:
    if archive.has(RELATIONSHIPS):
        finder = _ModelTarget()
        listen(archive.read(RELATIONSHIPS), finder, {})
        if finder.target is not None:
            return finder.target
    if not archive.has(USUAL_PART):
        raise Rejected(say("reading.no_model_part"), say("reading.remedy_export"))
    return USUAL_PART


def _parts(archive: Archive, root: str, limits: ReadLimits) -> dict[str, ModelPart]:
    """Return the root part and every part that it or another names, by path."""
    parts: dict[str, ModelPart] = {}
    waiting = [root]
    objects = 0
    while waiting:
        path = waiting.pop()
        if path in parts:
            continue
        part = parts[path] = read_part(archive.read(path), limits)
        objects += sum(1 + len(thing.components) for thing in part.objects.values())
        require_objects(objects, limits)
        references = [r for thing in part.objects.values() for r in thing.components]
        references += part.items if path == root else []
        waiting += sorted({r.path for r in references if r.path is not None})
    return parts


def _node(thing: PartObject, path: str, factor: float) -> Node[_Key]:
    """Return an object of a part as a node. factor: the part's unit over the root part's."""
    if not thing.printable:
        return Node()
    mesh = RawMesh(thing.mesh.vertices * factor, thing.mesh.faces) if thing.mesh and factor != 1.0 else thing.mesh
    return Node(mesh, tuple(_placed_keys(thing.components, path, factor)))


def _placed_keys(references: list[Reference], path: str, factor: float) -> list[tuple[_Key, Matrix]]:
    shift = np.array([[1.0], [1.0], [1.0], [factor]])
    return [((r.path or path, r.object_id), r.matrix * shift) for r in references]


class _ModelTarget(Listener):
    """Listens to the package's relationships for the one that names the model."""

    target: str | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("Type") == _MODEL and self.target is None:
            self.target = attributes.get("Target", "").lstrip("/")
