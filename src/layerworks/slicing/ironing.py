"""Ironing: the nozzle goes once more over finished upper sides, with very little plastic, and smooths them."""

from dataclasses import dataclass

import numpy as np
from manifold3d import CrossSection, FillRule, JoinType
from numpy.typing import NDArray

from layerworks.settings import setting
from layerworks.slicing.beads import Beads, join_beads, open_beads
from layerworks.slicing.clipping import Loops
from layerworks.slicing.regions import no_regions, regions_from_loops
from layerworks.slicing.role import Role
from layerworks.slicing.rows import FillArea, Neighbours, split_turned
from layerworks.slicing.skins import zigzags

WHICH = ("none", "top", "topmost")


@dataclass(frozen=True, slots=True)
class IroningSettings:
    """Which upper sides are ironed, and how. `topmost` leaves out those that lie under another place of the part."""

    ironing: str = setting("none", choices=WHICH)
    ironing_spacing_mm: float = setting(0.1, unit="mm", low=0.02, high=10.0)
    ironing_flow: float = setting(0.15, low=0.0, high=1.0)
    ironing_inset_mm: float = setting(0.2, unit="mm", low=0.0, high=10.0)


def iron(
    area: FillArea,
    around: Neighbours,
    turns: NDArray[np.float64],
    width_um: float,
    settings: IroningSettings,
) -> Beads:
    """Return the lines over upper sides inside the walls, across the lines of the skin.

    turns: (c,) degrees, of the skin's lines. width_um: pitch of a bead; narrower places are not ironed. A line carries
    the flow's share of the plastic that a layer would hold in its place.
    """
    if settings.ironing == "none":
        return join_beads([])
    cells: list[int] = []
    loops: list[Loops] = []
    for cell, section in _upper_sides(area, around, settings.ironing == "topmost"):
        narrow = section.offset(-width_um / 2.0, JoinType.Miter).offset(width_um / 2.0, JoinType.Miter)
        ironed = narrow.offset(-settings.ironing_inset_mm * 1000.0, JoinType.Miter)
        if not ironed.is_empty():
            cells.append(cell)
            loops.append(ironed.to_polygons())
    regions, cell = regions_from_loops(loops), np.array(cells, np.int64)
    turn = np.deg2rad(turns[cell] + 90.0)
    directions = np.stack([np.cos(turn), np.sin(turn)], 1)
    nothing = Neighbours(no_regions(len(cells)), 1, 0, 1)  # so that every piece is solid
    every = np.ones(len(cells), np.bool_)
    pitch_um = settings.ironing_spacing_mm * 1000.0
    beads, _, areas = zigzags(split_turned(FillArea(regions, regions), nothing, directions, pitch_um, every, False))
    role = np.full(len(beads.cell), Role.IRONING)
    return open_beads(
        beads.points_um, beads.width_um * settings.ironing_flow, beads.start, role, cell[beads.cell], areas
    )


def _upper_sides(area: FillArea, around: Neighbours, topmost: bool) -> list[tuple[int, CrossSection]]:
    """Return the cells with room that nothing covers in the layer above, or in any when only the topmost counts."""
    parts, cells = around.parts, area.room.cells
    found: list[tuple[int, CrossSection]] = []
    covers = [CrossSection()] * parts
    for cell in reversed(range(cells)):
        part = cell % parts
        room = _section(area.room.loops_of(cell))
        if not room.is_empty():
            bare = room - covers[part]
            if not bare.is_empty():
                found.append((cell, bare))
        here = _section(around.outlines.loops_of(cell))
        covers[part] = covers[part] + here if topmost else here
    return found[::-1]


def _section(loops: Loops) -> CrossSection:
    return CrossSection(list(loops), FillRule.Positive) if len(loops) else CrossSection()
