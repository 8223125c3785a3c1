"""Branches from their tips down."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.supports.settings import SupportSettings
from layerworks.slicing.supports.tree.tips import Tips
from layerworks.slicing.supports.tree.ways import Ways

LOOK_MM = 12.0  # within which branches see each other
TIP_REACH = 4  # pixels that a tip may be moved to find a way
WIDENING = 0.5  # pixels by which a branch may be wider at the top of a slab than at its bottom
FOOT = 2.0  # pixels by which a branch is wider on the bed
CLEAR = 1.0  # pixels that the raster may be wrong about the part's border


@dataclass(frozen=True, slots=True, eq=False)
class Branches:
    """Pieces of branches in one slab, from their places at its top to those at its bottom.

    top, bottom: (n, 2) row and column in the window, pixels. radius_top, radius_bottom: (n,) of the centreline, pixels.
    part: (n,). top_layer: (n,) the highest layer that a piece is laid in. into: (n,) which piece of the slab below goes
    on, −1 for none. tight: (n,) whether the part may reach into it.
    """

    slab: int
    top: NDArray[np.int64]
    bottom: NDArray[np.int64]
    radius_top: NDArray[np.float64]
    radius_bottom: NDArray[np.float64]
    part: NDArray[np.int64]
    top_layer: NDArray[np.int64]
    into: NDArray[np.int64]
    tight: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class _Front:
    """Branches at the top of a slab, no two at one place. at: (n, 2). radius, part: (n,)."""

    at: NDArray[np.int64]
    radius: NDArray[np.float64]
    part: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Sizes:
    """Radii of centrelines in pixels: of a tip, of the thickest branch, and what is added a slab."""

    least: float
    most: float
    wider: float


def grow(
    tips: Tips, tops: NDArray[np.int64], ways: Ways, settings: SupportSettings
) -> tuple[list[Branches], NDArray[np.bool_]]:
    """Return branches slab by slab, the highest first, and which tips (n,) have one.

    tops: (n,) the highest layer of each tip's branch, 0 or more.
    """
    window, sizes = ways.around.part_pixels.window, _sizes(ways, settings)
    owner = np.full((window.height, window.width), -1, np.int32)
    places = np.stack([tips.row - window.row, tips.column - window.column], 1)
    low = np.flatnonzero(tops < ways.layers)  # these stand on the bed straight away
    anywhere = np.ones(owner.shape, np.bool_)
    feet, clear_down = _nearest_upright(places[low], tops[low], anywhere, 0, ways)
    low, feet = low[clear_down], feet[clear_down]
    front = _Front(np.empty((0, 2), np.int64), np.empty(0), np.empty(0, np.int64))
    reached = np.zeros(len(tops), np.bool_)
    reached[low] = True
    trunks: dict[int, Branches] = {}
    upright = [_upright(0, feet, tips.part[low], tops[low], sizes.least)]
    for slab in range(ways.slabs - 1, -1, -1):
        mine = np.flatnonzero(tops // ways.layers - 1 == slab)
        if len(mine) == 0 and len(front.part) == 0:
            continue
        free = ways.free(slab)
        at, found = _nearest_upright(places[mine], tops[mine], ways.lead_down(slab), (slab + 1) * ways.layers, ways)
        mine, at = mine[found], at[found]
        reached[mine] = True
        front, into = _joined(front, at, tips.part[mine], sizes)
        upright.append(replace(_upright(slab + 1, at, tips.part[mine], tops[mine], sizes.least), into=into))
        trunks[slab], ends, front = _step(slab, front, ways, free, owner, sizes)
        upright += ends
        ways.forget_above(slab)
    return _no_wider_above(trunks, upright), reached


def tip_radius(width_um: float, pitch_um: float, settings: SupportSettings) -> float:
    """Return the radius of a tip's centreline in pixels of a pitch. width_um: of a bead."""
    return max(0.5, (settings.support_branch_tip_mm * 500.0 - width_um / 2) / pitch_um)


