"""A shape for a viewer in the browser: what is seen of it, not the customer's file.

Little-endian. "LWMS", u16 version, u16 0, u32 v vertices, u32 n faces, f32 lowest corner (3), f32 step_mm;
x, y, z of each vertex by `delta_planes`; three corners of each face as u32 codes, planes of bytes from low to high;
mark of each face u8 (n): 0, or the number of the finding it belongs to, from 1. A corner's code counts back from the
next vertex not yet named: 0 is that vertex itself, 1 the one named last.
"""

import gzip
import struct
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from layerworks.geometry import CheckedMesh, Finding
from layerworks.pictures.byte_planes import delta_planes, steps_within

VERSION = 1
HEAD = struct.Struct("<4sHHII3ff")


def mesh_stream(mesh: CheckedMesh, findings: Sequence[Finding] = ()) -> bytes:
    """Return vertices, faces and what was found about them as a gzip file; the same shape gives the same bytes.

    findings: a face belongs to the first of them that names it.
    """
    order, corners = _by_first_use(mesh.faces)
    points, low_mm, step_mm = steps_within(mesh.vertices_mm[order], 0.0)
    seen = np.maximum.accumulate(np.concatenate([[-1], corners]))[:-1] + 1  # vertices named before each corner
    codes = (seen - corners).astype("<u4").view(np.uint8).reshape(-1, 4)
    marks = np.zeros(len(mesh.faces), np.uint8)
    for number, finding in reversed(list(enumerate(findings[:255], 1))):
        if finding.faces is not None:
            marks[finding.faces] = number
    pieces = [
        HEAD.pack(b"LWMS", VERSION, 0, len(order), len(mesh.faces), *low_mm, step_mm),
        *(delta_planes(points[:, axis]) for axis in range(3)),
        *(np.ascontiguousarray(codes[:, place]).tobytes() for place in range(4)),
        marks.tobytes(),
    ]
    return gzip.compress(b"".join(pieces), compresslevel=6, mtime=0)


def _by_first_use(faces: NDArray[np.int32]) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Return the vertices in the order in which faces name them, and (3 n,) the corners by their place in it."""
    used, first, place = np.unique(faces.ravel(), return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(used), np.int64)
    rank[order] = np.arange(len(used))
    return used[order].astype(np.intp), rank[place.ravel()]
