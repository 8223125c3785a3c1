"""Walls: beads along the outlines, from the outside in."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.settings import setting
from layerworks.slicing.beads import Beads, loops_as_beads
from layerworks.slicing.corners import led_into_corners
from layerworks.slicing.narrows import inset_where_two_fit, settled
from layerworks.slicing.regions import Regions, merge_cells, take_cells
from layerworks.slicing.role import Role
from layerworks.slicing.rows import OVERLAP, FillArea

STADIUM = 1.0 - math.pi / 4  # of its height that a bead is wider than its pitch


@dataclass(frozen=True, slots=True)
class WallSettings:
    """How outlines become walls."""

    wall_count: int = setting(2, low=0, high=100)
    line_width_mm: float = setting(0.45, unit="mm", low=0.05, high=20.0)
    corner_stand_out_um: float = setting(10.0, unit="µm", low=0.0, high=200.0)
    thin_feature_mm: float = setting(0.1, unit="mm", low=0.0, high=20.0)
    alternate_extra_wall: bool = setting(False)


def walls(
    outlines: Regions, height_um: NDArray[np.float64], settings: WallSettings, parts: int = 1
) -> tuple[list[Beads], Regions]:
    """Return the beads of the walls, outermost first, and the area left inside them.

    height_um: (c,) layer height of each cell. parts: cells of a layer; every second layer may have a wall more.
    """
    counts = wall_counts(settings, outlines.cells, parts)
    beads, areas = list[Beads](), [outlines]
    for own, area in wall_rounds(outlines, height_um, settings, counts):
        beads += own
        areas.append(area)
    return beads, left_inside(areas, counts)


def wall_counts(settings: WallSettings, cells: int, parts: int) -> NDArray[np.int64]:
    """Return how many walls each cell (c,) has."""
    odd = np.arange(cells) // parts % 2 == 1
    return settings.wall_count + (odd & settings.alternate_extra_wall)


def wall_rounds(
    outlines: Regions, height_um: NDArray[np.float64], settings: WallSettings, counts: NDArray[np.int64]
) -> Iterator[tuple[list[Beads], Regions]]:
    """Yield wall by wall, from the outside in, its beads and the area left inside it, in the cells with so many walls.

    counts: (c,) walls of each cell. The outermost bead touches the outline from inside and carries what lies between
    its round side and the outline as well, see ADR 0004; the others follow at the pitch of a line. Where the room is
    narrow they share it.
    """
    width_um = settings.line_width_mm * 1000.0
    wider_um = height_um * STADIUM
    area = outlines
    for depth in range(int(counts.max(initial=0))):
        here = counts > depth
        area = area if here.all() else take_cells(area, here)
        least_um = width_um / 2 if depth else settings.thin_feature_mm * 1000.0
        even, thin = inset_where_two_fit(area, wider_um + width_um / 2, wider_um / 2, width_um, least_um)
        line, width, area = settled(even, width_um)
        width = width + np.repeat(wider_um[line.loop_cell], np.diff(line.loop_start))
        wider_um = np.zeros(area.cells)
        if depth == 0:
            line, width = led_into_corners(line, width, settings.corner_stand_out_um)
        yield [loops_as_beads(line, width, Role.INNER_WALL if depth else Role.OUTER_WALL, depth), thin], area


def left_inside(areas: list[Regions], counts: NDArray[np.int64]) -> Regions:
    """Return what is left inside the walls of each cell. areas: by number of walls. counts: (c,) walls of the cell."""
    left = areas[-1]
    for count, area in enumerate(areas[:-1]):
        done = counts == count
        left = merge_cells(left, take_cells(area, done)) if done.any() else left
    return left


def fill_area(inner: Regions, width_um: float) -> tuple[FillArea, Beads]:
    """Return the area in which centrelines of fill may lie, and beads for gaps too narrow for fill."""
    none = np.zeros(inner.cells)
    lines, gaps = inset_where_two_fit(inner, none + (0.5 - OVERLAP) * width_um, none, width_um, width_um / 2)
    return FillArea(lines, inner), gaps
