"""Walls: beads along the outlines, from the outside in."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.settings import setting
from layerworks.slicing.clipping import offset
from layerworks.slicing.regions import Regions, replace_cells

STADIUM = 1.0 - math.pi / 4  # of its height that a bead is wider than its pitch


@dataclass(frozen=True, slots=True)
class WallSettings:
    """How outlines become walls."""

    wall_count: int = setting(2, low=0, high=100)
    line_width_mm: float = setting(0.45, unit="mm", low=0.05, high=20.0)


def inset(regions: Regions, distance_um: NDArray[np.float64]) -> Regions:
    """Return regions shrunk (grown, below zero) by a distance a cell (c,)."""
    cells = np.flatnonzero(np.diff(regions.cell_start))
    return replace_cells(regions, cells, [offset(regions.loops_of(c), -float(distance_um[c])) for c in cells])


def walls(outlines: Regions, height_um: NDArray[np.float64], settings: WallSettings) -> tuple[list[Regions], Regions]:
    """Return the centrelines of the walls, outermost first, and the area left inside them.

    height_um: (c,) layer height of each cell. The outermost bead touches the outline from inside, the others follow
    at the pitch of a line.
    """
    width_um = np.full(outlines.cells, settings.line_width_mm * 1000.0)
    skin_um = height_um * STADIUM / 2
    if settings.wall_count == 0:
        return [], outlines
    lines = [inset(outlines, skin_um + width_um / 2)]
    for _ in range(settings.wall_count - 1):
        lines.append(inset(lines[-1], width_um))
    return lines, inset(lines[-1], width_um / 2)
