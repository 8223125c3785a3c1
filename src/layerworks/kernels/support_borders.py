"""Pixels to loops: the borders of labelled areas of a raster."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel

OUT_I, OUT_J = np.array([0, 1, 0, -1]), np.array([-1, 0, 1, 0])  # where the pixel beyond each edge lies


@kernel
def label_borders(label: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
    """Return corners (n, 2) as column and row, loop_start (l + 1,) and the label (l,) of the loops about all labels.

    label: (h, w), 0 for none, the outermost pixels all 0. An area lies left of its loops; pixels that touch at a corner
    only are apart.
    """
    height, width = label.shape
    # edges of a pixel: 0 along its lower row to the right, 1 up its right side, 2 back along the top, 3 down the left
    seen = np.zeros((height, width), np.uint8)
    room = 0
    for j in range(1, height - 1):
        for i in range(1, width - 1):
            if label[j, i] > 0:
                for e in range(4):
                    if label[j + OUT_J[e], i + OUT_I[e]] != label[j, i]:
                        room += 1
    corners = np.empty((room, 2), np.int64)
    loop_start = np.zeros(room // 4 + 1, np.int64)
    of = np.empty(room // 4 + 1, np.int32)
    n, loops = 0, 0
    for j0 in range(1, height - 1):
        for i0 in range(1, width - 1):
            own = label[j0, i0]
            if own <= 0:
                continue
            for e0 in range(4):
                if seen[j0, i0] >> e0 & 1 or label[j0 + OUT_J[e0], i0 + OUT_I[e0]] == own:
                    continue
                j, i, e = j0, i0, e0
                first = n
                while True:
                    seen[j, i] |= np.uint8(1 << e)
                    # where this edge ends: straight on, a left turn at a corner of the area, or round to the right
                    after = (e + 1) % 4
                    nj, ni = j + OUT_J[after], i + OUT_I[after]
                    if label[nj, ni] != own:
                        turned, e = True, after
                    else:
                        dj, di = nj + OUT_J[e], ni + OUT_I[e]
                        turned = label[dj, di] == own
                        if turned:
                            j, i, e = dj, di, (e + 3) % 4
                        else:
                            j, i = nj, ni
                    if turned:
                        # the corner at which the edge now starts
                        corners[n, 0] = i + (1 if e in (1, 2) else 0)
                        corners[n, 1] = j + (1 if e in (2, 3) else 0)
                        n += 1
                    if j == j0 and i == i0 and e == e0:
                        break
                of[loops] = own
                loops += 1
                loop_start[loops] = n
                if n == first:
                    loops -= 1
    return corners[:n].copy(), loop_start[: loops + 1].copy(), of[:loops].copy()


@kernel
def grow_labels(label: NDArray[np.int32], into: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Return labels (h, w) that also fill those neighbours of theirs, corners too, that lie in `into` (h, w)."""
    height, width = label.shape
    grown = label.copy()
    for j in range(1, height - 1):
        for i in range(1, width - 1):
            if label[j, i] == 0 and into[j, i]:
                for dj in range(-1, 2):
                    for di in range(-1, 2):
                        grown[j, i] = max(grown[j, i], label[j + dj, i + di])
    return grown
