"""Beads of one kind for all cells, before they are gathered into strokes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.layers import Layers
from layerworks.slicing.regions import Regions, parts_of, regions_of
from layerworks.slicing.role import Role
from layerworks.slicing.strokes import Strokes

_BESIDE_THE_PART = (Role.SUPPORT, Role.SUPPORT_INTERFACE)


@dataclass(frozen=True, slots=True, eq=False)
class Beads:
    """Polylines of many cells; a cell is one part in one layer, as in `Regions`.

    points_um: (n, 2) f64. width_um: (n,) f64, bead pitch at each point. start: (s + 1,) i64. closed: (s,) bool, a
    closed one does not repeat its first point. role: (s,) u8. depth: (s,) u8 of walls. cell: (s,) i64. group: (s,)
    i64: beads of equal group (≥ 0) keep their order, −1 is free.
    """

    points_um: NDArray[np.float64]
    width_um: NDArray[np.float64]
    start: NDArray[np.int64]
    closed: NDArray[np.bool_]
    role: NDArray[np.uint8]
    depth: NDArray[np.uint8]
    cell: NDArray[np.int64]
    group: NDArray[np.int64]


def loops_as_beads(regions: Regions, width_um: float | NDArray[np.float64], role: Role, depth: int = 0) -> Beads:
    """Return closed beads along all loops of regions; width_um may be given by point (n,)."""
    loops = len(regions.loop_start) - 1
    return Beads(
        points_um=regions.points_um,
        width_um=np.broadcast_to(np.asarray(width_um, np.float64), len(regions.points_um)),
        start=regions.loop_start,
        closed=np.ones(loops, np.bool_),
        role=np.full(loops, role, np.uint8),
        depth=np.full(loops, depth, np.uint8),
        cell=regions.loop_cell,
        group=np.full(loops, -1, np.int64),
    )


def open_beads(
    points_um: NDArray[np.float64],
    width_um: NDArray[np.float64],
    start: NDArray[np.int64],
    role: NDArray[np.integer],
    cell: NDArray[np.int64],
    group: NDArray[np.int64] | None = None,
    closed: NDArray[np.bool_] | None = None,
) -> Beads:
    """Return beads that are no walls; they are open, and free, where nothing else is said."""
    count = len(cell)
    return Beads(
        points_um=points_um,
        width_um=width_um,
        start=start,
        closed=np.zeros(count, np.bool_) if closed is None else closed,
        role=role.astype(np.uint8),
        depth=np.zeros(count, np.uint8),
        cell=cell,
        group=np.full(count, -1, np.int64) if group is None else group,
    )


def join_beads(beads: Sequence[Beads]) -> Beads:
    """Return beads one after the other as one; their groups stay apart."""
    groups = np.cumsum([0] + [int(b.group.max(initial=-1)) + 1 for b in beads])
    offsets = np.cumsum([0] + [len(b.points_um) for b in beads])
    starts = [np.zeros(1, np.int64), *(b.start[1:] + o for b, o in zip(beads, offsets, strict=False))]

    def column(name: str, dtype: type, width: tuple[int, ...] = ()) -> NDArray[Any]:
        return np.concatenate([np.empty((0, *width), dtype), *(getattr(b, name) for b in beads)])

    return Beads(
        points_um=column("points_um", np.float64, (2,)),
        width_um=column("width_um", np.float64),
        start=np.concatenate(starts),
        closed=column("closed", np.bool_),
        role=column("role", np.uint8),
        depth=column("depth", np.uint8),
        cell=column("cell", np.int64),
        group=np.concatenate(
            [
                np.empty(0, np.int64),
                *(np.where(b.group >= 0, b.group + g, -1) for b, g in zip(beads, groups, strict=False)),
            ]
        ),
    )


def gather(layers: Layers, beads: Sequence[Beads], shared: Beads, around: Regions | None = None) -> Strokes:
    """Return strokes in the order of layers and parts; within a cell the order in which `beads` are given.

    shared: beads that belong to no part, by layer; they come first in theirs, with part and island −1. around: the
    outlines of the cells that have beads, where others need not be looked at.
    """
    from layerworks.kernels.cut_islands import locate_points, nest_loops
    from layerworks.kernels.edge_rows import rows_of_edges

    parts = parts_of(layers)
    all_beads = join_beads([shared, *beads])
    common = np.arange(len(all_beads.cell)) < len(shared.cell)
    # stable: producers keep their order within a cell
    order = np.lexsort((np.where(common, 2 * parts * all_beads.cell - 1, 2 * all_beads.cell),))
    size = np.diff(all_beads.start)
    start = np.concatenate([np.zeros(1, np.int64), np.cumsum(size[order])])
    source = np.arange(start[-1]) + np.repeat(all_beads.start[:-1][order] - start[:-1], size[order])
    points_um, cell, common = all_beads.points_um[source], all_beads.cell[order], common[order]
    role = all_beads.role[order]
    beside = common | np.isin(role, _BESIDE_THE_PART)
    at = np.full(len(cell), -1, np.int32)
    if not beside.all():
        outlines = regions_of(layers) if around is None else around
        loops = outlines.points_um, outlines.loop_start, outlines.cell_start
        rows = rows_of_edges(*loops)
        island, _ = nest_loops(*loops, *rows)
        firsts = points_um[start[:-1]][~beside]
        at[~beside] = locate_points(firsts, cell[~beside], *loops, *rows, island)
    return Strokes(
        layers=layers,
        points_um=np.rint(points_um).astype(np.int32),
        width_um=np.rint(all_beads.width_um[source]).astype(np.int32),
        start=start.astype(np.int32),
        closed=all_beads.closed[order],
        role=role,
        depth=all_beads.depth[order],
        layer=np.where(common, cell, cell // parts).astype(np.int32),
        part=np.where(common, -1, cell % parts).astype(np.int32),
        island=at,
        group=all_beads.group[order].astype(np.int32),
    )
