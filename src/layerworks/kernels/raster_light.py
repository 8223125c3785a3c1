"""Light on surfaces: points to shade, what a lamp reaches of them, and the pixels they give."""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel

F64 = NDArray[np.float64]
F32 = NDArray[np.float32]
I32 = NDArray[np.int32]


@kernel
def gather_samples(depth: F32, seen: I32, normal: F32, likeness_cos: float, step: float) -> tuple[I32, I32, I32]:
    """Return the points to shade of a picture drawn at twice its size.

    depth: (2h, 2w) f32. seen: (2h, 2w) i32, −1 for nothing. normal: (2h, 2w, 3) f32. The four pixels of a block share
    one point when they show the same kind of surface: normals within an angle, depths within `step`.
    Returns row (n,) and column (n,) i32 of each point, and point_of (2h, 2w) i32, −1 for nothing.
    """
    rows, columns = seen.shape
    point_of = np.full((rows, columns), -1, np.int32)
    count = 0
    for j in range(rows):
        for i in range(columns):
            if seen[j, i] < 0:
                continue
            for k in range(4):
                y, x = (j // 2) * 2 + k // 2, (i // 2) * 2 + k % 2
                if y > j or (y == j and x >= i):
                    break
                if seen[y, x] < 0:
                    continue
                same = normal[j, i, 0] * normal[y, x, 0] + normal[j, i, 1] * normal[y, x, 1]
                same += normal[j, i, 2] * normal[y, x, 2]
                if same > likeness_cos and math.fabs(depth[j, i] - depth[y, x]) < step:
                    point_of[j, i] = point_of[y, x]
                    break
            if point_of[j, i] < 0:
                point_of[j, i] = count
                count += 1
    row = np.empty(count, np.int32)
    column = np.empty(count, np.int32)
    for j in range(rows - 1, -1, -1):  # backwards, so that the first pixel of each point is written last
        for i in range(columns - 1, -1, -1):
            if point_of[j, i] >= 0:
                row[point_of[j, i]] = j
                column[point_of[j, i]] = i
    return row, column, point_of


@kernel
def add_light(
    points: F32,
    normals: F32,
    axes: F64,
    frame: F64,
    shadow: F32,
    bias: float,
    colour: F64,
    half: F64,
    shine: float,
    light: F32,
) -> None:
    """Add what one distant lamp gives to points, with soft-edged shadows.

    points, normals: (n, 3) f32, mm and unit vectors. axes: (3, 3) f64 rows right, up, towards the lamp. frame: (3,)
    f64 texels per mm, and the texel coordinates of the world's origin. shadow: (r, r) f32 depth seen from the lamp.
    bias: mm by which points are lifted along their normals. colour: (3,) f64. half: (3,) f64 unit vector between lamp
    and eye. shine: strength of the highlight. light: (n, 4) f32, in and out: diffuse light by channel, highlight.
    """
    last = shadow.shape[0] - 1
    scale, origin_x, origin_y = frame[0], frame[1], frame[2]
    for n in range(points.shape[0]):
        nx, ny, nz = normals[n, 0], normals[n, 1], normals[n, 2]
        facing = nx * axes[2, 0] + ny * axes[2, 1] + nz * axes[2, 2]
        if facing <= 0.0:
            continue
        x, y, z = points[n, 0] + bias * nx, points[n, 1] + bias * ny, points[n, 2] + bias * nz
        u = origin_x + scale * (x * axes[0, 0] + y * axes[0, 1] + z * axes[0, 2]) - 0.5
        v = origin_y - scale * (x * axes[1, 0] + y * axes[1, 1] + z * axes[1, 2]) - 0.5
        deep = -(x * axes[2, 0] + y * axes[2, 1] + z * axes[2, 2])
        i, j = math.floor(u), math.floor(v)
        reached = 1.0
        if i >= 1 and j >= 1 and i < last - 1 and j < last - 1:
            s, t = u - i, v - j
            reached = 0.0
            for m in range(-1, 3):  # a tent three texels wide: shares of the four rows and columns it touches
                row = (1.0 - s) * (shadow[j + m, i - 1] >= deep) + (shadow[j + m, i] >= deep)
                row += (shadow[j + m, i + 1] >= deep) + s * (shadow[j + m, i + 2] >= deep)
                reached += row * (1.0 - t if m == -1 else t if m == 2 else 1.0)
            reached /= 9.0
        if reached <= 0.0:
            continue
        light[n, 0] += reached * facing * colour[0]
        light[n, 1] += reached * facing * colour[1]
        light[n, 2] += reached * facing * colour[2]
        if shine > 0.0:
            gleam = nx * half[0] + ny * half[1] + nz * half[2]
            if gleam > 0.0:
                gleam *= gleam  # to the 32nd power: a satin surface
                gleam *= gleam
                gleam *= gleam
                gleam *= gleam
                gleam *= gleam
                light[n, 3] += reached * shine * gleam


@kernel
def resolve_pixels(
    point_of: I32,
    colour: F32,
    depth: F32,
    normal: F32,
    crease_cos: float,
    step: float,
    crease: float,
    outline: float,
) -> F32:
    """Return a picture at half the size it was drawn at, with thin lines on creases and outlines.

    point_of: (2h, 2w) i32, −1 for nothing. colour: (n, 3) f32 linear. depth: (2h, 2w) f32. normal: (2h, 2w, 3) f32.
    A pixel beside one that turns away by more than the crease angle is darkened by `crease`; beside one that lies
    deeper by more than `step`, or beside nothing, by `outline` (shares 0…1).
    Returns (h, w, 4) f32: premultiplied linear colour and coverage.
    """
    rows, columns = point_of.shape
    picture = np.zeros((rows // 2, columns // 2, 4), np.float32)
    for j in range(rows):
        for i in range(columns):
            p = point_of[j, i]
            if p < 0:
                continue
            dark = 0.0
            for k in range(4):
                y, x = j + (k == 0) - (k == 1), i + (k == 2) - (k == 3)
                if y < 0 or x < 0 or y >= rows or x >= columns:
                    continue
                if point_of[y, x] < 0 or depth[y, x] - depth[j, i] > step:
                    dark = max(dark, outline)
                elif depth[j, i] - depth[y, x] < step:
                    turn = normal[j, i, 0] * normal[y, x, 0] + normal[j, i, 1] * normal[y, x, 1]
                    if turn + normal[j, i, 2] * normal[y, x, 2] < crease_cos:
                        dark = max(dark, crease)
            keep = 0.25 * (1.0 - dark)
            picture[j // 2, i // 2, 0] += keep * colour[p, 0]
            picture[j // 2, i // 2, 1] += keep * colour[p, 1]
            picture[j // 2, i // 2, 2] += keep * colour[p, 2]
            picture[j // 2, i // 2, 3] += 0.25
    return picture
