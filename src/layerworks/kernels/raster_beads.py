"""Beads of plastic to pixels: flattened tubes with round ends, each lit by its own shape."""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel

F64 = NDArray[np.float64]
F32 = NDArray[np.float32]
I32 = NDArray[np.int32]


@kernel
def draw_beads(
    start: F64,
    end: F64,
    half_width: F64,
    half_height: F64,
    axes: F64,
    frame: F64,
    depth: F32,
    bead_of: I32,
    normal: F32,
) -> None:
    """Draw beads into a depth buffer, nearest first.

    start, end: (n, 3) f64 mm, centre line. half_width, half_height: (n,) f64 mm, both above zero. A bead is the sweep
    of a spheroid (half_width in x and y, half_height in z) along its line.
    axes: (3, 3) f64 rows right, up, towards the eye, orthonormal. frame: (3,) f64 pixels per mm, and the pixel
    coordinates of the world's origin. depth: (h, w) f32 mm, smaller is nearer. bead_of: (h, w) i32. normal:
    (h, w, 3) f32. All three in and out; of equal depths the first bead stays.

    With z stretched by half_width / half_height a bead is a capsule; each pixel's ray is cut with its cylinder and,
    outside the two end planes, with the nearer ball.
    """
    rows, columns = depth.shape
    scale, origin_x, origin_y = frame[0], frame[1], frame[2]
    rx, ry, rz = axes[0, 0], axes[0, 1], axes[0, 2]
    ux, uy, uz = axes[1, 0], axes[1, 1], axes[1, 2]
    tx, ty, tz = axes[2, 0], axes[2, 1], axes[2, 2]
    for n in range(start.shape[0]):
        a, b = half_width[n], half_height[n]
        stretch = a / b
        reach_x = scale * math.sqrt(a * a * (rx * rx + ry * ry) + b * b * rz * rz)
        reach_y = scale * math.sqrt(a * a * (ux * ux + uy * uy) + b * b * uz * uz)
        reach_t = math.sqrt(a * a * (tx * tx + ty * ty) + b * b * tz * tz)
        x0 = origin_x + scale * (start[n, 0] * rx + start[n, 1] * ry + start[n, 2] * rz)
        y0 = origin_y - scale * (start[n, 0] * ux + start[n, 1] * uy + start[n, 2] * uz)
        x1 = origin_x + scale * (end[n, 0] * rx + end[n, 1] * ry + end[n, 2] * rz)
        y1 = origin_y - scale * (end[n, 0] * ux + end[n, 1] * uy + end[n, 2] * uz)
        top = max(0, math.ceil(min(y0, y1) - reach_y - 0.5))
        bottom = min(rows - 1, math.floor(max(y0, y1) + reach_y - 0.5))
        far_left = max(0, math.ceil(min(x0, x1) - reach_x - 0.5))
        far_right = min(columns - 1, math.floor(max(x0, x1) + reach_x - 0.5))
        if top > bottom or far_left > far_right:
            continue
        toward0 = start[n, 0] * tx + start[n, 1] * ty + start[n, 2] * tz
        toward1 = end[n, 0] * tx + end[n, 1] * ty + end[n, 2] * tz
        nearest = -max(toward0, toward1) - reach_t
        along = math.sqrt((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0))
        band = max(reach_x, reach_y, scale * b)
        # the capsule in stretched space: from p along q, rays run along d
        px, py, pz = start[n, 0], start[n, 1], start[n, 2] * stretch
        qx, qy, qz = end[n, 0] - px, end[n, 1] - py, end[n, 2] * stretch - pz
        dx, dy, dz = tx, ty, tz * stretch
        qq = qx * qx + qy * qy + qz * qz
        qd = qx * dx + qy * dy + qz * dz
        dd = dx * dx + dy * dy + dz * dz
        square = qq * dd - qd * qd
        for j in range(top, bottom + 1):
            left, right = far_left, far_right
            steep = y1 - y0
            if math.fabs(steep) > 1e-9 * (1.0 + along):
                middle = x0 + (j + 0.5 - y0) * (x1 - x0) / steep
                spread = band * along / math.fabs(steep)
                if middle - spread > left:
                    left = math.ceil(middle - spread - 0.5)
                if middle + spread < right:
                    right = math.floor(middle + spread - 0.5)
            sy = (origin_y - j - 0.5) / scale
            for i in range(left, right + 1):
                if depth[j, i] <= nearest:
                    continue
                sx = (i + 0.5 - origin_x) / scale
                ox = sx * rx + sy * ux - px
                oy = sx * ry + sy * uy - py
                oz = (sx * rz + sy * uz) * stretch - pz
                qo = qx * ox + qy * oy + qz * oz
                do = dx * ox + dy * oy + dz * oz
                oo = ox * ox + oy * oy + oz * oz
                share = -1.0
                toward = 0.0
                if square > 1e-12 * qq * dd:
                    half = qq * do - qo * qd
                    inside = half * half - square * (qq * oo - qo * qo - a * a * qq)
                    if inside < 0.0:
                        continue
                    toward = (math.sqrt(inside) - half) / square
                    share = (qo + toward * qd) / qq
                elif qd > 0.0:
                    share = 2.0
                if share < 0.0 or share > 1.0:
                    if share > 1.0:
                        share = 1.0
                        do -= qd
                        oo += qq - 2.0 * qo
                    else:
                        share = 0.0
                    inside = do * do - dd * (oo - a * a)
                    if inside < 0.0:
                        continue
                    toward = (math.sqrt(inside) - do) / dd
                if -toward < depth[j, i]:
                    nx = ox + toward * dx - share * qx
                    ny = oy + toward * dy - share * qy
                    nz = (oz + toward * dz - share * qz) * stretch
                    length = math.sqrt(nx * nx + ny * ny + nz * nz)
                    depth[j, i] = -toward
                    bead_of[j, i] = n
                    normal[j, i, 0], normal[j, i, 1], normal[j, i, 2] = nx / length, ny / length, nz / length
