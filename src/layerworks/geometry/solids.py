"""Volumes by their measures instead of a file: boxes and spheres, written `box:…` and `sphere:…`."""

import difflib
import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.errors import Misused
from layerworks.words import say

Corner = tuple[float, float, float]

SEGMENTS = 64  # of a sphere's equator: it lies within 0.12 % of its radius
_WRITTEN = re.compile(r"\s*([A-Za-z]+)\s*:\s*([-+0-9.eE,\s]*)")
_COUNTS = {"box": 6, "sphere": 4}
_FACES = ((0, 2, 1), (1, 2, 3), (4, 5, 6), (5, 7, 6), (0, 1, 4), (1, 5, 4),
          (2, 6, 3), (3, 6, 7), (0, 4, 2), (2, 4, 6), (1, 3, 5), (3, 7, 5))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Box:
    """A box between two corners, mm."""

    low_mm: Corner
    high_mm: Corner

    def __str__(self) -> str:
        return "box:" + ",".join(f"{v:g}" for v in (*self.low_mm, *self.high_mm))


@dataclass(frozen=True, slots=True)
class Sphere:
    """A sphere about its middle, mm."""

    middle_mm: Corner
    radius_mm: float

    def __str__(self) -> str:
        return "sphere:" + ",".join(f"{v:g}" for v in (*self.middle_mm, self.radius_mm))


Solid = Box | Sphere


def mesh_of(solid: Solid) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Return vertices (v, 3) in mm and outward faces (n, 3) of a solid."""
    if isinstance(solid, Box):
        ends = np.array([solid.low_mm, solid.high_mm])
        corner = np.arange(8)
        pick = np.stack([corner & 1, corner >> 1 & 1, corner >> 2], axis=1)
        return ends[pick, np.arange(3)], np.array(_FACES, np.int32)
    from manifold3d import Manifold

    mesh = Manifold.sphere(solid.radius_mm, SEGMENTS).to_mesh64()
    vertices = np.array(mesh.vert_properties, np.float64)[:, :3] + np.array(solid.middle_mm)
    return vertices, np.array(mesh.tri_verts, np.int32)


def solid_named(text: str) -> Solid | None:
    """Return the solid that a text such as `box:0,0,0,10,10,5` or `sphere:5,5,20,4` means; None for none, as a path is.

    box: two opposite corners; sphere: the middle and the radius, all in mm. Raises Misused for a solid that is unknown,
    lacks numbers, or has no volume.
    """
    written = _WRITTEN.fullmatch(text)
    if written is None:
        return None
    kind, remedy = written[1].lower(), say("reading.solid_remedy")
    if kind not in _COUNTS:
        near = (difflib.get_close_matches(kind, _COUNTS, n=1, cutoff=0.0) or ["box"])[0]
        raise Misused(say("reading.solid_unknown", kind=written[1], near=near), remedy)
    try:
        numbers = [float(word) for word in written[2].split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != _COUNTS[kind] or not np.isfinite(numbers).all():
        raise Misused(say("reading.solid_numbers", text=text, count=_COUNTS[kind]), remedy)
    first = (numbers[0], numbers[1], numbers[2])
    if kind == "sphere":
        solid, thick = Sphere(first, numbers[3]), numbers[3]
    else:
        second = (numbers[3], numbers[4], numbers[5])
        low, high = np.minimum(first, second), np.maximum(first, second)
        solid, thick = Box((low[0], low[1], low[2]), (high[0], high[1], high[2])), float((high - low).min())
    if thick <= 0.0:
        raise Misused(say("reading.solid_flat", text=text), remedy)
    return solid
