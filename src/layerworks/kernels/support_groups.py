"""Overhangs as whole bodies: pixels that belong together over layers, and flat ones that bridge by themselves."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel

LAYERS = 3  # that two pixels of one overhang may lie apart in height
ALONE = 0.05  # of a span's pixels that may fail to be held
STEPS = np.array([[0, 1], [1, 0], [1, 1], [1, -1]])  # along rows, along columns, and both ways aslant


@kernel
def overhang_areas(
    layer: NDArray[np.int64], row: NDArray[np.int64], column: NDArray[np.int64], share: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return (m,) the area, in pixels, of the overhang that each pixel belongs to.

    layer (m,) ascending; row, column (m,) from 0. Pixels belong together when they or their neighbours touch at a
    corner, within LAYERS layers. share (m,): what a pixel counts.
    """
    count = layer.shape[0]
    area = np.zeros(count, np.float64)
    if count == 0:
        return area
    rows, columns = 0, 0
    for m in range(count):
        rows, columns = max(rows, row[m]), max(columns, column[m])
    last = np.full((rows + 3, columns + 3), -1, np.int64)
    root = np.arange(count)
    for m in range(count):
        for j in range(row[m], row[m] + 3):
            for i in range(column[m], column[m] + 3):
                o = last[j, i]
                if o < 0 or layer[m] - layer[o] > LAYERS:
                    continue
                a, b = m, o
                while root[a] != a:
                    root[a] = root[root[a]]
                    a = root[a]
                while root[b] != b:
                    root[b] = root[root[b]]
                    b = root[b]
                root[max(a, b)] = min(a, b)
        last[row[m] + 1, column[m] + 1] = m
    for m in range(count):
        while root[root[m]] != root[m]:
            root[m] = root[root[m]]
        area[root[m]] += share[m]
    for m in range(count):
        area[m] = area[root[m]]
    return area


@kernel
def drop_bridges(
    need: NDArray[np.bool_], part: NDArray[np.bool_], below: NDArray[np.bool_], longest: int, spare: NDArray[np.bool_]
) -> None:
    """Set `spare` where an overhang of one layer is held at both ends in one of four directions.

    need, part, below, spare (h, w): pixels of the overhang, of the layer's part and of that below it, none of them at
    the border. Held means: air no longer than `longest` pixels between two places that lie over the part below.
    """
    height, width = need.shape
    seen = np.zeros((height, width), np.bool_)
    body = np.empty((height * width, 2), np.int64)
    for j0 in range(1, height - 1):
        for i0 in range(1, width - 1):
            if not need[j0, i0] or seen[j0, i0]:
                continue
            body[0, 0], body[0, 1] = j0, i0
            seen[j0, i0] = True
            size, done = 1, 0
            while done < size:
                j, i = body[done]
                done += 1
                for dj in range(-1, 2):
                    for di in range(-1, 2):
                        if need[j + dj, i + di] and not seen[j + dj, i + di]:
                            seen[j + dj, i + di] = True
                            body[size, 0], body[size, 1] = j + dj, i + di
                            size += 1
            for way in range(4):
                held, asked = 0, 0
                for k in range(size):
                    j, i = body[k]
                    if not part[j, i] or below[j, i]:
                        continue
                    asked += 1
                    ends, length = 0, 1
                    for sign in (-1, 1):
                        y, x = j + sign * STEPS[way, 0], i + sign * STEPS[way, 1]
                        while part[y, x] and not below[y, x] and length <= longest:
                            length += 1
                            y, x = y + sign * STEPS[way, 0], x + sign * STEPS[way, 1]
                        if part[y, x] and below[y, x]:
                            ends += 1
                    if ends == 2 and length * (1.0 if way < 2 else 1.4142) <= longest:
                        held += 1
                    if (asked - held) > ALONE * size:
                        break
                if asked > 0 and asked - held <= ALONE * asked:
                    for k in range(size):
                        spare[body[k, 0], body[k, 1]] = True
                    break
