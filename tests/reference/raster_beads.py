"""Slow twin of kernels/raster_beads.py: a bead is many spheroids along its line, each cut by the pixel's ray."""

import numpy as np

STEPS = 4001


def draw_beads(start, end, half_width, half_height, axes, frame, depth, bead_of):
    right, up, toward = axes
    scale, origin_x, origin_y = frame
    for n in range(len(start)):
        centres = start[n] + np.linspace(0.0, 1.0, STEPS)[:, None] * (end[n] - start[n])
        shape = np.array([half_width[n] ** -2, half_width[n] ** -2, half_height[n] ** -2])
        for j in range(depth.shape[0]):
            for i in range(depth.shape[1]):
                ray = (i + 0.5 - origin_x) / scale * right + (origin_y - j - 0.5) / scale * up
                # |ray + t toward - centre| = 1 in the metric of the spheroid
                o = ray - centres
                a, b, c = shape @ toward**2, o @ (shape * toward), (o**2) @ shape - 1.0
                root = b * b - a * c
                if (root < 0.0).all():
                    continue
                t = np.max((np.sqrt(root[root >= 0.0]) - b[root >= 0.0]) / a)
                if -t < depth[j, i]:
                    depth[j, i] = -t
                    bead_of[j, i] = n
