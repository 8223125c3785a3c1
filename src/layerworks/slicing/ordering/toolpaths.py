"""Strokes → Toolpath."""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.order_items import Sequence
from layerworks.kernels.order_moves import Beads, Moves, Ways, weave
from layerworks.kernels.order_path import trace
from layerworks.kernels.order_sequence import sequence
from layerworks.kernels.order_timing import slow_short_layers
from layerworks.slicing.ordering.items import gather
from layerworks.slicing.ordering.paths import Path, rounded
from layerworks.slicing.ordering.seams import seams_of
from layerworks.slicing.ordering.settings import (
    WALL_ORDERS,
    CoolingSettings,
    OrderSettings,
    RetractionSettings,
    SpeedSettings,
)
from layerworks.slicing.ordering.speeds import accels_by_role, fan_shares, stroke_speeds
from layerworks.slicing.ordering.travels import plan_ways
from layerworks.slicing.role import Role
from layerworks.slicing.strokes import Strokes
from layerworks.slicing.toolpath import Toolpath

_FIRST_LIFT_MM = 1.0  # the first bead is approached from so high above its layer
_NEST_REACH = 3.0  # walls one depth apart lie nearer than so many widths


def make_toolpath(
    strokes: Strokes,
    settings: OrderSettings,
    speeds: SpeedSettings,
    cooling: CoolingSettings,
    retraction: RetractionSettings,
    parts: tuple[str, ...],
) -> Toolpath:
    """See `layerworks.slicing.ordering.order`."""
    count = strokes.role.size
    seam, begin = seams_of(strokes, settings)
    items, nesting = gather(strokes, seam)
    laid = items.strokes.size
    found = Sequence(
        np.empty(laid, np.int32), np.zeros(laid, np.bool_), np.zeros(laid, np.int32), np.zeros(2), np.zeros(1, np.int64)
    )
    reach = _NEST_REACH * float(strokes.width_um.max(initial=1))
    sequence(items, nesting, reach, WALL_ORDERS.index(settings.wall_order), found)

    room = strokes.points_um.shape[0] + 3 * count
    xy, width, start = np.empty((room, 2), np.int32), np.empty(room, np.int32), np.empty(laid + 1, np.int32)
    used = trace(
        strokes.points_um, strokes.width_um, strokes.start, strokes.closed, begin,
        found.order, found.backward, found.first, settings.seam_gap_mm * 1000.0, xy, width, start,
    )  # fmt: skip
    path = Path(xy[:used], width[:used], start)
    if speeds.corner_rounding_um > 0.0:
        path = rounded(path, speeds.corner_rounding_um)
    beads = _beads(strokes, found, path, speeds, retraction)
    return _woven(strokes, beads, speeds, cooling, retraction, parts)


def _beads(
    strokes: Strokes,
    found: Sequence,
    path: Path,
    speeds: SpeedSettings,
    retraction: RetractionSettings,
) -> Beads:
    xy, start = path.xy_um, path.start
    step_mm = np.zeros(xy.shape[0] + 1)
    step_mm[1:-1] = np.hypot(*np.diff(xy, axis=0).T.astype(np.float64)) * 1e-3
    along = np.cumsum(step_mm)
    length_mm = along[start[1:] - 1] - along[start[:-1]]
    role, layer = strokes.role[found.order], strokes.layer[found.order]
    speed, accel = stroke_speeds(role, layer, length_mm, strokes.closed[found.order], speeds)
    ends = np.stack([xy[start[:-1]], xy[start[1:] - 1]], axis=1)
    inset_um = float(np.median(strokes.width_um)) if strokes.width_um.size else 0.0
    ways = plan_ways(strokes.layers, ends, layer, role, inset_um, retraction)
    return Beads(
        xy, path.width_um, start, layer, strokes.part[found.order], role, speed, accel,
        ways.retract, ways.bend_start, ways.bend_um,
    )  # fmt: skip


def _woven(
    strokes: Strokes,
    beads: Beads,
    speeds: SpeedSettings,
    cooling: CoolingSettings,
    retraction: RetractionSettings,
    parts: tuple[str, ...],
) -> Toolpath:
    layers = strokes.layers
    filament_mm2 = math.pi / 4.0 * retraction.retract_filament_mm**2
    travel_accel = np.full(layers.z_mm.size, accels_by_role(speeds)[Role.TRAVEL], np.float32)
    if speeds.first_layer_accel_mm_s2 > 0.0:
        travel_accel[:1] = speeds.first_layer_accel_mm_s2
    ways = Ways(
        travel_speed=speeds.travel_speed_mm_s,
        travel_accel=travel_accel,
        pull=retraction.retract_mm * filament_mm2,
        push=(retraction.retract_mm + retraction.unretract_extra_mm) * filament_mm2,
        pull_speed=retraction.retract_speed_mm_s,
        push_speed=retraction.unretract_speed_mm_s,
        hop=retraction.z_hop_mm,
        wipe=retraction.wipe_mm,
        lift=max(_FIRST_LIFT_MM, retraction.z_hop_mm),
        max_flow=speeds.max_flow_mm3_s,
    )
    room = beads.width.size * (2 if retraction.wipe_mm > 0.0 else 1) + 6 * beads.role.size + beads.bend.shape[0] + 2
    moves = Moves(
        np.empty((room, 3)),
        np.empty(room, np.float32),
        np.empty(room, np.float32),
        np.empty(room),
        np.empty(room, np.float32),
        np.empty(room, np.float32),
        np.empty(room, np.uint8),
        np.empty(room, np.int32),
        np.empty(room, np.int32),
        np.zeros(1, np.int64),
    )
    weave(beads, layers.z_mm, layers.height_mm, ways, moves)
    moves = moves._replace(**{name: getattr(moves, name)[: moves.count[0]] for name in moves._fields[:-1]})
    layer_start = np.searchsorted(moves.layer, np.arange(layers.z_mm.size + 1)).astype(np.int32)
    seconds = np.zeros(layers.z_mm.size)
    slow_short_layers(
        moves.points, moves.speed, moves.accel, moves.volume, moves.width, layer_start, filament_mm2,
        cooling.min_layer_time_s, cooling.min_print_speed_mm_s, seconds,
    )  # fmt: skip
    return Toolpath(
        points_mm=moves.points,
        width_mm=moves.width,
        height_mm=moves.height,
        volume_mm3=moves.volume,
        speed_mm_s=moves.speed,
        accel_mm_s2=moves.accel,
        role=moves.role,
        layer=moves.layer,
        part=moves.part,
        layer_z_mm=layers.z_mm,
        layer_height_mm=layers.height_mm,
        layer_fan=fan_shares(seconds, cooling),
        layer_start=layer_start,
        parts=parts,
    )
