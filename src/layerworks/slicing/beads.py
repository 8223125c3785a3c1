"""Beads of one kind for all cells, before they are gathered into strokes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.layers import Layers
from layerworks.slicing.regions import Regions, parts_of, regions_of
from layerworks.slicing.role import Role
from layerworks.slicing.strokes import Strokes


@dataclass(frozen=True, slots=True, eq=False)
class Beads:
    """Polylines of many cells; a cell is one part in one layer, as in `Regions`.

    points_um: (n, 2) f64. width_um: (n,) f64, bead pitch at each point. start: (s + 1,) i64. closed: (s,) bool, a closed
    one does not repeat its first point. role: (s,) u8. depth: (s,) u8 of walls. cell: (s,) i64. group: (s,) i64: beads
    of equal group (≥ 0) keep their order, −1 is free.
    """

    points_um: NDArray[np.float64]
    width_um: NDArray[np.float64]
    start: NDArray[np.int64]
    closed: NDArray[np.bool_]
    role: NDArray[np.uint8]
    depth: NDArray[np.uint8]
    cell: NDArray[np.int64]
    group: NDArray[np.int64]


def loops_as_beads(regions: Regions, width_um: float, role: Role, depth: int = 0) -> Beads:
    """Return closed beads along all loops of regions."""
    loops = len(regions.loop_start) - 1
    return Beads(
        points_um=regions.points_um,
        width_um=np.full(len(regions.points_um), width_um),
        start=regions.loop_start,
        closed=np.ones(loops, np.bool_),
        role=np.full(loops, role, np.uint8),
        depth=np.full(loops, depth, np.uint8),
        cell=regions.loop_cell,
        group=np.full(loops, -1, np.int64),
    )


def gather(layers: Layers, beads: Sequence[Beads]) -> Strokes:
    """Return strokes in the order of layers and parts; within a cell the order in which `beads` are given."""
    from layerworks.kernels.cut_islands import locate_points, nest_loops

    outlines = regions_of(layers)
    parts = parts_of(layers)
    cell = np.concatenate([b.cell for b in beads])
    order = np.argsort(cell, kind="stable")
    size = np.concatenate([np.diff(b.start) for b in beads])
    begin = np.cumsum(size) - size
    start = np.concatenate([np.zeros(1, np.int64), np.cumsum(size[order])])
    source = np.arange(start[-1]) + np.repeat(begin[order] - start[:-1], size[order])
    points_um = np.concatenate([b.points_um for b in beads])[source]
    # a group is a number of its own producer until here
    groups = np.cumsum([0] + [int(b.group.max(initial=-1)) + 1 for b in beads])
    group = np.concatenate([np.where(b.group >= 0, b.group + g, -1) for b, g in zip(beads, groups, strict=False)])
    island, _ = nest_loops(outlines.points_um, outlines.loop_start, outlines.cell_start)
    at = locate_points(
        points_um[start[:-1]], cell[order], outlines.points_um, outlines.loop_start, outlines.cell_start, island
    )
    return Strokes(
        layers=layers,
        points_um=np.rint(points_um).astype(np.int32),
        width_um=np.rint(np.concatenate([b.width_um for b in beads])[source]).astype(np.int32),
        start=start.astype(np.int32),
        closed=np.concatenate([b.closed for b in beads])[order],
        role=np.concatenate([b.role for b in beads])[order],
        depth=np.concatenate([b.depth for b in beads])[order],
        layer=(cell[order] // parts).astype(np.int32),
        part=(cell[order] % parts).astype(np.int32),
        island=at,
        group=group[order].astype(np.int32),
    )
