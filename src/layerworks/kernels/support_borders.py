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
    ahead = np.zeros((height, width), np.uint8)  # a bit for each edge that is not yet on a loop
    room = 0
    for j in range(1, height - 1):
        for i in range(1, width - 1):
            own = label[j, i]
            if own > 0:
                bits = np.uint8(0)
                for e in range(4):
                    if label[j + OUT_J[e], i + OUT_I[e]] != own:
                        bits |= np.uint8(1 << e)
                        room += 1
                ahead[j, i] = bits
    corners = np.empty((room, 2), np.int64)
    loop_start = np.zeros(room // 4 + 1, np.int64)
    of = np.empty(room // 4 + 1, np.int32)
    n, loops = 0, 0
    for j0 in range(1, height - 1):
        for i0 in range(1, width - 1):
            if ahead[j0, i0] == 0:
                continue
            own = label[j0, i0]
            for e0 in range(4):
                if ahead[j0, i0] >> e0 & 1 == 0:
                    continue
                j, i, e = j0, i0, e0
                first = n
                while True:
                    ahead[j, i] &= np.uint8(15 - (1 << e))
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
def label_areas(
    part: NDArray[np.int32], dense: NDArray[np.bool_], off: NDArray[np.bool_], into: NDArray[np.bool_]
) -> NDArray[np.int32]:
    """Return labels (h, w) of a layer's areas: 0 for none, else 2 p − 1 for part p, and 2 p where it is dense; those
    also fill their neighbours, corners too, that lie in `into`, the greatest of them winning, but no outermost pixel.

    part: (h, w) i32, 0 for none; in it is 0 afterwards what is off.
    """
    height, width = part.shape
    label = np.zeros((height, width), np.int32)
    low, high, left, right = height, -1, width, -1
    for j in range(height):
        for i in range(width):
            if part[j, i] > 0:
                if off[j, i]:
                    part[j, i] = 0
                else:
                    label[j, i] = 2 * part[j, i] - 1 + (1 if dense[j, i] else 0)
                    low, high, left, right = min(low, j), j, min(left, i), max(right, i)
    grown = label.copy()
    for j in range(max(1, low - 1), min(height - 1, high + 2)):
        for i in range(max(1, left - 1), min(width - 1, right + 2)):
            if into[j, i] and label[j, i] == 0:
                most = 0
                for dj in range(-1, 2):
                    for di in range(-1, 2):
                        most = max(most, label[j + dj, i + di])
                grown[j, i] = most
    return grown
