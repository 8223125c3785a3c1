"""Areas of supports to beads."""

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.beads import Beads, join_beads, loops_as_beads, open_beads
from layerworks.slicing.offsetting import inset
from layerworks.slicing.plain_rows import lines_over
from layerworks.slicing.regions import Regions, take_cells
from layerworks.slicing.role import Role
from layerworks.slicing.supports.settings import SupportSettings

LINK = 1.6  # spacings that the way along a border from one line to the next may be long
STUB = 1.0  # line widths: a shorter line by itself holds nothing


def wall_beads(
    area: Regions, width_um: float, count: int, role: Role, filled: NDArray[np.bool_]
) -> tuple[Beads, Regions]:
    """Return walls along the border of an area of centrelines, and the area that is left inside them in the cells
    (c,) that are filled.
    """
    rounds: list[Beads] = []
    for n in range(count):
        rounds.append(loops_as_beads(area, width_um, role))
        area = inset(area if n + 1 < count else take_cells(area, filled), np.full(area.cells, width_um))
    return join_beads(rounds), area


def line_beads(
    area: Regions, wanted: NDArray[np.bool_], angle_deg: float, spacing_um: float, width_um: float, role: Role
) -> Beads:
    """Return lines over an area of centrelines in the wanted cells (c,), joined along its border."""
    turn = np.deg2rad(angle_deg)
    directions = np.tile([np.cos(turn), np.sin(turn)], (area.cells, 1))
    points_um, start, cell = lines_over(area, directions, spacing_um, STUB * width_um, LINK * spacing_um, wanted)
    return open_beads(points_um, np.full(len(points_um), width_um), start, np.full(len(cell), role), cell)


def interface_beads(dense: Regions, width_um: float, settings: SupportSettings) -> Beads:
    """Return the lines of interfaces."""
    spacing_um = width_um / settings.support_interface_density
    every = np.ones(dense.cells, np.bool_)
    angle = settings.support_interface_angle_deg
    return line_beads(dense, every, angle, spacing_um, width_um, Role.SUPPORT_INTERFACE)
