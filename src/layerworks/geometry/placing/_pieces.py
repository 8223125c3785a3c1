"""Parts turned as they will stand, and blocks of parts that keep together, before they have a place."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.geometry.checked import CheckedMesh
from layerworks.geometry.checking.room import yaw_matrix
from layerworks.geometry.checking.standing import hull

F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """The upright column that something takes: rim_mm (k, 2) convex, counter-clockwise, and height_mm."""

    rim_mm: F64
    height_mm: float

    @property
    def size_mm(self) -> F64:
        """(2,) box of the rim."""
        return self.rim_mm.max(axis=0) - self.rim_mm.min(axis=0)

    @property
    def middle_mm(self) -> F64:
        """(2,) middle of that box."""
        return 0.5 * (self.rim_mm.max(axis=0) + self.rim_mm.min(axis=0))

    @property
    def points_mm(self) -> F64:
        """(2 k, 3) corners of the column, standing on z = 0."""
        levels = (np.full(len(self.rim_mm), z) for z in (0.0, self.height_mm))
        return np.concatenate([np.column_stack([self.rim_mm, level]) for level in levels])

    def turned(self, deg: float) -> "Outline":
        """The same turned about the upright."""
        return self if deg == 0.0 else Outline(self.rim_mm @ yaw_matrix(deg)[:2, :2].T, self.height_mm)


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A part as it will stand: rotation (3, 3) of its mesh, then shift_mm (3,); outline after both."""

    mesh: CheckedMesh
    rotation: F64
    shift_mm: F64
    outline: Outline


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Parts that keep their places to each other."""

    pieces: tuple[Piece, ...]
    outline: Outline


def piece_of(mesh: CheckedMesh, rotation: F64) -> Piece:
    """Return a mesh turned by a rotation (3, 3) about the middle of its box and set on z = 0."""
    turned = mesh.vertices_mm @ rotation.T
    low, high = turned.min(axis=0), turned.max(axis=0)
    shift = np.array([0.0, 0.0, -low[2]])
    if rotation[2, 2] < 1.0:
        shift[:2] = 0.5 * (mesh.vertices_mm.min(axis=0) + mesh.vertices_mm.max(axis=0) - low - high)[:2]
    rim = hull(turned[:, :2])
    rim = rim if len(rim) else turned[:, :2]
    return Piece(mesh, rotation, shift, Outline(rim + shift[:2], float(high[2] - low[2])))


def block_of(pieces: Sequence[Piece]) -> Block:
    """Return pieces as a block, where their files put them."""
    if len(pieces) == 1:
        return Block(tuple(pieces), pieces[0].outline)
    rim = hull(np.concatenate([p.outline.rim_mm for p in pieces]))
    return Block(tuple(pieces), Outline(rim, max(p.outline.height_mm for p in pieces)))


def least_gap_mm(pieces: Sequence[Piece]) -> float:
    """Return the least distance between pieces where their files put them; negative when outlines overlap."""
    rims = [p.outline.rim_mm for p in pieces]
    low, high = np.array([r.min(axis=0) for r in rims]), np.array([r.max(axis=0) for r in rims])
    least = np.inf
    for i in range(len(rims) - 1):
        boxes = np.maximum(low[i + 1 :] - high[i], low[i] - high[i + 1 :]).max(axis=1)
        for j in np.flatnonzero(boxes < least):
            least = min(least, max(float(boxes[j]), gap_mm(rims[i], rims[i + 1 + j])))
    return float(least)


def gap_mm(first: F64, second: F64) -> float:
    """Return how far apart two convex rims are across the best of their sides, negative when they overlap."""
    best = -np.inf
    for own, other in ((first, second), (second, first)):
        way = np.roll(own, -1, axis=0) - own
        outwards = np.stack([way[:, 1], -way[:, 0]], axis=1)
        outwards = outwards / np.maximum(np.sqrt((way * way).sum(axis=1)), 1e-300)[:, None]
        best = max(best, float(((outwards @ other.T).min(axis=1) - (outwards * own).sum(axis=1)).max()))
    return best
