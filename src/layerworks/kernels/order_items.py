"""Items of the print as flat arrays, and how one of them is laid."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel

SAMPLES = 8  # vertices of a stroke or an island looked at when the nearest one is sought


class Items(NamedTuple):
    """Strokes gathered into items: one free stroke, or all strokes of a group.

    points (n, 2) i32, start (s + 1) i32, closed (s) bool: the strokes. seam (s) i32: vertex at which a closed stroke
    starts, −1 where it is free. strokes (s) i32: strokes by item. item_start (t + 1) i32: into `strokes`.
    depth (t) i32: of its first stroke. overhangs (t) bool: a stroke of it hangs over air.
    """

    points: NDArray[np.int32]
    start: NDArray[np.int32]
    closed: NDArray[np.bool_]
    seam: NDArray[np.int32]
    strokes: NDArray[np.int32]
    item_start: NDArray[np.int32]
    depth: NDArray[np.int32]
    overhangs: NDArray[np.bool_]


class Sequence(NamedTuple):
    """The order found so far. order (s) i32: strokes. backward (s) bool: the stroke at that place is turned round.

    first (s) i32: vertex at which a closed stroke at that place starts. head (2) f64: where the head is now.
    laid (1) i64: how many strokes are laid.
    """

    order: NDArray[np.int32]
    backward: NDArray[np.bool_]
    first: NDArray[np.int32]
    head: NDArray[np.float64]
    laid: NDArray[np.int64]


@kernel
def lay_item(items: Items, item: int, aim_x: float, aim_y: float, turn: np.int64, found: Sequence) -> None:
    """Append the strokes of an item and move the head.

    aim: where the head goes afterwards. A closed stroke without a seam starts where the ways to it and from it to there
    take least time, taken as the root of their length: rather a long and a short way than two of middle length.
    turn: a lone open stroke is laid as it is (0) or backwards (1); strokes in a group are laid as they are.
    """
    points, head = items.points, found.head
    a, b = items.item_start[item], items.item_start[item + 1]
    for q in range(a, b):
        place = found.laid[0]
        s = items.strokes[q]
        p0, p1 = items.start[s], items.start[s + 1]
        end = p1 - 1
        if items.closed[s]:
            end = p0 + items.seam[s]
            if items.seam[s] < 0:
                best = np.inf
                for p in range(p0, p1):
                    way = np.sqrt(np.hypot(points[p, 0] - head[0], points[p, 1] - head[1]))
                    way += np.sqrt(np.hypot(points[p, 0] - aim_x, points[p, 1] - aim_y))
                    if way < best:
                        end, best = p, way
            found.first[place] = end - p0
        elif b - a == 1 and turn == 1:
            found.backward[place] = True
            end = p0
        head[0], head[1] = points[end, 0], points[end, 1]
        found.order[place] = s
        found.laid[0] += 1