def _sizes(ways: Ways, settings: SupportSettings) -> _Sizes:
    pitch_um = ways.around.part_pixels.raster.pitch_um
    least = tip_radius(ways.width_um, pitch_um, settings)
    most = max(least, (settings.support_branch_most_mm * 500.0 - ways.width_um / 2) / pitch_um)
    return _Sizes(least, most, math.tan(math.radians(settings.support_branch_widening_deg)) * ways.thick_um / pitch_um)


def _nearest(at: NDArray[np.int64], here: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the nearest place (n, 2) to each that is set, and whether there is one."""
    steps = np.stack(np.meshgrid(*[np.arange(-TIP_REACH, TIP_REACH + 1)] * 2, indexing="ij"), -1).reshape(-1, 2)
    steps = steps[np.argsort((steps**2).sum(axis=1), kind="stable")]
    to = at[:, None] + steps
    within = ((to >= 0) & (to < here.shape)).all(axis=2)
    to[~within] = 0
    hit = here[to[..., 0], to[..., 1]] & within
    found = np.logical_or.reduce(hit, axis=1)
    nearest = to[np.arange(len(at)), hit.argmax(axis=1)]
    return np.where(found[:, None], nearest, at), found


def _nearest_upright(
    at: NDArray[np.int64], tops: NDArray[np.int64], here: NDArray[np.bool_], first: int, ways: Ways
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the nearest place (n, 2) to each that is set and clear from a layer up to its top, and whether there is
    one.
    """
    nearest, found = at.copy(), np.zeros(len(at), np.bool_)
    for top in np.unique(tops).tolist():
        own = tops == top
        nearest[own], found[own] = _nearest(at[own], here & ways.clear(first, top + 1))
    return nearest, found


def _joined(
    front: _Front, at: NDArray[np.int64], part: NDArray[np.int64], sizes: _Sizes
) -> tuple[_Front, NDArray[np.int64]]:
    """Return a front with new branches, and which of it (n,) each of them is."""
    every = np.concatenate([front.at, at])
    _, first, of = np.unique(every, axis=0, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))
    order = np.sort(first)
    radius = np.concatenate([front.radius, np.full(len(at), sizes.least)])
    return _Front(every[order], radius[order], np.concatenate([front.part, part])[order]), rank[of.reshape(-1)][
        len(front.at) :
    ]


def _step(
    slab: int,
    front: _Front,
    ways: Ways,
    free: NDArray[np.bool_],
    owner: NDArray[np.int32],
    sizes: _Sizes,
) -> tuple[Branches, list[Branches], _Front]:
    """Return the pieces of a slab, those that end below it where the part is in the way, and the next front."""
    from layerworks.kernels.branch_steps import step_down

    row, column = np.ascontiguousarray(front.at.T)
    clear = _clearance_about(row, column, free, 3 * math.ceil(sizes.most + 2))
    room = clear[row, column] / 3.0 - CLEAR
    radius = np.maximum(sizes.least, np.minimum(front.radius, room))
    top_layer = np.full(len(row), min((slab + 1) * ways.layers, ways.around.layers) - 1)
    count = len(row)
    if slab == 0:
        foot = np.maximum(radius, np.minimum(radius + FOOT, room))
        on_bed = Branches(0, front.at, front.at, radius, foot, front.part, top_layer, np.full(count, -1), radius > room)
        return on_bed, [], _Front(front.at[:0], front.radius[:0], front.part[:0])
    go = ways.lead_down(slab - 1) & free
    on = _leads_to(row, column, go)
    if not on.all():  # these stand on the part, and are no wider than what carries them
        carried = ways.carried(slab)[row[~on], column[~on]] / 3.0 - CLEAR
        radius[~on] = np.maximum(sizes.least, np.minimum(radius[~on], carried))
    last = np.full(int((~on).sum()), slab * ways.layers - 1)
    ends = [_upright(slab - 1, front.at[~on], front.part[~on], last, radius[~on])]
    look = math.ceil(LOOK_MM * 1000.0 / ways.around.part_pixels.raster.pitch_um)
    new_row, new_column, into = row.copy(), column.copy(), np.full(count, -1)
    next_row, next_column, joins = step_down(
        row[on], column[on], radius[on] ** 2, go, clear, 3.0 * (radius[on] + 1.0), slab, look, owner
    )
    keep = joins == np.arange(len(joins))
    volume = np.bincount(joins, front.radius[on] ** 3, len(joins))[keep]
    after = _Front(
        np.stack([next_row, next_column], 1)[keep],
        np.minimum(sizes.most, np.cbrt(volume) + sizes.wider),
        front.part[on][keep],
    )
    number = np.cumsum(keep) - 1
    into[on] = number[joins]
    new_row[on], new_column[on] = next_row[joins], next_column[joins]
    below = clear[new_row, new_column] / 3.0 - CLEAR
    bottom = np.stack([new_row, new_column], 1)
    tight = radius > np.minimum(room, below)
    return Branches(slab, front.at, bottom, radius, radius, front.part, top_layer, into, tight), ends, after


