"""Slow twin of kernels/raster_triangles.py: every triangle against every pixel."""

import numpy as np


def draw_triangles(points, faces, depth, face_of):
    rows, columns = depth.shape
    for f, corners in enumerate(points[faces]):
        across = np.vstack([corners[:, :2].T, np.ones(3)])  # shares @ corners = pixel, shares add up to 1
        if abs(np.linalg.det(across)) == 0.0:
            continue
        for j in range(rows):
            for i in range(columns):
                shares = np.linalg.solve(across, [i + 0.5, j + 0.5, 1.0])
                z = np.float32(shares @ corners[:, 2])
                if (shares >= -1e-9).all() and z < depth[j, i]:
                    depth[j, i] = z
                    face_of[j, i] = f
