"""Triangles to pixels with a depth buffer."""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel

F64 = NDArray[np.float64]
F32 = NDArray[np.float32]
I32 = NDArray[np.int32]

_EDGE = 1e-9  # neighbours overlap by this share: rounding must not open a seam between them


@kernel
def draw_triangles(points: F64, faces: I32, depth: F32, face_of: I32) -> None:
    """Draw triangles into a depth buffer, nearest first, both sides visible.

    points: (v, 3) f64, x and y in pixels (the centre of the first pixel is 0.5, 0.5), z the depth, smaller is nearer.
    faces: (n, 3) i32. depth: (h, w) f32, in and out. face_of: (h, w) i32, in and out, index of the face seen.
    A pixel belongs to a triangle when its centre does; of equal depths the first face stays.
    """
    rows, columns = depth.shape
    for f in range(faces.shape[0]):
        a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
        ax, ay, az = points[a, 0], points[a, 1], points[a, 2]
        bx, by, bz = points[b, 0], points[b, 1], points[b, 2]
        cx, cy, cz = points[c, 0], points[c, 1], points[c, 2]
        left = max(0, math.ceil(min(ax, bx, cx) - 0.5))
        right = min(columns - 1, math.floor(max(ax, bx, cx) - 0.5))
        top = max(0, math.ceil(min(ay, by, cy) - 0.5))
        bottom = min(rows - 1, math.floor(max(ay, by, cy) - 0.5))
        if left > right or top > bottom:
            continue
        area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
        if area == 0.0:
            continue
        # shares of a and b are linear in x and y
        u_x, u_y = (by - cy) / area, (cx - bx) / area
        v_x, v_y = (cy - ay) / area, (ax - cx) / area
        u_row = (left + 0.5 - cx) * u_x + (top + 0.5 - cy) * u_y
        v_row = (left + 0.5 - cx) * v_x + (top + 0.5 - cy) * v_y
        for j in range(top, bottom + 1):
            u, v = u_row, v_row
            for i in range(left, right + 1):
                if u >= -_EDGE and v >= -_EDGE and u + v <= 1.0 + _EDGE:
                    z = np.float32(cz + u * (az - cz) + v * (bz - cz))
                    if z < depth[j, i]:
                        depth[j, i] = z
                        face_of[j, i] = f
                u += u_x
                v += v_x
            u_row += u_y
            v_row += v_y
