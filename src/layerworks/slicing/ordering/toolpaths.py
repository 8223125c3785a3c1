"""Strokes → Toolpath, stage by stage."""

from collections.abc import Iterator

import numpy as np

from layerworks.kernels.order_items import Sequence
from layerworks.kernels.order_moves import Beads, Moves
from layerworks.slicing.layers import Layers
from layerworks.slicing.ordering.cooling import fan_of_moves
from layerworks.slicing.ordering.manner import Manner
from layerworks.slicing.ordering.overhangs import split_at_overhangs
from layerworks.slicing.ordering.paths import Path, evened, rounded, traced
from layerworks.slicing.ordering.runs import POINTS_AT_ONCE, part_of, runs_of_layers
from layerworks.slicing.ordering.seams import own_seams, seams_of
from layerworks.slicing.ordering.sequencing import own_sequence, sequence_of
from layerworks.slicing.ordering.speeds import overhang_classes, stroke_speeds
from layerworks.slicing.ordering.spirals import parted, risen
from layerworks.slicing.ordering.travels import plan_ways
from layerworks.slicing.ordering.weaving import paced, woven
from layerworks.slicing.strokes import Strokes
from layerworks.slicing.toolpath import Toolpath


def make_toolpath(strokes: Strokes, manner: Manner) -> Toolpath:
    """See `layerworks.slicing.ordering.order`."""
    return next(toolpaths_of(strokes, manner, at_once=len(strokes.points_um) + 1))


def toolpaths_of(strokes: Strokes, manner: Manner, at_once: int = POINTS_AT_ONCE) -> Iterator[Toolpath]:
    """See `layerworks.slicing.ordering.order_by_layers`. at_once: points of strokes in each, about."""
    settings, speeds, own_speeds = manner.settings, manner.speeds, manner.own_speeds
    strokes, spiral = parted(strokes)
    seam, begin = seams_of(strokes, settings) if manner.seams is None else own_seams(strokes, manner.seams)
    if manner.own_order is None:
        found = sequence_of(strokes, seam, settings)
    else:
        found = own_sequence(strokes, seam, manner.own_order)
    inset_um = float(np.median(strokes.width_um)) if strokes.width_um.size else 0.0
    classes = overhang_classes(speeds, manner.cooling)
    last: int | None = None
    for run in runs_of_layers(strokes, found, at_once):
        first = run.first if last is None else last  # the way to a run begins where the one before it ended
        own = part_of(found, first, run.end)
        path = traced(strokes, own, begin, settings.seam_gap_mm)
        if speeds.corner_rounding_um > 0.0:
            path = rounded(path, speeds.corner_rounding_um)
        path = evened(path)
        beads = _beads(strokes, own, path, manner, classes, inset_um)
        laid = np.flatnonzero(np.diff(beads.start) >= 2)
        last = first + int(laid[-1]) if laid.size else last
        moves = woven(beads, strokes.layers, speeds, manner.retraction, classes)
        if run.end == found.order.size:
            moves = risen(moves, spiral, own_speeds[int(spiral.part[0])] if spiral and own_speeds else speeds)
        yield _toolpath(moves, run.layer, strokes.layers, manner)


def _toolpath(moves: Moves, from_layer: int, layers: Layers, manner: Manner) -> Toolpath:
    """Return moves at their pace, those of lower layers left out."""
    every_layer = np.arange(layers.z_mm.size + 1)
    layer_start = np.searchsorted(moves.layer, every_layer).astype(np.int32)
    seconds = paced(moves, layer_start, manner.speeds, manner.cooling, manner.retraction)
    fan = fan_of_moves(moves, seconds, manner.cooling)
    own = slice(int(np.searchsorted(moves.layer, from_layer)), None)
    return Toolpath(
        points_mm=moves.points[own],
        width_mm=moves.width[own],
        height_mm=moves.height[own],
        volume_mm3=moves.volume[own],
        speed_mm_s=moves.speed[own],
        accel_mm_s2=moves.accel[own],
        role=moves.role[own],
        layer=moves.layer[own],
        part=moves.part[own],
        fan=fan[own],
        layer_z_mm=layers.z_mm,
        layer_height_mm=layers.height_mm,
        layer_start=np.searchsorted(moves.layer[own], every_layer).astype(np.int32),
        parts=manner.parts,
    )


def _beads(strokes: Strokes, found: Sequence, path: Path, manner: Manner, classes: int, inset_um: float) -> Beads:
    speeds = manner.speeds
    role, layer = strokes.role[found.order], strokes.layer[found.order]
    length_mm, closed, part = path.length_um * 1e-3, strokes.closed[found.order], strokes.part[found.order]
    speed, accel, flow = stroke_speeds(role, layer, length_mm, closed, speeds)
    for n, own in enumerate(manner.own_speeds):
        its = part == n
        if own != speeds and its.any():
            speed[its], accel[its], flow[its] = stroke_speeds(role[its], layer[its], length_mm[its], closed[its], own)
    hang = np.zeros(path.width_um.size, np.uint8)
    if classes and strokes.layers.points_um.size:
        path, hang = split_at_overhangs(path, layer, role, strokes.layers, classes)
    ways = plan_ways(strokes.layers, path.ends_um, layer, role, inset_um, manner.retraction)
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
