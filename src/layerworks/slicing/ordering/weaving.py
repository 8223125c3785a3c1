"""Beads and the ways between them as one list of moves, at the speeds that flow, buffers and cooling allow."""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.order_moves import Beads, Moves, Ways, weave
from layerworks.kernels.order_rates import cap_move_rate
from layerworks.kernels.order_timing import pace_layers
from layerworks.slicing.layers import Layers
from layerworks.slicing.ordering.cooling_settings import CoolingSettings
from layerworks.slicing.ordering.overhangs import hangs_by_class
from layerworks.slicing.ordering.settings import RetractionSettings, SpeedSettings
from layerworks.slicing.ordering.speeds import accels_by_role, hang_speeds
from layerworks.slicing.role import Role

_CALM = (Role.BRIDGE, Role.OVERHANG_WALL, Role.IRONING, Role.BRIM, Role.SKIRT)
_FIRST_LIFT_MM = 1.0  # the first bead is approached from so high above its layer


def woven(beads: Beads, layers: Layers, speeds: SpeedSettings, retraction: RetractionSettings, classes: int) -> Moves:
    """Return the moves that lay the beads in their order, with what lies between. classes: of hanging."""
    filament_mm2 = filament_area_mm2(retraction)
    travel_accel = np.full(layers.z_mm.size, accels_by_role(speeds)[Role.TRAVEL], np.float32)
    if speeds.first_layer_accel_mm_s2 > 0.0:
        travel_accel[:1] = speeds.first_layer_accel_mm_s2
    wipe_speed = speeds.travel_speed_mm_s
    if retraction.retract_mm > 0.0:  # filament is pulled no faster than it may be
        wipe_speed = min(wipe_speed, retraction.retract_speed_mm_s * retraction.wipe_mm / retraction.retract_mm)
    ways = Ways(
        travel_speed=speeds.travel_speed_mm_s,
        travel_accel=travel_accel,
        pull=retraction.retract_mm * filament_mm2,
        push=(retraction.retract_mm + retraction.unretract_extra_mm) * filament_mm2,
        pull_speed=retraction.retract_speed_mm_s,
        push_speed=retraction.unretract_speed_mm_s,
        hop=retraction.z_hop_mm,
        wipe=retraction.wipe_mm,
        wipe_speed=wipe_speed,
        lift=max(_FIRST_LIFT_MM, retraction.z_hop_mm),
        max_flow=speeds.max_flow_mm3_s,
        hang_speed=hang_speeds(speeds, classes),
        hang_role=hangs_by_class(classes),
    )
    wiped = beads.width.size if retraction.wipe_mm > 0.0 else 0
    room = beads.width.size + wiped + 6 * beads.role.size + beads.bend.shape[0] + 2
    rows = np.zeros(1, np.int64)
    columns = _columns(room)
    weave(beads, layers.z_mm, layers.height_mm, ways, Moves(*columns, rows))
    moves = Moves(*_cut(columns, int(rows[0])), rows)
    if speeds.max_moves_per_s > 0.0:
        cap_move_rate(moves.points, moves.width, moves.speed, speeds.max_moves_per_s)
    return moves


def paced(
    moves: Moves,
    layer_start: NDArray[np.int32],
    speeds: SpeedSettings,
    cooling: CoolingSettings,
    retraction: RetractionSettings,
) -> NDArray[np.float64]:
    """Slow down layers that would not cool and hurry those that would cool too much, in place.

    Returns the seconds (k,) that each layer takes, roughly.
    """
    seconds = np.zeros(layer_start.size - 1)
    hurries = cooling.max_layer_time_s > 0.0 and cooling.max_hurry_speed_mm_s > 0.0
    most_time = cooling.max_layer_time_s if hurries else math.inf
    most = hurry_speeds(moves, speeds, cooling) if hurries else moves.speed
    pace_layers(
        moves.points, moves.speed, moves.accel, moves.volume, moves.width, layer_start, filament_area_mm2(retraction),
        cooling.min_layer_time_s, cooling.min_print_speed_mm_s, most_time, most, seconds,
    )  # fmt: skip
    if hurries and speeds.max_moves_per_s > 0.0:
        cap_move_rate(moves.points, moves.width, moves.speed, speeds.max_moves_per_s)
    return seconds


def hurry_speeds(moves: Moves, speeds: SpeedSettings, cooling: CoolingSettings) -> NDArray[np.float32]:
    """Return (m,) the greatest speed at which each move may be laid to save a layer from cooling.

    Nothing hurries over air, in ironing, in the slow first layers, or beyond the flow that the hot end melts.
    """
    most = np.full(moves.speed.size, cooling.max_hurry_speed_mm_s)
    if speeds.max_flow_mm3_s > 0.0:
        length = np.hypot(*np.diff(moves.points[:, :2], axis=0, prepend=moves.points[:1, :2]).T)
        lays = moves.width > 0.0
        most[lays] = np.minimum(most[lays], speeds.max_flow_mm3_s * length[lays] / moves.volume[lays])
    calm = (moves.layer < speeds.slow_first_layers) | (moves.hang > 0) | np.isin(moves.role, _CALM)
    most[calm] = 0.0
    return most.astype(np.float32)


def filament_area_mm2(retraction: RetractionSettings) -> float:
    """Return the cross-section of the filament that is pulled back."""
    return math.pi / 4.0 * retraction.retract_filament_mm**2


_Columns = tuple[
    NDArray[np.float64], NDArray[np.float32], NDArray[np.float32], NDArray[np.float64], NDArray[np.float32],
    NDArray[np.float32], NDArray[np.uint8], NDArray[np.int32], NDArray[np.int32], NDArray[np.uint8],
]  # fmt: skip


def _columns(room: int) -> _Columns:
    """Columns of `Moves` for so many moves."""
    return (
        np.empty((room, 3)),
        np.empty(room, np.float32),
        np.empty(room, np.float32),
        np.empty(room),
        np.empty(room, np.float32),
        np.empty(room, np.float32),
        np.empty(room, np.uint8),
        np.empty(room, np.int32),
        np.empty(room, np.int32),
        np.empty(room, np.uint8),
    )


def _cut(columns: _Columns, used: int) -> _Columns:
    points, width, height, volume, speed, accel, role, layer, part, hang = columns
    return (
        points[:used], width[:used], height[:used], volume[:used], speed[:used],
        accel[:used], role[:used], layer[:used], part[:used], hang[:used],
    )  # fmt: skip
