"""Which way a surface faces: at the corners of its triangles, and at every pixel."""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel

F64 = NDArray[np.float64]
F32 = NDArray[np.float32]
I32 = NDArray[np.int32]


@kernel
def corner_normals(vertices: F64, faces: I32, crease_cos: float, crowd: int) -> F32:
    """Return the normal at each corner of each triangle, smooth within a crease angle and sharp beyond it.

    vertices: (v, 3) f64. faces: (n, 3) i32. Returns (n, 3, 3) f32 unit vectors (zero for a face without area).
    A corner takes the area-weighted mean over the faces at its vertex that turn from its own face by less than the
    crease angle. A vertex shared by more than `crowd` faces keeps the flat normals: the work stays linear.
    """
    count = faces.shape[0]
    area = np.empty((count, 3), np.float64)
    size = np.empty(count, np.float64)
    start = np.zeros(vertices.shape[0] + 1, np.int64)
    for f in range(count):
        a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
        px, py, pz = (vertices[b, 0] - vertices[a, 0], vertices[b, 1] - vertices[a, 1], vertices[b, 2] - vertices[a, 2])
        qx, qy, qz = (vertices[c, 0] - vertices[a, 0], vertices[c, 1] - vertices[a, 1], vertices[c, 2] - vertices[a, 2])
        x, y, z = py * qz - pz * qy, pz * qx - px * qz, px * qy - py * qx
        area[f, 0], area[f, 1], area[f, 2] = x, y, z
        size[f] = math.sqrt(x * x + y * y + z * z)
        for k in range(3):
            start[faces[f, k] + 1] += 1
    for v in range(vertices.shape[0]):
        start[v + 1] += start[v]
    around = np.empty(3 * count, np.int32)
    filled = start[:-1].copy()
    for f in range(count):
        for k in range(3):
            v = faces[f, k]
            around[filled[v]] = f
            filled[v] += 1
    normal = np.zeros((count, 3, 3), np.float32)
    for f in range(count):
        if size[f] == 0.0:
            continue
        for k in range(3):
            v = faces[f, k]
            x, y, z = area[f, 0], area[f, 1], area[f, 2]
            if start[v + 1] - start[v] <= crowd:
                x, y, z = 0.0, 0.0, 0.0
                for n in range(start[v], start[v + 1]):
                    g = around[n]
                    turn = area[f, 0] * area[g, 0] + area[f, 1] * area[g, 1] + area[f, 2] * area[g, 2]
                    if g == f or turn > crease_cos * size[f] * size[g]:
                        x += area[g, 0]
                        y += area[g, 1]
                        z += area[g, 2]
            length = math.sqrt(x * x + y * y + z * z)
            if length > 0.0:
                normal[f, k, 0], normal[f, k, 1], normal[f, k, 2] = x / length, y / length, z / length
    return normal


@kernel
def pixel_normals(points: F64, faces: I32, at_corner: F32, face_of: I32, normal: F32) -> None:
    """Fill in the normal at every pixel that shows a triangle, turned towards the eye on back sides.

    points, faces: as drawn. at_corner: (n, 3, 3) f32. face_of: (h, w) i32, −1 where nothing is seen.
    normal: (h, w, 3) f32, out; left alone where nothing is seen.
    """
    rows, columns = face_of.shape
    for j in range(rows):
        y = j + 0.5
        for i in range(columns):
            f = face_of[j, i]
            if f < 0:
                continue
            a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
            x = i + 0.5
            ax, ay, bx, by = points[a, 0], points[a, 1], points[b, 0], points[b, 1]
            cx, cy = points[c, 0], points[c, 1]
            area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
            u = ((bx - x) * (cy - y) - (cx - x) * (by - y)) / area
            v = ((cx - x) * (ay - y) - (ax - x) * (cy - y)) / area
            w = 1.0 - u - v
            nx = u * at_corner[f, 0, 0] + v * at_corner[f, 1, 0] + w * at_corner[f, 2, 0]
            ny = u * at_corner[f, 0, 1] + v * at_corner[f, 1, 1] + w * at_corner[f, 2, 1]
            nz = u * at_corner[f, 0, 2] + v * at_corner[f, 1, 2] + w * at_corner[f, 2, 2]
            length = math.sqrt(nx * nx + ny * ny + nz * nz)
            if length == 0.0:
                continue
            if area > 0.0:  # y runs down the picture, so front sides turn the other way
                length = -length
            normal[j, i, 0], normal[j, i, 1], normal[j, i, 2] = nx / length, ny / length, nz / length
