"""Pieces of an object of a 3MF package that are no plastic: modifiers, and where supports must or must not be.

PrusaSlicer: Metadata/Slic3r_PE_model.config holds `volume`s, ranges of an object's triangles, with `metadata` of type
`volume`. OrcaSlicer and Bambu Studio: Metadata/model_settings.config holds `part`s, components of an object by their
id, with a `subtype`. What these files do not name belongs to the part.
"""

from dataclasses import dataclass, field

import numpy as np

from layerworks.geometry.model import ModifierKind
from layerworks.geometry.reading.archive import Archive
from layerworks.geometry.reading.limits import ReadLimits
from layerworks.geometry.reading.markup import Listener, listen
from layerworks.geometry.reading.raw import RawMesh, RawModifier, require_objects

RANGES = "Metadata/Slic3r_PE_model.config"
COMPONENTS = "Metadata/model_settings.config"
_KINDS: dict[str, ModifierKind] = {
    "ParameterModifier": "modifier",
    "NegativeVolume": "negative",
    "SupportBlocker": "support_blocker",
    "SupportEnforcer": "support_enforcer",
    "modifier_part": "modifier",
    "negative_part": "negative",
    "support_blocker": "support_blocker",
    "support_enforcer": "support_enforcer",
}
_NOT_SETTINGS = frozenset({"name", "extruder", "matrix", "modifier", "volume_type", "source_file", "mesh_stat"})


@dataclass(slots=True)
class Piece:
    """A piece of an object, by its triangles from the first to the last, or by the id of a component.

    kind: None for plastic.
    """

    first: int = 0
    last: int = -1
    component: str | None = None
    kind: ModifierKind | None = None
    settings: dict[str, str] = field(default_factory=dict[str, str])


def pieces_of_objects(archive: Archive, limits: ReadLimits) -> dict[str, list[Piece]]:
    """Return the pieces by object id that are no plastic. Raises Rejected for a broken or crowded list."""
    found: dict[str, list[Piece]] = {}
    for path in (RANGES, COMPONENTS):
        if archive.has(path):
            reader = _Pieces(limits)
            listen(archive.read(path), reader, {})
            for object_id, pieces in reader.found.items():
                found.setdefault(object_id, []).extend(p for p in pieces if p.kind is not None)
    return {object_id: pieces for object_id, pieces in found.items() if pieces}


def part_and_modifiers(
    meshes: list[tuple[str, bool, RawMesh]], pieces: list[Piece]
) -> tuple[list[RawMesh], list[RawModifier]]:
    """Return the plastic of an object and its modifiers.

    meshes: id of the object each is of, whether it is the object's own, and its triangles.
    """
    plastic: list[RawMesh] = []
    modifiers: list[RawModifier] = []
    for object_id, own, mesh in meshes:
        left = np.ones(len(mesh.faces), np.bool_)
        for piece in pieces:
            if piece.kind is None:
                continue
            its = np.zeros(len(left), np.bool_)
            if piece.component is None and own:
                its[max(0, piece.first) : max(0, piece.last + 1)] = True
            elif piece.component == object_id and not own:
                its[:] = True
            if its.any():
                chosen = RawMesh(mesh.vertices, mesh.faces[its])
                modifiers.append(RawModifier(piece.kind, chosen, tuple(piece.settings.items())))
                left &= ~its
        if left.any():
            plastic.append(mesh if left.all() else RawMesh(mesh.vertices, mesh.faces[left]))
    return plastic, modifiers


class _Pieces(Listener):
    """Listens to either kind of list."""

    def __init__(self, limits: ReadLimits) -> None:
        self.found: dict[str, list[Piece]] = {}
        self._limits = limits
        self._count = 0
        self._object_id: str | None = None
        self._piece: Piece | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        require_objects(self._count, self._limits)
        if name == "object":
            self._object_id = attributes.get("id")
        elif name in ("volume", "part") and self._object_id is not None:
            self._piece = _piece(name, attributes)
            self.found.setdefault(self._object_id, []).append(self._piece)
        elif name == "metadata" and self._piece is not None:
            key, value = attributes.get("key", ""), attributes.get("value", "")
            if key == "volume_type":
                self._piece.kind = _KINDS.get(value)
            elif key == "modifier" and value == "1" and self._piece.kind is None:
                self._piece.kind = "modifier"  # as files had it before they named more kinds
            elif key and key not in _NOT_SETTINGS and not key.startswith("source_"):
                self._piece.settings[key] = value

    def end(self, name: str, text: str) -> None:
        if name == "object":
            self._object_id = None
        elif name in ("volume", "part"):
            self._piece = None


def _piece(name: str, attributes: dict[str, str]) -> Piece:
    if name == "part":
        return Piece(component=attributes.get("id", "").strip(), kind=_KINDS.get(attributes.get("subtype", "")))
    return Piece(first=_whole(attributes.get("firstid", "")), last=_whole(attributes.get("lastid", "")))


def _whole(word: str) -> int:
    return int(word) if word.isascii() and word.isdigit() and len(word) < 10 else -1
