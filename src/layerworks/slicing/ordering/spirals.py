"""Walls that rise without a break: one turn a layer, plastic swelling in the first turn and ebbing in one more."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.order_moves import Moves
from layerworks.slicing.ordering.settings import SpeedSettings
from layerworks.slicing.ordering.speeds import accels_by_role, stroke_speeds
from layerworks.slicing.role import Role
from layerworks.slicing.strokes import Strokes, strokes_between

REACH = 3.0  # bead widths that a turn may lie beside the one below and still grow out of it


def parted(strokes: Strokes) -> tuple[Strokes, Strokes | None]:
    """Return the strokes of flat layers, and those of layers that rise, if any."""
    if strokes.spiral_from < 0:
        return strokes, None
    first = int(np.searchsorted(strokes.layer, strokes.spiral_from))
    return strokes_between(strokes, 0, first), strokes_between(strokes, first, len(strokes.role))


def risen(moves: Moves, spiral: Strokes | None, speeds: SpeedSettings) -> Moves:
    """Return moves with a spiral after them.

    The first turn grows out of the flat layer below, as the height under the nozzle does; the last goes round at the
    top once more, as what is left to fill there ebbs away. Nothing is pulled back anywhere.
    """
    if spiral is None:
        return moves
    wound = _wound(spiral, moves.points[-1, :2] if len(moves.points) else spiral.points_um[0] / 1000.0, speeds)
    return Moves(
        points=np.concatenate([moves.points, wound.points]),
        width=np.concatenate([moves.width, wound.width]),
        height=np.concatenate([moves.height, wound.height]),
        volume=np.concatenate([moves.volume, wound.volume]),
        speed=np.concatenate([moves.speed, wound.speed]),
        accel=np.concatenate([moves.accel, wound.accel]),
        role=np.concatenate([moves.role, wound.role]),
        layer=np.concatenate([moves.layer, wound.layer]),
        part=np.concatenate([moves.part, wound.part]),
        hang=np.concatenate([moves.hang, wound.hang]),
        used=moves.used + wound.used,
    )


def _wound(spiral: Strokes, from_mm: NDArray[np.float64], speeds: SpeedSettings) -> Moves:
    """Return the moves of a spiral from the way to its beginning on."""
    from layerworks.kernels.spiral_turns import wind

    x, y = (from_mm * 1000.0).tolist()
    around, turn_start = wind(
        spiral.points_um.astype(np.float64),
        spiral.start.astype(np.int64),
        x,
        y,
        REACH * float(spiral.width_um.max()),
    )
    turns = len(turn_start) - 1
    loop = np.minimum(np.arange(turns), turns - 2)  # the last is gone round twice
    turn = np.repeat(np.arange(turns), np.diff(turn_start))
    share, layer = around[:, 2], spiral.layer[loop][turn]
    full_mm = spiral.layers.height_mm[layer]
    below = turn < turns - 1
    z_mm = spiral.layers.z_mm[layer] - np.where(below, (1.0 - share) * full_mm, 0.0)
    points = np.column_stack([np.rint(around[:, :2]) / 1000.0, z_mm.round(6)])
    step_mm = np.hypot(*np.diff(points[:, :2], axis=0, prepend=points[:1, :2]).T)
    swell = np.where(turn == 0, share, np.where(below, 1.0, 1.0 - share))
    height_mm = full_mm * (swell + np.append(swell[:1], swell[:-1])) / 2.0
    width_mm = spiral.width_um[spiral.start[:-1]][loop][turn] / 1000.0
    speed, accel, flow = stroke_speeds(
        spiral.role[loop],
        spiral.layer[loop],
        np.add.reduceat(step_mm, turn_start[:-1]),
        np.ones(turns, np.bool_),
        speeds,
    )
    speed, accel, flow = speed[turn].astype(np.float64), accel[turn], flow[turn].astype(np.float64)
    if speeds.max_flow_mm3_s > 0.0:
        speed = np.minimum(speed, speeds.max_flow_mm3_s / np.maximum(width_mm * height_mm * flow, 1e-9))
    role = spiral.role[loop][turn]
    volume_mm3 = width_mm * height_mm * flow * step_mm
    role[0], width_mm[0], height_mm[0], volume_mm3[0] = Role.TRAVEL, 0.0, 0.0, 0.0
    speed[0], accel[0] = speeds.travel_speed_mm_s, accels_by_role(speeds)[Role.TRAVEL]
    return Moves(
        points=points,
        width=width_mm.astype(np.float32),
        height=height_mm.astype(np.float32),
        volume=volume_mm3,
        speed=speed.astype(np.float32),
        accel=accel,
        role=role,
        layer=layer,
        part=np.full(len(points), spiral.part[0], np.int32),
        hang=np.zeros(len(points), np.uint8),
        used=np.array([len(points)]),
    )
