"""Shapes built of placed shapes: counted first, put together after, so that a small file cannot become a huge one."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from layerworks.errors import Rejected
from layerworks.geometry.reading.limits import ReadLimits
from layerworks.geometry.reading.raw import RawMesh, require_objects, require_triangles
from layerworks.words import say

Key = TypeVar("Key", bound=Hashable)
Matrix = NDArray[np.float64]  # (4, 4), for points as rows: p' = p @ matrix


@dataclass(frozen=True, slots=True, eq=False)
class Node(Generic[Key]):
    """A shape of its own, or placed other ones. mesh: None for none. children: key and matrix of each."""

    mesh: RawMesh | None = None
    children: tuple[tuple[Key, Matrix], ...] = ()


@dataclass(frozen=True, slots=True)
class _Tally:
    triangles: int
    leaves: int
    height: int


def leaves_of(
    roots: Sequence[tuple[Key, Matrix]], nodes: Mapping[Key, Node[Key]], limits: ReadLimits
) -> list[list[tuple[Key, Matrix]]]:
    """Return for each placed root the nodes with triangles in it, each with the matrix to the root's surroundings.

    Raises Rejected, before any work that grows with the answer, for a node that does not exist, a cycle, nesting
    deeper than allowed, and more triangles or leaves, over all roots, than allowed.
    """
    tallies: dict[Key, _Tally] = {}
    triangles = leaves = 0
    for key, _ in roots:
        tally = _tally(key, nodes, tallies, (), limits)
        triangles += tally.triangles
        leaves += tally.leaves
        require_triangles(triangles, limits)
        require_objects(leaves, limits)
    return [_expand(key, matrix, nodes, tallies) for key, matrix in roots]


def _tally(
    key: Key, nodes: Mapping[Key, Node[Key]], tallies: dict[Key, _Tally], above: tuple[Key, ...], limits: ReadLimits
) -> _Tally:
    known = tallies.get(key)
    if known is None:
        node = nodes.get(key)
        if node is None:
            raise Rejected(say("reading.object_missing"), say("reading.remedy_export"))
        if key in above:
            raise Rejected(say("reading.cycle"), say("reading.remedy_export"))
        _require_depth(len(above), limits)
        below = [_tally(child, nodes, tallies, (*above, key), limits) for child, _ in node.children]
        own = len(node.mesh.faces) if node.mesh else 0
        known = tallies[key] = _Tally(
            own + sum(t.triangles for t in below),
            (own > 0) + sum(t.leaves for t in below),
            1 + max((t.height for t in below), default=-1),
        )
    _require_depth(len(above) + known.height, limits)
    return known


def _require_depth(depth: int, limits: ReadLimits) -> None:
    if depth > limits.max_depth:
        raise Rejected(say("reading.deep", limit=limits.max_depth), say("reading.remedy_flat"))


def _expand(
    key: Key, matrix: Matrix, nodes: Mapping[Key, Node[Key]], tallies: Mapping[Key, _Tally]
) -> list[tuple[Key, Matrix]]:
    if tallies[key].leaves == 0:
        return []
    node = nodes[key]
    found = [(key, matrix)] if node.mesh is not None and len(node.mesh.faces) else []
    for child, inner in node.children:
        found += _expand(child, inner @ matrix, nodes, tallies)
    return found


def placed(mesh: RawMesh, matrix: Matrix) -> RawMesh:
    """Return a mesh where a matrix puts it; mirrored faces are turned so that they still look outwards."""
    if np.array_equal(matrix, np.eye(4)):
        return mesh
    vertices = mesh.vertices @ matrix[:3, :3] + matrix[3, :3]
    mirrored = np.linalg.det(matrix[:3, :3]) < 0
    return RawMesh(vertices, np.ascontiguousarray(mesh.faces[:, ::-1]) if mirrored else mesh.faces)


def joined(meshes: Sequence[RawMesh]) -> RawMesh:
    """Return several meshes as one."""
    if len(meshes) == 1:
        return meshes[0]
    if not meshes:
        return RawMesh(np.empty((0, 3)), np.empty((0, 3), np.int32))
    starts = np.cumsum([0] + [len(m.vertices) for m in meshes[:-1]])
    faces = [m.faces + np.int32(start) for m, start in zip(meshes, starts, strict=True)]
    return RawMesh(np.concatenate([m.vertices for m in meshes]), np.concatenate(faces))
