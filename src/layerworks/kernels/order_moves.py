"""Beads and the ways between them woven into one list of moves."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel

TRAVEL, RETRACT, UNRETRACT, OVERHANG_WALL, WIPE = 0, 1, 2, 11, 18  # values of `Role`


class Beads(NamedTuple):
    """Open polylines in their order, and how each is laid.

    xy (n, 2) i32 and width (n) i32, µm; start (s + 1) i32. layer, part (s) i32, role (s) u8. speed, accel (s) f32.
    flow (s) f32: plastic as a multiple of width × height × length. hang (n) u8: class of the way to a point, 0 where it
    lies on the layer below. retract (s) bool: pull the filament back on the way to it. bend_start (s + 1) i32 into
    bend (b, 2) i32, µm: points that a way without retraction passes.
    """

    xy: NDArray[np.int32]
    width: NDArray[np.int32]
    start: NDArray[np.int32]
    layer: NDArray[np.int32]
    part: NDArray[np.int32]
    role: NDArray[np.uint8]
    speed: NDArray[np.float32]
    accel: NDArray[np.float32]
    flow: NDArray[np.float32]
    hang: NDArray[np.uint8]
    retract: NDArray[np.bool_]
    bend_start: NDArray[np.int32]
    bend: NDArray[np.int32]


class Ways(NamedTuple):
    """How the head gets from one bead to the next; mm, mm/s, mm/s², mm³.

    lift: height above the layer at which the first bead is approached. travel_accel: (k) by layer. hang_speed (c) f32
    and hang_role (c) bool by class of hanging: speed, 0 for the bead's own, and whether it becomes an overhang.
    """

    travel_speed: float
    travel_accel: NDArray[np.float32]
    pull: float
    push: float
    pull_speed: float
    push_speed: float
    hop: float
    wipe: float
    wipe_speed: float
    lift: float
    max_flow: float
    hang_speed: NDArray[np.float32]
    hang_role: NDArray[np.bool_]


class Moves(NamedTuple):
    """As the fields of `Toolpath`, longer than needed; hang (m) u8 class of hanging; used (1) i64: rows in use."""

    points: NDArray[np.float64]
    width: NDArray[np.float32]
    height: NDArray[np.float32]
    volume: NDArray[np.float64]
    speed: NDArray[np.float32]
    accel: NDArray[np.float32]
    role: NDArray[np.uint8]
    layer: NDArray[np.int32]
    part: NDArray[np.int32]
    hang: NDArray[np.uint8]
    used: NDArray[np.int64]


@kernel
def put(
    moves: Moves, x: float, y: float, z: float, role: np.int64, speed: float, accel: float, bead: Beads, s: int
) -> int:
    """Append a move that lays nothing, on the way to bead s; return its row."""
    m = moves.used[0]
    moves.points[m, 0], moves.points[m, 1], moves.points[m, 2] = x, y, z
    moves.width[m] = moves.height[m] = 0.0
    moves.volume[m] = 0.0
    moves.speed[m], moves.accel[m] = speed, accel
    moves.role[m], moves.layer[m], moves.part[m] = role, bead.layer[s], bead.part[s]
    moves.hang[m] = 0
    moves.used[0] = m + 1
    return m


@kernel
def weave(beads: Beads, z_mm: NDArray[np.float64], height_mm: NDArray[np.float64], ways: Ways, moves: Moves) -> None:
    """Fill the moves.

    A retracting way is: wipe back along the bead while pulling, pull the rest, up, across, down, push. The step to the
    next layer is part of the way across. The first bead is approached from above, without pulling.
    """
    px = py = pz = 0.0
    last = -1  # bead laid before
    travel, retract, unretract, wipe = np.int64(TRAVEL), np.int64(RETRACT), np.int64(UNRETRACT), np.int64(WIPE)
    overhang = np.int64(OVERHANG_WALL)
    for s in range(beads.role.size):
        a, b = beads.start[s], beads.start[s + 1]
        if b - a < 2:
            continue
        z, h = float(z_mm[beads.layer[s]]), float(height_mm[beads.layer[s]])
        x, y = beads.xy[a, 0] * 1e-3, beads.xy[a, 1] * 1e-3
        v, acc = ways.travel_speed, float(ways.travel_accel[beads.layer[s]])
        if last < 0:
            put(moves, x, y, z + ways.lift, travel, v, acc, beads, s)
            put(moves, x, y, z, travel, v, acc, beads, s)
        elif beads.retract[s]:
            left = ways.pull
            togo = ways.wipe
            i = beads.start[last + 1] - 1
            while togo > 0.0 and i > beads.start[last]:
                i -= 1
                qx, qy = float(beads.xy[i, 0] * 1e-3), float(beads.xy[i, 1] * 1e-3)
                d = float(np.hypot(qx - px, qy - py))
                if d > togo:
                    qx = float(np.rint((px + (qx - px) * togo / d) * 1e3)) * 1e-3
                    qy = float(np.rint((py + (qy - py) * togo / d) * 1e3)) * 1e-3
                    d = togo
                pulled = ways.pull * d / ways.wipe
                moves.volume[put(moves, qx, qy, pz, wipe, ways.wipe_speed, acc, beads, s)] = -pulled
                left -= pulled
                togo -= d
                px, py = qx, qy
            if left > 1e-9:
                moves.volume[put(moves, px, py, pz, retract, ways.pull_speed, acc, beads, s)] = -left
            if ways.hop > 0.0:
                put(moves, px, py, z + ways.hop, travel, v, acc, beads, s)
            put(moves, x, y, z + ways.hop, travel, v, acc, beads, s)
            if ways.hop > 0.0:
                put(moves, x, y, z, travel, v, acc, beads, s)
            moves.volume[put(moves, x, y, z, unretract, ways.push_speed, acc, beads, s)] = ways.push
        elif px != x or py != y or pz != z:
            for i in range(beads.bend_start[s], beads.bend_start[s + 1]):
                put(moves, beads.bend[i, 0] * 1e-3, beads.bend[i, 1] * 1e-3, z, travel, v, acc, beads, s)
            put(moves, x, y, z, travel, v, acc, beads, s)
        acc, flow = float(beads.accel[s]), float(beads.flow[s])
        for i in range(a + 1, b):
            qx, qy = beads.xy[i, 0] * 1e-3, beads.xy[i, 1] * 1e-3
            w = (beads.width[i] + beads.width[i - 1]) * 0.5e-3
            v, role, hang = float(beads.speed[s]), np.int64(beads.role[s]), beads.hang[i]
            if hang > 0 and ways.hang_speed[hang] > 0.0:
                v = min(v, float(ways.hang_speed[hang]))
            if ways.hang_role[hang]:
                role = overhang
            if ways.max_flow > 0.0:
                v = min(v, ways.max_flow / (w * h * flow))
            m = put(moves, qx, qy, z, role, v, acc, beads, s)
            moves.width[m], moves.height[m], moves.hang[m] = w, h, hang
            moves.volume[m] = w * h * flow * np.hypot(qx - x, qy - y)
            x, y = qx, qy
        px, py, pz = x, y, z
        last = s