def _clearance_about(
    row: NDArray[np.int64], column: NDArray[np.int64], free: NDArray[np.bool_], most: int
) -> NDArray[np.int32]:
    """Return how far (h, w) pixels are from what is not free, as `clearance` tells it, for some places and those next
    to them; 0 elsewhere.
    """
    from layerworks.kernels.branch_steps import clearance

    clear = np.zeros(free.shape, np.int32)
    if len(row):
        margin = 2 + -(-most // 3)
        j0, i0 = max(0, int(row.min()) - margin), max(0, int(column.min()) - margin)
        j1, i1 = int(row.max()) + margin + 1, int(column.max()) + margin + 1
        clear[j0:j1, i0:i1] = clearance(np.ascontiguousarray(free[j0:j1, i0:i1]), most)
    return clear


def _leads_to(row: NDArray[np.int64], column: NDArray[np.int64], go: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell from which places (n,) a step to the same pixel or a neighbour leads to `go`."""
    found = np.zeros(len(row), np.bool_)
    for dj in (-1, 0, 1):
        for di in (-1, 0, 1):
            j, i = row + dj, column + di
            within = (j >= 0) & (j < go.shape[0]) & (i >= 0) & (i < go.shape[1])
            found[within] |= go[j[within], i[within]]
    return found


def _upright(
    slab: int,
    at: NDArray[np.int64],
    part: NDArray[np.int64],
    top: NDArray[np.int64],
    radius: NDArray[np.float64] | float,
) -> Branches:
    """Return pieces that go straight down."""
    count = len(part)
    same, none = np.full(count, radius), np.full(count, -1)
    return Branches(slab, at, at, same, same, part, top, none, np.ones(count, np.bool_))


def _no_wider_above(trunks: dict[int, Branches], upright: list[Branches]) -> list[Branches]:
    """Return branches that nowhere stand out over what is below them: each piece is narrowed to what carries it.

    trunks: by slab, those that pieces above go on in. upright: the others.
    """
    done: dict[int, Branches] = {}
    for slab in sorted(trunks):
        done[slab] = _narrowed(trunks[slab], done.get(slab - 1))
    every = [*done.values(), *(_narrowed(piece, done.get(piece.slab - 1)) for piece in upright)]
    return [piece for piece in every if len(piece.part)]


def _narrowed(piece: Branches, under: Branches | None) -> Branches:
    bottom = piece.radius_bottom.copy()
    if under is not None:
        on = piece.into >= 0
        bottom[on] = np.minimum(bottom[on], under.radius_top[piece.into[on]])
    return replace(piece, radius_bottom=bottom, radius_top=np.minimum(piece.radius_top, bottom + WIDENING))
