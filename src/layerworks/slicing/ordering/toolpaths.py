"""Strokes → Toolpath, stage by stage."""

import numpy as np

from layerworks.kernels.order_items import Sequence
from layerworks.kernels.order_moves import Beads
from layerworks.slicing.ordering.cooling import fan_of_moves
from layerworks.slicing.ordering.cooling_settings import CoolingSettings
from layerworks.slicing.ordering.overhangs import split_at_overhangs
from layerworks.slicing.ordering.paths import Path, evened, rounded, traced
from layerworks.slicing.ordering.seams import Seams, own_seams, seams_of
from layerworks.slicing.ordering.sequencing import StrokeOrder, own_sequence, sequence_of
from layerworks.slicing.ordering.settings import OrderSettings, RetractionSettings, SpeedSettings
from layerworks.slicing.ordering.speeds import overhang_classes, stroke_speeds
from layerworks.slicing.ordering.spirals import parted, risen
from layerworks.slicing.ordering.travels import plan_ways
from layerworks.slicing.ordering.weaving import paced, woven
from layerworks.slicing.strokes import Strokes
from layerworks.slicing.toolpath import Toolpath


def make_toolpath(
    strokes: Strokes,
    settings: OrderSettings,
    speeds: SpeedSettings,
    cooling: CoolingSettings,
    retraction: RetractionSettings,
    parts: tuple[str, ...],
    own_speeds: tuple[SpeedSettings, ...] = (),
    seams: Seams | None = None,
    own_order: StrokeOrder | None = None,
) -> Toolpath:
    """See `layerworks.slicing.ordering.order`."""
    strokes, spiral = parted(strokes)
    seam, begin = seams_of(strokes, settings) if seams is None else own_seams(strokes, seams)
    found = sequence_of(strokes, seam, settings) if own_order is None else own_sequence(strokes, seam, own_order)
    path = traced(strokes, found, begin, settings.seam_gap_mm)
    if speeds.corner_rounding_um > 0.0:
        path = rounded(path, speeds.corner_rounding_um)
    path = evened(path)
    layers = strokes.layers
    classes = overhang_classes(speeds, cooling)
    moves = woven(
        _beads(strokes, found, path, speeds, own_speeds, retraction, classes), layers, speeds, retraction, classes
    )
    moves = risen(moves, spiral, own_speeds[int(spiral.part[0])] if spiral and own_speeds else speeds)
    layer_start = np.searchsorted(moves.layer, np.arange(layers.z_mm.size + 1)).astype(np.int32)
    seconds = paced(moves, layer_start, speeds, cooling, retraction)
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
        fan=fan_of_moves(moves, seconds, cooling),
        layer_z_mm=layers.z_mm,
        layer_height_mm=layers.height_mm,
        layer_start=layer_start,
        parts=parts,
    )


def _beads(
    strokes: Strokes,
    found: Sequence,
    path: Path,
    speeds: SpeedSettings,
    own_speeds: tuple[SpeedSettings, ...],
    retraction: RetractionSettings,
    classes: int,
) -> Beads:
    role, layer = strokes.role[found.order], strokes.layer[found.order]
    length_mm, closed, part = path.length_um * 1e-3, strokes.closed[found.order], strokes.part[found.order]
    speed, accel, flow = stroke_speeds(role, layer, length_mm, closed, speeds)
    for n, own in enumerate(own_speeds):
        its = part == n
        if own != speeds and its.any():
            speed[its], accel[its], flow[its] = stroke_speeds(role[its], layer[its], length_mm[its], closed[its], own)
    hang = np.zeros(path.width_um.size, np.uint8)
    if classes and strokes.layers.points_um.size:
        path, hang = split_at_overhangs(path, layer, role, strokes.layers, classes)
    inset_um = float(np.median(strokes.width_um)) if strokes.width_um.size else 0.0
    ways = plan_ways(strokes.layers, path.ends_um, layer, role, inset_um, retraction)
    return Beads(
        xy=path.xy_um,
        width=path.width_um,
        start=path.start,
        layer=layer,
        part=part,
        role=role,
        speed=speed,
        accel=accel,
        flow=flow,
        hang=hang,
        retract=ways.retract,
        bend_start=ways.bend_start,
        bend=ways.bend_um,
    )
