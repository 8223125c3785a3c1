"""Walls of parts whose number differs from zone to zone: whole where they go on, ended where a zone has fewer."""

from collections.abc import Sequence

import numpy as np
from manifold3d import CrossSection
from numpy.typing import NDArray

from layerworks.slicing.beads import Beads
from layerworks.slicing.clipping import Loops
from layerworks.slicing.regions import Regions, regions_from_loops, replace_cells
from layerworks.slicing.trimming import trimmed
from layerworks.slicing.walls import WallSettings, left_inside, wall_counts, wall_rounds
from layerworks.slicing.zones import Zone, section_of


def walls_by_zone(
    outlines: Regions, height_um: NDArray[np.float64], settings: WallSettings, parts: int, zones: Sequence[Zone]
) -> tuple[list[Beads], Regions]:
    """Return the same as `walls`, the number of walls by zone; all else is as in `settings`."""
    asked = np.stack([wall_counts(zone.inside.walls, outlines.cells, parts) for zone in zones])
    present = np.stack([zone.present for zone in zones])
    most = np.where(present, asked, 0).max(axis=0)
    least = np.where(present, asked, np.iinfo(np.int64).max).min(axis=0)
    beads, areas = list[Beads](), [outlines]
    for depth, (own, area) in enumerate(wall_rounds(outlines, height_um, settings, most)):
        ends = (least <= depth) & (depth < most)
        if ends.any():
            goes_on = _together(zones, asked > depth, ends)
            own = [trimmed(bead, goes_on, ends) for bead in own]
        beads += own
        areas.append(area)
    uneven = np.flatnonzero(least < most)
    loops = [_left(areas, zones, asked[:, cell], present[:, cell], int(cell)) for cell in uneven]
    return beads, replace_cells(left_inside(areas, most), uneven, loops)


def _together(zones: Sequence[Zone], chosen: NDArray[np.bool_], cells: NDArray[np.bool_]) -> Regions:
    """Return the regions of the chosen (z, c) zones, united, in some cells (c,)."""
    loops: list[Loops] = [()] * len(cells)
    for cell in np.flatnonzero(cells).tolist():
        loops[cell] = _united(zones, chosen[:, cell], cell).to_polygons()
    return regions_from_loops(loops)


def _united(zones: Sequence[Zone], chosen: NDArray[np.bool_], cell: int) -> CrossSection:
    united = CrossSection()
    for zone, wanted in zip(zones, chosen.tolist(), strict=True):
        united = united + section_of(zone.region.loops_of(cell)) if wanted else united
    return united


def _left(
    areas: list[Regions], zones: Sequence[Zone], asked: NDArray[np.int64], present: NDArray[np.bool_], cell: int
) -> list[NDArray[np.float64]]:
    """Return what is left inside the walls of a cell: in each zone what its own number of walls leaves."""
    counts = sorted(set(asked[present].tolist()), reverse=True)
    left = section_of(areas[counts[0]].loops_of(cell))
    for count in counts[1:]:
        # with those that have fewer still, so that nothing but the ends of walls lies on a border between zones
        fewer = _united(zones, asked <= count, cell)
        left = left + (section_of(areas[count].loops_of(cell)) ^ fewer)
    return left.to_polygons()
