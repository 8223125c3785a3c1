"""The triangles of a GLB (glTF 2.0, Khronos Group) as Open CASCADE writes it; its lengths are metres."""

import json
import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layerworks.errors import Rejected
from layerworks.geometry.reading.assembly import Matrix, Node, leaves_of, placed
from layerworks.geometry.reading.limits import ReadLimits
from layerworks.geometry.reading.raw import RawItem, RawMesh, raw_mesh, require_finite, require_items
from layerworks.geometry.reading.welding import weld_exact
from layerworks.words import say

_MM_PER_M = 1000.0
_INDEX_TYPES = {5121: "u1", 5123: "<u2", 5125: "<u4"}
_TRIANGLES = 4


def read_glb(data: bytes, limits: ReadLimits) -> tuple[RawItem, ...]:
    """Return one item in mm for each placed mesh, corners that are the same point welded.

    Raises Rejected when the file is not such a GLB or exceeds a bound.
    """
    try:
        document, buffer = _chunks(data)
        meshes = document.get("meshes", [])
        shapes = [_mesh(document, mesh, buffer) for mesh in meshes]
        nodes = {
            number: Node(
                shapes[node["mesh"]] if "mesh" in node else None,
                tuple((child, _matrix(document["nodes"][child])) for child in node.get("children", [])),
            )
            for number, node in enumerate(document.get("nodes", []))
        }
        scenes = document.get("scenes", [])
        roots = scenes[document.get("scene", 0)].get("nodes", []) if scenes else []
        placed_roots = [(root, _matrix(document["nodes"][root])) for root in roots]
        names = {
            n: meshes[node["mesh"]].get("name") for n, node in enumerate(document.get("nodes", [])) if "mesh" in node
        }
    except (struct.error, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Rejected(say("reading.step_failed"), say("reading.remedy_step")) from error
    leaves = [leaf for root in leaves_of(placed_roots, nodes, limits) for leaf in root]
    require_items(len(leaves), limits)
    return tuple(
        RawItem(_in_mm(placed(mesh, matrix)), names[number])
        for number, matrix in leaves
        if (mesh := nodes[number].mesh) is not None
    )


def _chunks(data: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the JSON and the binary chunk."""
    magic, _, _, length, kind = struct.unpack_from("<4sIII4s", data)
    if magic != b"glTF" or kind != b"JSON":
        raise ValueError("not a GLB")
    start = 20 + length
    rest = struct.unpack_from("<I", data, start)[0] if len(data) >= start + 8 else 0
    return json.loads(data[20:start]), data[start + 8 : start + 8 + rest]


def _accessor(document: dict[str, Any], number: int, buffer: bytes, dtype: str, columns: int) -> NDArray[Any]:
    accessor = document["accessors"][number]
    view = document["bufferViews"][accessor["bufferView"]]
    start = view.get("byteOffset", 0) + accessor.get("byteOffset", 0)
    row = np.dtype((dtype, (columns,)))
    stride = view.get("byteStride", row.itemsize)
    if start < 0 or stride < row.itemsize:
        raise ValueError("bad accessor")
    shape = (accessor["count"], columns)
    return np.ndarray(shape, dtype, buffer, start, (stride, np.dtype(dtype).itemsize))


def _mesh(document: dict[str, Any], mesh: dict[str, Any], buffer: bytes) -> RawMesh:
    points: list[NDArray[np.float32]] = [np.empty((0, 3), np.float32)]
    faces: list[NDArray[np.int64]] = [np.empty((0, 3), np.int64)]
    count = 0
    for primitive in mesh["primitives"]:
        if primitive.get("mode", _TRIANGLES) != _TRIANGLES or "indices" not in primitive:
            continue
        corners = _accessor(document, primitive["attributes"]["POSITION"], buffer, "<f4", 3)
        kind = _INDEX_TYPES[document["accessors"][primitive["indices"]]["componentType"]]
        index = _accessor(document, primitive["indices"], buffer, kind, 1)
        points.append(np.ascontiguousarray(corners, np.float32))
        faces.append(index.astype(np.int64).reshape(-1, 3) + count)
        count += len(corners)
    corners = np.concatenate(points)
    require_finite(corners)
    index = raw_mesh(corners.astype(np.float64), np.concatenate(faces)).faces
    vertices, number = weld_exact(corners)
    return raw_mesh(vertices.astype(np.float64), number[index])


def _matrix(node: dict[str, Any]) -> Matrix:
    """Return a node's matrix, for points as rows: glTF writes column by column, which is that already."""
    if "matrix" in node:
        return np.array(node["matrix"], np.float64).reshape(4, 4)
    matrix = np.eye(4)
    x, y, z, w = node.get("rotation", (0.0, 0.0, 0.0, 1.0))
    turn = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
    matrix[:3, :3] = (turn * np.array(node.get("scale", (1.0, 1.0, 1.0)))).T
    matrix[3, :3] = node.get("translation", (0.0, 0.0, 0.0))
    return matrix


def _in_mm(mesh: RawMesh) -> RawMesh:
    return RawMesh(mesh.vertices * _MM_PER_M, mesh.faces)
