"""Parts printed one after the other: each from the bed to its top, then over all that stand to the next one."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.layers import Layers
from layerworks.slicing.ordering.manner import Manner
from layerworks.slicing.ordering.settings import RetractionSettings
from layerworks.slicing.ordering.toolpaths import make_toolpath
from layerworks.slicing.ordering.weaving import filament_area_mm2
from layerworks.slicing.role import Role
from layerworks.slicing.strokes import Strokes, strokes_where
from layerworks.slicing.toolpath import Toolpath

_OVER_ALL_MM = 2.0  # that the nozzle passes above the tallest part that stands
_BY_MOVE = ("width_mm", "height_mm", "volume_mm3", "speed_mm_s", "accel_mm_s2", "role", "layer", "part", "fan")


def print_in_turn(
    strokes: Strokes, manner: Manner, turns: tuple[int, ...], own_strokes: Mapping[int, Strokes]
) -> Toolpath:
    """See `layerworks.slicing.ordering.order`. What belongs to no part is laid before the first one."""
    paths: list[Toolpath] = []
    for n, part in enumerate(turns):
        own = strokes_of_part(own_strokes.get(part, strokes), part, n == 0)
        if own.role.size:
            paths.append(make_toolpath(own, manner))
    if not paths:
        return make_toolpath(strokes, manner)
    whole = paths[0]
    for path in paths[1:]:
        whole = joined(whole, path, max(_OVER_ALL_MM, manner.retraction.z_hop_mm), manner.retraction)
    return whole


def strokes_of_part(strokes: Strokes, part: int, with_shared: bool) -> Strokes:
    """Return the strokes of one part, with those of no part where wanted, and its layers up to its top."""
    keep = strokes.part == part
    if with_shared:
        keep |= strokes.part < 0
    count = int(strokes.layer[keep].max(initial=-1)) + 1
    return replace(strokes_where(strokes, keep), layers=_layers_of_part(strokes.layers, part, count))


def joined(first: Toolpath, then: Toolpath, over_mm: float, retraction: RetractionSettings) -> Toolpath:
    """Return two toolpaths as one, the second printed when the first one stands.

    The way between belongs to no part, so that it is made even where a part is cancelled: pull, up above all that
    stands, across, down, push.
    """
    area_mm2 = filament_area_mm2(retraction)
    pull = retraction.retract_mm * area_mm2
    push = (retraction.retract_mm + retraction.unretract_extra_mm) * area_mm2
    top_mm = float(first.layer_z_mm.max()) + over_mm
    approach = int(np.flatnonzero(then.width_mm > 0.0)[0])  # what `then` had instead
    lowest = int(then.layer[approach])  # a raft may be under it, laid with the first part
    x, y, z = then.points_mm[0, 0], then.points_mm[0, 1], float(then.layer_z_mm[lowest])
    here = first.points_mm[-1]
    points = np.array([here, [here[0], here[1], top_mm], [x, y, top_mm], [x, y, z], [x, y, z]])
    travel = float(then.speed_mm_s[0])
    between = {
        "width_mm": np.zeros(5, np.float32),
        "height_mm": np.zeros(5, np.float32),
        "volume_mm3": np.array([-pull, 0.0, 0.0, 0.0, push]),
        "speed_mm_s": np.array(
            [retraction.retract_speed_mm_s, travel, travel, travel, retraction.unretract_speed_mm_s], np.float32
        ),
        "accel_mm_s2": np.full(5, then.accel_mm_s2[0], np.float32),
        "role": np.array([Role.RETRACT, Role.TRAVEL, Role.TRAVEL, Role.TRAVEL, Role.UNRETRACT], np.uint8),
        "layer": np.full(5, lowest, np.int32),
        "part": np.full(5, -1, np.int32),
        "fan": np.full(5, then.fan[approach], np.float32),
    }
    kept = np.ones(5, np.bool_) if pull > 0.0 else between["role"] == Role.TRAVEL
    layers = first.layer_z_mm.size
    columns: dict[str, NDArray[np.generic]] = {}
    for name in _BY_MOVE:
        after = np.concatenate([between[name][kept], getattr(then, name)[approach:]])
        columns[name] = np.concatenate([getattr(first, name), after + layers if name == "layer" else after])
    more = int(kept.sum()) - approach
    under = np.arange(1, then.layer_start.size) <= lowest
    starts = first.role.size + np.where(under, 0, then.layer_start[1:] + more)
    return replace(
        first,
        points_mm=np.concatenate([first.points_mm, points[kept], then.points_mm[approach:]]),
        layer_z_mm=np.concatenate([first.layer_z_mm, then.layer_z_mm]),
        layer_height_mm=np.concatenate([first.layer_height_mm, then.layer_height_mm]),
        layer_start=np.concatenate([first.layer_start, starts]).astype(np.int32),
        **columns,
    )


def _layers_of_part(layers: Layers, part: int, count: int) -> Layers:
    """Return the lowest layers with the outlines of one part alone."""
    keep = (layers.loop_part == part) & (layers.loop_layer < count)
    size = np.diff(layers.loop_start)
    return Layers(
        z_mm=layers.z_mm[:count],
        height_mm=layers.height_mm[:count],
        points_um=layers.points_um[np.repeat(keep, size)],
        loop_start=np.concatenate([[0], np.cumsum(size[keep])]).astype(np.int32),
        loop_layer=layers.loop_layer[keep],
        loop_part=layers.loop_part[keep],
    )
