"""Strokes gathered by layer, part, island, phase and group, as the ordering kernel wants them."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.order_items import Items
from layerworks.kernels.order_sequence import Nesting
from layerworks.slicing.role import Role
from layerworks.slicing.strokes import Strokes

# Phases of an island in their order; fills of every role share one, so that the shortest way mixes them.
_ADHESION, _SUPPORT, _WALLS, _FILLS, _IRONING = range(5)


def _phase_of_role() -> NDArray[np.int32]:
    phase = np.full(256, _FILLS, np.int32)
    phase[[Role.SKIRT, Role.BRIM, Role.RAFT]] = _ADHESION
    phase[[Role.SUPPORT, Role.SUPPORT_INTERFACE]] = _SUPPORT
    phase[[Role.OUTER_WALL, Role.INNER_WALL, Role.OVERHANG_WALL]] = _WALLS
    phase[Role.IRONING] = _IRONING
    return phase


def gather(strokes: Strokes, seam: NDArray[np.int32], hangs: NDArray[np.bool_] | None = None) -> tuple[Items, Nesting]:
    """Return the strokes that have a length as items, and how items nest in islands, parts and layers.

    seam: (s,) vertex at which a closed stroke starts, −1 where it is free. hangs: (s,) which hang over air besides
    those whose role says so.
    """
    real = np.flatnonzero(np.diff(strokes.start) >= 2)
    layer, part, island = strokes.layer[real], strokes.part[real], strokes.island[real]
    phase = _phase_of_role()[strokes.role[real]]
    item = np.arange(real.size, dtype=np.int32)
    grouped = np.flatnonzero(strokes.group[real] >= 0)
    if grouped.size:
        keys = (strokes.group[real][grouped], island[grouped], part[grouped], layer[grouped])
        by_group = grouped[np.lexsort((grouped, *keys))]
        new = _changes(strokes.group[real][by_group], island[by_group], part[by_group], layer[by_group])
        leader = by_group[new[np.cumsum(_marks(new, by_group.size)) - 1]]
        item[by_group] = leader
        phase[by_group] = phase[leader]
    rows = np.lexsort((np.arange(real.size), item, phase, island, part, layer))
    ids = real[rows].astype(np.int32)
    keys = [layer[rows], part[rows], island[rows], phase[rows], item[rows]]
    starts = [_changes(*keys[:n]) for n in range(1, 6)]  # first row of each layer, part, island, block, item
    layers, parts, islands, blocks, item_first = starts
    depth = strokes.depth[ids[item_first]].astype(np.int32)
    over_air = strokes.role[ids] == Role.OVERHANG_WALL
    if hangs is not None:
        over_air |= hangs[ids]
    items = Items(
        points=strokes.points_um,
        start=strokes.start,
        closed=strokes.closed,
        seam=seam,
        strokes=ids,
        item_start=_ends(item_first, ids.size),
        depth=depth,
        overhangs=np.logical_or.reduceat(over_air, item_first) if ids.size else over_air,
    )
    nesting = Nesting(
        block_start=_ends(np.searchsorted(item_first, blocks), item_first.size),
        block_walls=keys[3][blocks] == _WALLS,
        island_start=_ends(np.searchsorted(blocks, islands), blocks.size),
        island_first=keys[2][islands] < 0,
        part_start=_ends(np.searchsorted(islands, parts), islands.size),
        part_shared=keys[1][parts] < 0,
        layer_start=_ends(np.searchsorted(parts, layers), parts.size),
    )
    return items, nesting


def _changes(*keys: NDArray[np.int32]) -> NDArray[np.intp]:
    """Rows at which any of the sorted keys differs from the row before."""
    if keys[0].size == 0:
        return np.zeros(0, np.intp)
    differs = np.ones(keys[0].size, np.bool_)
    differs[1:] = np.logical_or.reduce([k[1:] != k[:-1] for k in keys])
    return np.flatnonzero(differs)


def _marks(rows: NDArray[np.intp], size: int) -> NDArray[np.int32]:
    marks = np.zeros(size, np.int32)
    marks[rows] = 1
    return marks


def _ends(starts: NDArray[np.intp], end: int) -> NDArray[np.int32]:
    return np.append(starts, end).astype(np.int32)
