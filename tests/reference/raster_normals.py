"""Slow twin of kernels/raster_normals.py: every face against every face."""

import numpy as np


def corner_normals(vertices, faces, crease_cos, crowd):
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    area = np.cross(b - a, c - a)
    size = np.linalg.norm(area, axis=1)
    normal = np.zeros((len(faces), 3, 3))
    for f in range(len(faces)):
        for k in range(3):
            around = [g for g in range(len(faces)) if faces[f, k] in faces[g]]
            if len(around) > crowd:
                around = [f]
            total = sum(area[g] for g in around if g == f or area[f] @ area[g] > crease_cos * size[f] * size[g])
            if size[f] > 0.0 and np.linalg.norm(total) > 0.0:
                normal[f, k] = total / np.linalg.norm(total)
    return normal


def pixel_normals(points, faces, at_corner, face_of, normal):
    for j, i in np.argwhere(face_of >= 0):
        f = face_of[j, i]
        corners = points[faces[f]]
        across = np.vstack([corners[:, :2].T, np.ones(3)])
        total = np.linalg.solve(across, [i + 0.5, j + 0.5, 1.0]) @ at_corner[f]
        (ax, ay), (bx, by), (cx, cy) = corners[:, :2]
        from_behind = (bx - ax) * (cy - ay) > (cx - ax) * (by - ay)
        normal[j, i] = total / np.linalg.norm(total) * (-1.0 if from_behind else 1.0)
