"""From what a reader found to items in millimetres, without what cannot be part of a shape."""

import numpy as np
from numpy.typing import NDArray

from layerworks.errors import Rejected
from layerworks.geometry.finding import Finding
from layerworks.geometry.model import ModelItem, ModifierMesh
from layerworks.geometry.reading.naming import safe_name
from layerworks.geometry.reading.raw import RawItem, RawModifier, require_finite
from layerworks.words import say

FARTHEST_MM = 1e7  # ten kilometres: nothing is printed there, and float64 still resolves nanometres


def settle(items: tuple[RawItem, ...], mm_per_unit: float, name: str) -> tuple[tuple[ModelItem, ...], list[Finding]]:
    """Return the items in mm, each with at least one face and only vertices in use, and what had to be left out.

    name: of the model, for items that have none. Raises Rejected when no face is left, or a coordinate is not finite
    or farther than `FARTHEST_MM` from the origin.
    """
    settled: list[ModelItem] = []
    repeated = empty = 0
    for item in items:
        require_finite(item.mesh.vertices)
        faces = item.mesh.faces
        kept = faces[_has_three_corners(faces)] if len(faces) else faces
        repeated += len(faces) - len(kept)
        if len(kept) == 0:
            empty += 1
            continue
        vertices, kept = _in_mm(item.mesh.vertices, kept, mm_per_unit)
        modifiers = tuple(_modifier(m, mm_per_unit) for m in item.modifiers if len(m.mesh.faces))
        own_name = safe_name(item.name or "", name if len(items) == 1 else f"{name}-{len(settled) + 1}")
        settled.append(ModelItem(own_name, vertices, kept, item.uuid, item.settings, modifiers))
    if not settled:
        raise Rejected(say("reading.no_faces"), say("reading.remedy_solid"))
    findings: list[Finding] = []
    if repeated:
        text = say("reading.repeated_corners", count=repeated)
        findings.append(Finding("repeated_corners", "info", text, value=float(repeated)))
    if empty:
        findings.append(Finding("empty_items", "info", say("reading.empty_items", count=empty), value=float(empty)))
    return tuple(settled), findings


def _modifier(raw: RawModifier, mm_per_unit: float) -> ModifierMesh:
    require_finite(raw.mesh.vertices)
    vertices, faces = _in_mm(raw.mesh.vertices, raw.mesh.faces, mm_per_unit)
    return ModifierMesh(raw.kind, vertices, faces, raw.settings)


def _in_mm(
    vertices: NDArray[np.float64], faces: NDArray[np.int32], mm_per_unit: float
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    vertices, faces = _in_use(vertices, faces)
    vertices = vertices * mm_per_unit
    if not np.abs(vertices).max() <= FARTHEST_MM:
        raise Rejected(say("reading.too_far", limit_mm=FARTHEST_MM), say("reading.remedy_unit_or_export"))
    return vertices, faces


def _has_three_corners(faces: NDArray[np.int32]) -> NDArray[np.bool_]:
    a, b, c = faces[:, 0], faces[:, 1], faces[:, 2]
    return (a != b) & (b != c) & (c != a)


def _in_use(vertices: NDArray[np.float64], faces: NDArray[np.int32]) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Return the vertices that faces use, in their order, and the faces counted anew."""
    used = np.zeros(len(vertices), np.bool_)
    used[faces] = True
    if used.all():
        return vertices, faces
    number = np.cumsum(used, dtype=np.int32) - np.int32(1)
    return vertices[used], number[faces]
