"""Areas grown, shrunk and clipped, all cells at once."""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.regions import Regions, replace_cells, side_by_side

ARC_TOLERANCE_UM = 5.0  # that a corner rounded on the outside may stand off the circle
SHARP_GROWN = math.radians(125.0)  # turn up to which a corner stays sharp when an area grows
SHARP_SHRUNK = math.radians(10.0)  # and when it shrinks: an arc is shorter and faster there
LEAST_AREA_UM2 = 1000.0


def inset(regions: Regions, distance_um: NDArray[np.float64]) -> Regions:
    """Return regions shrunk by a distance a cell (c,), grown where it is below zero; not both in one call."""
    return inset_and_kept(regions, distance_um)[0]


def inset_and_kept(regions: Regions, distance_um: NDArray[np.float64]) -> tuple[Regions, NDArray[np.uint64]]:
    """Return regions shrunk by a distance a cell (c,), and kept (n,): which parts of its edges left a trace.

    A bit for each 64th of an edge, named by the point at which it begins, the lowest bit there. Where bits are missing
    the area is narrower than twice the distance or the outline bends more tightly than the distance.
    """
    from layerworks.kernels.offset_crossings import find_crossings
    from layerworks.kernels.offset_raw import raw_offset
    from layerworks.kernels.offset_stitch import stitch_offset

    sharp = SHARP_GROWN if distance_um.max(initial=0.0) <= 0.0 else SHARP_SHRUNK
    raw, raw_start, source = raw_offset(
        regions.points_um, regions.loop_start, distance_um[regions.loop_cell], ARC_TOLERANCE_UM, sharp
    )
    crossings = find_crossings(raw, raw_start, regions.cell_start)
    points_um, loop_start, cell_start, kept, failed = stitch_offset(
        regions.points_um,
        regions.loop_start,
        regions.cell_start,
        distance_um,
        raw,
        raw_start,
        source,
        *crossings,
        LEAST_AREA_UM2,
    )
    result = Regions(points_um, loop_start, cell_start)
    if failed.any():
        # degenerate tangles, a few in ten thousand: the general clipper takes them
        from layerworks.slicing.clipping import offset

        cells = np.flatnonzero(failed)
        result = replace_cells(
            result, cells, [offset(regions.loops_of(c), -float(distance_um[c])) for c in cells.tolist()]
        )
    return result, kept


def common(first: Regions, second: Regions) -> Regions:
    """Return what two regions have in common. Their borders may cross, but should not run on top of each other."""
    from layerworks.kernels.offset_clip import stitch_common
    from layerworks.kernels.offset_crossings import find_crossings

    both, of_second = side_by_side(first, second)
    crossings = find_crossings(both.points_um, both.loop_start, both.cell_start)
    points_um, loop_start, cell_start, failed = stitch_common(
        both.points_um, both.loop_start, both.cell_start, of_second, *crossings, LEAST_AREA_UM2
    )
    result = Regions(points_um, loop_start, cell_start)
    if failed.any():
        from layerworks.slicing.clipping import intersection

        cells = np.flatnonzero(failed)
        result = replace_cells(
            result, cells, [intersection(first.loops_of(c), second.loops_of(c)) for c in cells.tolist()]
        )
    return result
