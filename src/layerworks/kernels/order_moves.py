"""Beads and the ways between them woven into one list of moves."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel

TRAVEL, RETRACT, UNRETRACT, WIPE = 0, 1, 2, 18  # values of `Role`


class Beads(NamedTuple):
    """Open polylines in their order, and how each is laid.

    xy (n, 2) i32 and width (n) i32, µm; start (s + 1) i32. layer, part (s) i32, role (s) u8. speed, accel (s) f32.
    retract (s) bool: pull the filament back on the way to it.
    """

    xy: NDArray[np.int32]
    width: NDArray[np.int32]
    start: NDArray[np.int32]
    layer: NDArray[np.int32]
    part: NDArray[np.int32]
    role: NDArray[np.uint8]
    speed: NDArray[np.float32]
    accel: NDArray[np.float32]
    retract: NDArray[np.bool_]


class Ways(NamedTuple):
    """How the head gets from one bead to the next; mm, mm/s, mm/s², mm³.

    lift: height above the layer at which the first bead is approached. travel_accel: (k) by layer.
    """

    travel_speed: float
    travel_accel: NDArray[np.float32]
    pull: float
    push: float
    pull_speed: float
    push_speed: float
    hop: float
    wipe: float
    lift: float
    max_flow: float


class Moves(NamedTuple):
    """As the fields of `Toolpath`, longer than needed."""

    points: NDArray[np.float64]
    width: NDArray[np.float32]
    height: NDArray[np.float32]
    volume: NDArray[np.float64]
    speed: NDArray[np.float32]
    accel: NDArray[np.float32]
    role: NDArray[np.uint8]
    layer: NDArray[np.int32]
    part: NDArray[np.int32]


@kernel
def put(
    moves: Moves, m: int, x: float, y: float, z: float, role: int, speed: float, accel: float, layer: int, part: int
) -> int:
    """Write a move that lays nothing; return the next free row."""
    moves.points[m, 0], moves.points[m, 1], moves.points[m, 2] = x, y, z
    moves.width[m] = moves.height[m] = 0.0
    moves.volume[m] = 0.0
    moves.speed[m], moves.accel[m] = speed, accel
    moves.role[m], moves.layer[m], moves.part[m] = role, layer, part
    return m + 1


@kernel
def weave(beads: Beads, z_mm: NDArray[np.float64], height_mm: NDArray[np.float64], ways: Ways, moves: Moves) -> int:
    """Fill the moves and return how many there are.

    A retracting way is: wipe back along the bead while pulling, pull the rest, up, across, down, push. The step to the
    next layer is part of the way across. The first bead is approached from above, without pulling.
    """
    m = 0
    px = py = pz = 0.0
    last = -1  # bead laid before
    for s in range(beads.role.size):
        a, b = beads.start[s], beads.start[s + 1]
        if b - a < 2:
            continue
        layer, part = beads.layer[s], beads.part[s]
        z, h = z_mm[layer], height_mm[layer]
        x, y = beads.xy[a, 0] * 1e-3, beads.xy[a, 1] * 1e-3
        v, acc = ways.travel_speed, ways.travel_accel[layer]
        if last < 0:
            m = put(moves, m, x, y, z + ways.lift, TRAVEL, v, acc, layer, part)
            m = put(moves, m, x, y, z, TRAVEL, v, acc, layer, part)
        elif beads.retract[s]:
            left = ways.pull
            if ways.wipe > 0.0:
                i = beads.start[last + 1] - 1
                togo = ways.wipe
                while togo > 0.0 and i > beads.start[last]:
                    i -= 1
                    qx, qy = beads.xy[i, 0] * 1e-3, beads.xy[i, 1] * 1e-3
                    d = np.hypot(qx - px, qy - py)
                    if d > togo:
                        qx = np.rint((px + (qx - px) * togo / d) * 1e3) * 1e-3
                        qy = np.rint((py + (qy - py) * togo / d) * 1e3) * 1e-3
                        d = togo
                    m = put(moves, m, qx, qy, pz, WIPE, v, acc, layer, part)
                    moves.volume[m - 1] = -ways.pull * d / ways.wipe
                    left -= ways.pull * d / ways.wipe
                    togo -= d
                    px, py = qx, qy
            if left > 1e-9:
                m = put(moves, m, px, py, pz, RETRACT, ways.pull_speed, acc, layer, part)
                moves.volume[m - 1] = -left
            if ways.hop > 0.0:
                m = put(moves, m, px, py, z + ways.hop, TRAVEL, v, acc, layer, part)
            if px != x or py != y or ways.hop == 0.0:
                m = put(moves, m, x, y, z + ways.hop, TRAVEL, v, acc, layer, part)
            if ways.hop > 0.0:
                m = put(moves, m, x, y, z, TRAVEL, v, acc, layer, part)
            m = put(moves, m, x, y, z, UNRETRACT, ways.push_speed, acc, layer, part)
            moves.volume[m - 1] = ways.push
        elif px != x or py != y or pz != z:
            m = put(moves, m, x, y, z, TRAVEL, v, acc, layer, part)
        for i in range(a + 1, b):
            qx, qy = beads.xy[i, 0] * 1e-3, beads.xy[i, 1] * 1e-3
            w = (beads.width[i] + beads.width[i - 1]) * 0.5e-3
            v = beads.speed[s]
            if ways.max_flow > 0.0:
                v = min(v, ways.max_flow / (w * h))
            m = put(moves, m, qx, qy, z, beads.role[s], v, beads.accel[s], layer, part)
            moves.width[m - 1], moves.height[m - 1] = w, h
            moves.volume[m - 1] = w * h * np.hypot(qx - x, qy - y)
            x, y = qx, qy
        px, py, pz = x, y, z
        last = s
    return m
