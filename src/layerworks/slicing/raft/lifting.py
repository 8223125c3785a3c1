"""Strokes of parts lifted onto a raft."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.layers import Layers
from layerworks.slicing.raft.settings import RaftSettings, raft_heights_mm, raised_by_mm
from layerworks.slicing.regions import Regions
from layerworks.slicing.strokes import Strokes


def lifted(strokes: Strokes, area: Regions, settings: RaftSettings) -> Strokes:
    """Return strokes above a raft, whose layers come first. area: of the raft, in one cell."""
    under = len(raft_heights_mm(settings))
    return replace(
        strokes,
        layers=lifted_layers(strokes.layers, area, settings),
        layer=strokes.layer + np.int32(under),
        spiral_from=strokes.spiral_from + under if strokes.spiral_from >= 0 else -1,
    )


def lifted_layers(layers: Layers, area: Regions, settings: RaftSettings) -> Layers:
    """Return layers with those of a raft under them.

    Each piece of the raft counts as an outline of the first part over it: that is what the lowest layer rests on.
    """
    heights = raft_heights_mm(settings)
    under = len(heights)
    loops, part = _pieces(layers, area)
    size = [len(loop) for loop in loops]
    points = np.rint(np.concatenate([np.empty((0, 2)), *loops])).astype(np.int32)
    first = np.cumsum([0, *size * under])
    raft_layer = np.repeat(np.arange(under), len(loops))
    return Layers(
        z_mm=np.concatenate([np.cumsum(heights), layers.z_mm + raised_by_mm(settings)]),
        height_mm=np.concatenate([heights, layers.height_mm]),
        points_um=np.concatenate([*[points] * under, layers.points_um]),
        loop_start=np.concatenate([first[:-1], layers.loop_start + first[-1]]).astype(np.int32),
        loop_layer=np.concatenate([raft_layer, layers.loop_layer + under]).astype(np.int32),
        loop_part=np.concatenate([np.tile(part, under), layers.loop_part]).astype(np.int32),
    )


def _pieces(layers: Layers, area: Regions) -> tuple[list[NDArray[np.float64]], NDArray[np.int64]]:
    """Return the loops of a raft and the part that each counts for, ascending."""
    from layerworks.kernels.cut_islands import locate_points, nest_loops
    from layerworks.kernels.edge_rows import rows_of_edges

    loops = area.loops_of(0)
    outlines = area.points_um, area.loop_start, area.cell_start
    rows = rows_of_edges(*outlines)
    island, _ = nest_loops(*outlines, *rows)
    count = int(np.searchsorted(layers.loop_layer, 0, side="right"))
    corners = layers.points_um[layers.loop_start[:count]].astype(np.float64)
    over = locate_points(corners, np.zeros(count, np.int64), *outlines, *rows, island)
    first = np.zeros(int(island.max(initial=-1)) + 1, np.int64)
    first[over[::-1]] = layers.loop_part[:count][::-1]  # the lowest part is written last
    part = first[island]
    order = np.argsort(part, kind="stable")
    return [loops[n] for n in order.tolist()], part[order]
