"""Areas grown and shrunk, all cells at once."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.regions import Regions, replace_cells

ARC_TOLERANCE_UM = 5.0  # that a corner rounded on the outside may stand off the circle
SHARP_GROWN = math.radians(125.0)  # turn up to which a corner stays sharp when an area grows
SHARP_SHRUNK = math.radians(10.0)  # and when it shrinks: an arc is shorter and faster there
LEAST_AREA_UM2 = 1000.0


@dataclass(frozen=True, slots=True, eq=False)
class Core:
    """What is left of areas shrunk by the radius of a disc, and where in them such a disc fits.

    region: the middles that the disc may have. radius_um: (c,). kept: (n,) u64, a bit for each 64th of each edge of the
    areas, named by the point at which it begins, the lowest bit there, set where the disc touches. tips: (t, 2) middles
    of the disc where it touches two sides at once; sides: (t, 2) edges, or −1 − p for point p; tip_start: (c + 1,).
    failed: (c,) cells without tips that the general clipper had to work out.
    """

    region: Regions
    radius_um: NDArray[np.float64]
    kept: NDArray[np.uint64]
    tips: NDArray[np.float64]
    sides: NDArray[np.int64]
    tip_start: NDArray[np.int64]
    failed: NDArray[np.bool_]


def inset(regions: Regions, distance_um: NDArray[np.float64]) -> Regions:
    """Return regions shrunk by a distance a cell (c,), grown where it is below zero; not both in one call."""
    return core_of(regions, distance_um).region


def grown(regions: Regions, distance_um: float) -> Regions:
    """Return regions grown by the same distance everywhere; what meets in a cell is one."""
    if distance_um == 0.0 or len(regions.points_um) == 0:
        return regions
    return inset(regions, np.full(regions.cells, -distance_um))


def core_of(regions: Regions, radius_um: NDArray[np.float64]) -> Core:
    """Return what is left of regions when they are shrunk by a radius a cell (c,)."""
    everywhere = np.ones(len(regions.loop_start) - 1, np.bool_)
    none = np.zeros(regions.cells + 1, np.int64)
    raw = _raw(regions, radius_um)
    points_um, loop_start, cell_start, kept, tips, sides, tip_start, failed = _stitched(
        regions, radius_um, raw, np.empty((0, 2), np.int64), np.empty((0, 2)), none, np.empty((0, 2)), everywhere
    )
    region = Regions(points_um, loop_start, cell_start)
    if failed.any():
        # degenerate tangles, a few in ten thousand: the general clipper takes them
        from layerworks.slicing.clipping import offset

        cells = np.flatnonzero(failed)
        loops = [offset(regions.loops_of(c), -float(radius_um[c])) for c in cells.tolist()]
        region = replace_cells(region, cells, loops)
    return Core(region, radius_um, kept, tips, sides, tip_start, failed)


def inset_within(regions: Regions, distance_um: NDArray[np.float64], core: Core, alive: NDArray[np.bool_]) -> Regions:
    """Return regions shrunk by a distance a cell (c,), without the narrow places that the disc of a core does not
    enter.

    core: of these regions, with a radius above the distance. There the result ends in an arc about the disc's last
    middle. alive: (l,) loops that count even where the disc touches none of their edges.
    """
    from layerworks.kernels.offset_cuts import place_cuts
    from layerworks.kernels.offset_grid import following_points

    raw = _raw(regions, distance_um)
    raw_points, raw_start, source = raw
    cuts = place_cuts(
        regions.points_um,
        following_points(regions.loop_start, len(regions.points_um)),
        regions.loop_start,
        core.kept,
        core.tips,
        core.sides,
        core.tip_start,
        core.radius_um - distance_um,
        raw_points,
        following_points(raw_start, len(raw_points)),
        source,
    )
    touched = np.zeros(len(alive), np.bool_)
    filled = regions.loop_start[1:] > regions.loop_start[:-1]
    if len(core.kept):
        touched[filled] = np.bitwise_or.reduceat(core.kept, regions.loop_start[:-1][filled]) > 0
    points_um, loop_start, cell_start, _, _, _, _, failed = _stitched(regions, distance_um, raw, *cuts, alive | touched)
    result = Regions(points_um, loop_start, cell_start)
    failed |= core.failed
    if failed.any():
        from layerworks.slicing.clipping import inset_within_disc

        cells = np.flatnonzero(failed).tolist()
        loops = [inset_within_disc(regions.loops_of(c), float(distance_um[c]), float(core.radius_um[c])) for c in cells]
        result = replace_cells(result, np.flatnonzero(failed), loops)
    return result


def _raw(
    regions: Regions, distance_um: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    from layerworks.kernels.offset_raw import raw_offset

    sharp = SHARP_GROWN if distance_um.max(initial=0.0) <= 0.0 else SHARP_SHRUNK
    return raw_offset(regions.points_um, regions.loop_start, distance_um[regions.loop_cell], ARC_TOLERANCE_UM, sharp)


def _stitched(
    regions: Regions,
    distance_um: NDArray[np.float64],
    raw: tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]],
    cut_edges: NDArray[np.int64],
    cut_at: NDArray[np.float64],
    cut_start: NDArray[np.int64],
    centres: NDArray[np.float64],
    alive: NDArray[np.bool_],
) -> tuple[
    NDArray[np.float64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.uint64],
    NDArray[np.float64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.bool_],
]:
    from layerworks.kernels.offset_crossings import find_crossings
    from layerworks.kernels.offset_stitch import stitch_offset

    raw_points, raw_start, source = raw
    edges, at, crossing_start = find_crossings(raw_points, raw_start, regions.cell_start)
    return stitch_offset(
        regions.points_um,
        regions.loop_start,
        regions.cell_start,
        distance_um,
        raw_points,
        raw_start,
        source,
        edges,
        at,
        crossing_start,
        cut_edges,
        cut_at,
        cut_start,
        centres,
        alive,
        LEAST_AREA_UM2,
    )
