"""Areas bounded by loops, cell by cell: what walls, skins and infill are worked out on."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.layers import Layers


@dataclass(frozen=True, slots=True, eq=False)
class Regions:
    """Areas of many cells; a cell is one part in one layer, cell number = layer × parts + part.

    points_um: (n, 2) f64, machine x and y. loop_start: (l + 1,) i64, a loop does not repeat its first point.
    cell_start: (c + 1,) i64 into loops. The area lies left of its loops: outer loops run counter-clockwise, holes
    clockwise; loops of one cell do not cross.
    """

    points_um: NDArray[np.float64]
    loop_start: NDArray[np.int64]
    cell_start: NDArray[np.int64]

    @property
    def cells(self) -> int:
        """Number of cells, the empty ones too."""
        return len(self.cell_start) - 1

    @property
    def loop_cell(self) -> NDArray[np.int64]:
        """(l,) cell of each loop."""
        return np.repeat(np.arange(self.cells), np.diff(self.cell_start))

    def loops_of(self, cell: int) -> list[NDArray[np.float64]]:
        """Return the loops of one cell as (n, 2) arrays."""
        bounds = self.loop_start[self.cell_start[cell] : self.cell_start[cell + 1] + 1]
        return [self.points_um[a:b] for a, b in pairwise(bounds.tolist())]


def regions_from(
    points_um: NDArray[np.float64], loop_start: NDArray[np.int64], loop_cell: NDArray[np.int64], cells: int
) -> Regions:
    """Return regions for loops whose cells ascend."""
    return Regions(points_um, loop_start, np.searchsorted(loop_cell, np.arange(cells + 1)).astype(np.int64))


def replace_cells(
    regions: Regions, cells: NDArray[np.int64], loops: Sequence[Sequence[NDArray[np.float64]]]
) -> Regions:
    """Return regions in which some cells (ascending) hold other loops, given per cell as (n, 2) arrays."""
    if len(cells) == 0:
        return regions
    given = dict(zip(cells.tolist(), loops, strict=True))
    parts: list[NDArray[np.float64]] = []
    sizes: list[NDArray[np.int64]] = []
    counts = np.diff(regions.cell_start)
    last = 0
    for cell, own in given.items():
        a, b = regions.cell_start[last], regions.cell_start[cell]
        parts += [regions.points_um[regions.loop_start[a] : regions.loop_start[b]], *own]
        sizes += [np.diff(regions.loop_start[a : b + 1]), np.array([len(p) for p in own], np.int64)]
        counts[cell] = len(own)
        last = cell + 1
    a = regions.cell_start[last]
    parts.append(regions.points_um[regions.loop_start[a] :])
    sizes.append(np.diff(regions.loop_start[a:]))
    return Regions(np.concatenate(parts), _starts(np.concatenate(sizes)), _starts(counts))


def regions_of(layers: Layers) -> Regions:
    """Return the outlines of layers as regions, one cell a layer and part."""
    parts = parts_of(layers)
    return regions_from(
        layers.points_um.astype(np.float64),
        layers.loop_start.astype(np.int64),
        layers.loop_layer.astype(np.int64) * parts + layers.loop_part,
        len(layers.z_mm) * parts,
    )


def parts_of(layers: Layers) -> int:
    """Return how many parts the cells of layers are counted over."""
    return int(layers.loop_part.max(initial=0)) + 1


def _starts(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])


def take_cells(regions: Regions, wanted: NDArray[np.bool_]) -> Regions:
    """Return regions in which cells that are not wanted (c,) are empty."""
    loop = wanted[regions.loop_cell]
    size = np.diff(regions.loop_start)
    counts = np.where(wanted, np.diff(regions.cell_start), 0)
    return Regions(regions.points_um[np.repeat(loop, size)], _starts(size[loop]), _starts(counts))


def side_by_side(first: Regions, second: Regions) -> tuple[Regions, NDArray[np.bool_]]:
    """Return the loops of two regions cell by cell, and which of them (l,) belong to the second."""
    cell = np.concatenate([first.loop_cell, second.loop_cell])
    order = np.argsort(cell, kind="stable")
    of_second = np.repeat([False, True], [len(first.loop_start) - 1, len(second.loop_start) - 1])
    size = np.concatenate([np.diff(first.loop_start), np.diff(second.loop_start)])
    begin = np.cumsum(size) - size
    loop_start = _starts(size[order])
    source = np.arange(loop_start[-1]) + np.repeat(begin[order] - loop_start[:-1], size[order])
    points_um = np.concatenate([first.points_um, second.points_um])[source]
    return Regions(points_um, loop_start, first.cell_start + second.cell_start), of_second[order]


def merge_cells(first: Regions, second: Regions) -> Regions:
    """Return the loops of two regions that share no cell but empty ones."""
    return side_by_side(first, second)[0]


def regions_from_loops(cells: Sequence[Sequence[NDArray[np.float64]]]) -> Regions:
    """Return regions of the loops (n, 2) given cell by cell."""
    loops = [np.asarray(loop, np.float64) for own in cells for loop in own]
    return Regions(
        np.ascontiguousarray(np.concatenate(loops)) if loops else np.empty((0, 2)),
        _starts(np.array([len(loop) for loop in loops], np.int64)),
        _starts(np.array([len(own) for own in cells], np.int64)),
    )


def no_regions(cells: int) -> Regions:
    """Return regions of empty cells."""
    return Regions(np.empty((0, 2)), np.zeros(1, np.int64), np.zeros(cells + 1, np.int64))


def loop_areas_um2(regions: Regions) -> NDArray[np.float64]:
    """Return the area (l,) that each loop encloses, below zero for holes."""
    x, y = regions.points_um.T
    following = np.arange(1, len(x) + 1)
    following[regions.loop_start[1:] - 1] = regions.loop_start[:-1]
    turn = x * y[following] - x[following] * y
    return np.add.reduceat(turn, regions.loop_start[:-1]) / 2.0 if len(x) else np.empty(0)


def loop_lengths_um(regions: Regions) -> NDArray[np.float64]:
    """Return how long each loop (l,) is, all the way round."""
    following = np.arange(1, len(regions.points_um) + 1)
    following[regions.loop_start[1:] - 1] = regions.loop_start[:-1]
    step = regions.points_um[following] - regions.points_um
    return np.add.reduceat(np.hypot(*step.T), regions.loop_start[:-1]) if len(step) else np.empty(0)


def keep_loops(regions: Regions, keep: NDArray[np.bool_]) -> Regions:
    """Return regions with some of their loops (l,) alone."""
    size = np.diff(regions.loop_start)
    counts = np.bincount(regions.loop_cell[keep], minlength=regions.cells)
    return Regions(regions.points_um[np.repeat(keep, size)], _starts(size[keep]), _starts(counts))


def outer_loops(regions: Regions) -> Regions:
    """Return regions without their holes."""
    return keep_loops(regions, loop_areas_um2(regions) > 0.0)


def in_one_cell(regions: Regions) -> Regions:
    """Return the loops of all cells in one."""
    return Regions(regions.points_um, regions.loop_start, np.array([0, len(regions.loop_start) - 1]))
