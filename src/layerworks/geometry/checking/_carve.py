"""Negative volumes of a file, cut out of the shape that they belong to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from manifold3d import Error, Manifold, Mesh64, OpType

from layerworks.geometry.checking._hopeless import hopeless
from layerworks.geometry.checking._mend import Mended, mended
from layerworks.geometry.checking._surface import Surface, surface_of
from layerworks.geometry.checking.settings import CheckSettings
from layerworks.geometry.finding import Finding
from layerworks.geometry.model import ModifierMesh
from layerworks.words import say


@dataclass(frozen=True, slots=True, eq=False)
class Carved:
    """A shape without what could be cut out of it as a whole; None where nothing is left. left: negative volumes that
    can only be cut out layer by layer.
    """

    shape: Mended | None
    left: tuple[ModifierMesh, ...]
    told: tuple[Finding, ...]


def carved(shape: Mended, volumes: Sequence[ModifierMesh], settings: CheckSettings) -> Carved:
    """Return a shape without its negative volumes (the others are let alone): solids from solids by manifold3d's exact
    boolean (Smith and Dodgson 2007).
    """
    tools = [volume for volume in volumes if volume.kind == "negative"]
    if not tools:
        return Carved(shape, (), ())
    whole = _solid(shape)
    solids = [None if whole is None else _solid_of(volume, settings) for volume in tools]
    exact = [solid for solid in solids if solid is not None]
    left = tuple(volume for volume, solid in zip(tools, solids, strict=True) if solid is None)
    told: list[Finding] = []
    if left:
        text, remedy = say("checking.carved_by_layer", count=len(left)), say("checking.carved_by_layer_remedy")
        told.append(Finding("carved_by_layer", "warn", text, remedy, float(len(left))))
    if whole is None or not exact:
        return Carved(shape, left, tuple(told))
    rest = Manifold.batch_boolean([whole, *exact], OpType.Subtract)
    if rest.is_empty():
        text, remedy = say("checking.nothing_left", count=len(exact)), say("checking.nothing_left_remedy")
        return Carved(None, left, (Finding("nothing_left", "block", text, remedy, float(len(exact))),))
    away = whole.volume() - rest.volume()
    told.append(Finding("carved", "info", say("checking.carved", count=len(exact), value=away), None, away))
    mesh = rest.to_mesh64()
    vertices = np.ascontiguousarray(mesh.vert_properties[:, :3], dtype=np.float64)
    made = mended(Surface(vertices, np.ascontiguousarray(mesh.tri_verts, dtype=np.int32)), settings)
    return Carved(replace(made, done=(*shape.done, *made.done)), left, tuple(told))


def _solid_of(volume: ModifierMesh, settings: CheckSettings) -> Manifold | None:
    surface, _ = surface_of(volume.vertices_mm, volume.faces)
    return None if hopeless(surface, 0.0) is not None else _solid(mended(surface, settings))


def _solid(shape: Mended) -> Manifold | None:
    if not shape.edges.watertight or not (shape.shells.volume_mm3 > 0.0).any():
        return None
    solid = Manifold(Mesh64(shape.surface.vertices_mm, shape.surface.faces.astype(np.uint64)))
    return None if solid.status() != Error.NoError or solid.is_empty() else solid
