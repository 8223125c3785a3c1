"""Slow twin of kernels/raster_light.py."""

import math

import numpy as np


def gather_samples(depth, seen, normal, likeness_cos, step):
    first, point_of = [], np.full(seen.shape, -1)
    for j, i in np.argwhere(seen >= 0):
        mates = [
            (y, x)
            for y in (j // 2 * 2, j // 2 * 2 + 1)
            for x in (i // 2 * 2, i // 2 * 2 + 1)
            if (y, x) < (j, i)
            and seen[y, x] >= 0
            and normal[j, i] @ normal[y, x] > likeness_cos
            and abs(depth[j, i] - depth[y, x]) < step
        ]
        if mates:
            point_of[j, i] = point_of[mates[0]]
        else:
            point_of[j, i] = len(first)
            first.append((j, i))
    row, column = np.array(first, np.int64).reshape(-1, 2).T
    return row, column, point_of


def add_light(points, normals, axes, frame, shadow, bias, colour, half, shine, light):
    size = shadow.shape[0]
    edges = np.arange(size)
    for n in range(len(points)):
        facing = normals[n] @ axes[2]
        if facing <= 0.0:
            continue
        lifted = points[n] + bias * normals[n]
        right, up, toward = axes @ lifted
        u, v = frame[1] + frame[0] * right, frame[2] - frame[0] * up
        reached = 1.0
        if all(1.0 <= math.floor(w - 0.5) < size - 2 for w in (u, v)):
            # share of a square, three texels wide and centred here, that the lamp reaches
            across = np.clip(np.minimum(edges + 1, u + 1.5) - np.maximum(edges, u - 1.5), 0.0, None)
            down = np.clip(np.minimum(edges + 1, v + 1.5) - np.maximum(edges, v - 1.5), 0.0, None)
            reached = float(down @ (shadow >= -toward) @ across) / 9.0
        light[n, :3] += reached * facing * colour
        light[n, 3] += reached * shine * max(normals[n] @ half, 0.0) ** 32


def resolve_pixels(point_of, colour, depth, normal, crease_cos, step, crease, outline):
    rows, columns = point_of.shape
    picture = np.zeros((rows // 2, columns // 2, 4))
    for j, i in np.argwhere(point_of >= 0):
        dark = [0.0]
        for y, x in ((j - 1, i), (j + 1, i), (j, i - 1), (j, i + 1)):
            if not (0 <= y < rows and 0 <= x < columns):
                continue
            deeper = math.inf if point_of[y, x] < 0 else float(depth[y, x]) - float(depth[j, i])
            if deeper > step:
                dark.append(outline)
            elif deeper > -step and normal[j, i] @ normal[y, x] < crease_cos:
                dark.append(crease)
        picture[j // 2, i // 2, :3] += 0.25 * (1.0 - max(dark)) * colour[point_of[j, i]]
        picture[j // 2, i // 2, 3] += 0.25
    return picture
