"""Wavefront OBJ: vertices and faces of one item; materials, groups and everything else are passed over."""

import numpy as np
from numpy.typing import NDArray

from layerworks.errors import Rejected
from layerworks.geometry.reading.decimals import fill_odd
from layerworks.geometry.reading.limits import ReadLimits
from layerworks.geometry.reading.raw import RawItem, RawModel, raw_mesh, require_finite, require_triangles
from layerworks.geometry.reading.rows import line_number
from layerworks.words import say

_BLOCK = 1 << 15  # vertices and triangles read at a time
_MOST_CORNERS = _BLOCK


def read_obj(data: bytes, limits: ReadLimits) -> RawModel:
    """Read an OBJ; faces of more than three corners become fans about their first corner.

    Raises Rejected when a line makes no sense, an index names no vertex, a coordinate is not finite, or for too many
    triangles.
    """
    from layerworks.kernels.obj_lines import BAD_LINE, END, LONG_FACE, read_lines

    letters = np.frombuffer(data, np.uint8)
    vertices = np.empty((_BLOCK, 3), np.float64)
    triangles = np.empty((_BLOCK, 3), np.int64)
    corners = np.empty(_MOST_CORNERS, np.int64)
    odd = np.empty((3 * _BLOCK, 4), np.int64)
    vertex_blocks: list[NDArray[np.float64]] = [np.empty((0, 3), np.float64)]
    face_blocks: list[NDArray[np.int64]] = [np.empty((0, 3), np.int64)]
    at = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    known = faces = 0
    state = -1
    while state != END:
        state, at, found, made, odds = read_lines(letters, at, known, vertices, triangles, corners, odd)
        if state in (BAD_LINE, LONG_FACE):
            line = line_number(data, at)
            text = say("reading.bad_line", line=line) if state == BAD_LINE else say("reading.long_face", line=line)
            raise Rejected(text, say("reading.remedy_export"))
        fill_odd(data, vertices, odd[:odds].tolist())
        vertex_blocks.append(vertices[:found].copy())
        face_blocks.append(triangles[:made].copy())
        known += found
        faces += made
        require_triangles(max(faces, known // 3), limits)
    points = np.concatenate(vertex_blocks)
    require_finite(points)
    return RawModel("obj", None, (RawItem(raw_mesh(points, np.concatenate(face_blocks))),))
