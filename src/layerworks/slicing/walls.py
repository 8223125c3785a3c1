"""Walls: beads along the outlines, from the outside in; where a part is too narrow for them, beads of varying width."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.settings import setting
from layerworks.slicing.beads import Beads, loops_as_beads
from layerworks.slicing.narrows import Narrow, inset_but_narrow
from layerworks.slicing.offsetting import inset
from layerworks.slicing.regions import Regions
from layerworks.slicing.role import Role
from layerworks.slicing.rows import OVERLAP, FillArea

STADIUM = 1.0 - math.pi / 4  # of its height that a bead is wider than its pitch


@dataclass(frozen=True, slots=True)
class WallSettings:
    """How outlines become walls."""

    wall_count: int = setting(2, low=0, high=100)
    line_width_mm: float = setting(0.45, unit="mm", low=0.05, high=20.0)
    thin_feature_mm: float = setting(0.1, unit="mm", low=0.0, high=20.0)


def walls(outlines: Regions, height_um: NDArray[np.float64], settings: WallSettings) -> tuple[list[Beads], Regions]:
    """Return the beads of the walls, outermost first, and the area left inside them.

    height_um: (c,) layer height of each cell. The outermost bead touches the outline from inside, the others follow at
    the pitch of a line. Room for less than 2½ lines is filled by one or two beads of half a line to one and a half.
    """
    width = settings.line_width_mm * 1000.0
    margin = height_um * STADIUM / 2
    area = outlines
    beads: list[Beads] = []
    for depth in range(settings.wall_count):
        role = Role.INNER_WALL if depth else Role.OUTER_WALL
        least = settings.thin_feature_mm * 1000.0 if depth == 0 else width / 2
        narrow = Narrow(margin, margin + 1.25 * width, 1.5 * width, width, least)
        line, thin = inset_but_narrow(area, margin + 0.5 * width, narrow, role, depth)
        beads += [loops_as_beads(line, width, role, depth), *thin]
        margin = np.zeros(area.cells)
        area = inset(line, margin + 0.5 * width)
    return beads, area


def fill_area(inner: Regions, width_um: float) -> tuple[FillArea, list[Beads]]:
    """Return the area in which centrelines of fill may lie, and beads for gaps too narrow for fill."""
    zero = np.zeros(inner.cells)
    narrow = Narrow(zero, zero + 0.75 * width_um, 1.5 * width_um, width_um, width_um / 2)
    lines, gaps = inset_but_narrow(inner, zero + (0.5 - OVERLAP) * width_um, narrow, Role.GAP_FILL, 0)
    return FillArea(lines, inner), gaps
