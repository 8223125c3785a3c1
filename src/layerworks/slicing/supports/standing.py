"""Outlines → supports: where they are needed, what they stand on, and their beads."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.beads import Beads
from layerworks.slicing.offsetting import grown
from layerworks.slicing.regions import Regions, in_one_cell, no_regions, side_by_side, take_cells
from layerworks.slicing.role import Role
from layerworks.slicing.supports.areas import SupportAreas, support_areas
from layerworks.slicing.supports.clearing import kept_clear
from layerworks.slicing.supports.columns import stand_columns
from layerworks.slicing.supports.filling import interface_beads, line_beads, wall_beads
from layerworks.slicing.supports.overhangs import find_overhangs, window_of
from layerworks.slicing.supports.raster import raster_of
from layerworks.slicing.supports.settings import SupportSettings
from layerworks.slicing.supports.surroundings import surroundings_of
from layerworks.slicing.supports.tree.standing import tree_areas, tree_beads

TREE_ROOM_UM = 12_000.0  # about the overhangs, for branches to go round the part


@dataclass(frozen=True, slots=True, eq=False)
class Supports:
    """Beads of supports, each of the part that it holds. on_bed: what they cover of the bed, in one cell. areas: of the
    centrelines of beads, by layer and part. half_um: half a bead.
    """

    beads: list[Beads]
    on_bed: Regions
    areas: SupportAreas
    half_um: float

    @property
    def taken(self) -> Regions:
        """What they cover, by layer and part."""
        return grown(side_by_side(self.areas.loose, self.areas.dense)[0], self.half_um)


def supports(
    outlines: Regions,
    parts: int,
    height_um: NDArray[np.float64],
    width_um: float,
    settings: SupportSettings,
    blockers: Regions | None = None,
    enforcers: Regions | None = None,
    of_parts: NDArray[np.bool_] | None = None,
    earlier: Sequence[Supports] = (),
) -> Supports:
    """Return the supports of parts.

    outlines: cell = layer × parts + part. height_um: (c,) of each cell. width_um: of a line, where the supports have
    none of their own. blockers, enforcers: where supports must not, or must, hold the part, in cells as the outlines'.
    of_parts: (p,) parts that are held, all unless given; supports keep off the others as well. earlier: supports of
    these, which they keep off too.
    """
    nobody = no_regions(outlines.cells)
    nothing = Supports([], no_regions(1), SupportAreas(nobody, nobody), 0.0)
    if settings.supports == "none":
        return nothing
    width_um = settings.support_line_width_mm * 1000.0 or width_um
    raster = raster_of(width_um, max(settings.support_spacing_mm * 1000.0, width_um), settings.support_angle_deg)
    own = outlines if of_parts is None else take_cells(outlines, np.tile(of_parts, outlines.cells // parts))
    found = find_overhangs(own, parts, height_um, raster, settings, blockers, enforcers)
    if len(found.cell) == 0:
        return nothing
    tree = settings.supports == "tree"
    window = window_of(found, raster, TREE_ROOM_UM if tree else raster.block * raster.pitch_um)
    gap_um = settings.support_xy_gap_mm * 1000.0
    around = surroundings_of(outlines, parts, raster, window, width_um, gap_um, [other.taken for other in earlier])
    if tree:
        layer_um = float(np.median(height_um))
        areas = tree_areas(found, around, raster, window, layer_um, width_um, settings)
        beads = tree_beads(areas, parts, width_um, settings)
    else:
        pixels = stand_columns(found, around, raster, window, settings)
        gaps = (settings.support_gap_above_layers, settings.support_gap_below_layers)
        areas = support_areas(pixels, kept_clear(around, gaps), raster, window)
        beads = grid_beads(areas, parts, width_um, settings)
    return Supports(beads, on_bed(areas, parts, width_um / 2), areas, width_um / 2)


def grid_beads(areas: SupportAreas, parts: int, width_um: float, settings: SupportSettings) -> list[Beads]:
    """Return the beads of grid supports and of their interfaces."""
    spacing_um = max(settings.support_spacing_mm * 1000.0, width_um)
    density = settings.support_first_layer_density
    spacing_on_bed_um = min(spacing_um, width_um / density) if density > 0.0 else spacing_um
    every = np.ones(areas.loose.cells, np.bool_)
    walls, inside = wall_beads(areas.loose, width_um, settings.support_walls, Role.SUPPORT, every)
    bed = np.arange(inside.cells) < parts
    angle = settings.support_angle_deg
    return [
        walls,
        line_beads(inside, bed, angle, spacing_on_bed_um, width_um, Role.SUPPORT),
        line_beads(inside, ~bed, angle, spacing_um, width_um, Role.SUPPORT),
        interface_beads(areas.dense, width_um, settings),
    ]


def on_bed(areas: SupportAreas, parts: int, half_um: float) -> Regions:
    """Return what supports cover of the bed, all parts' in one cell."""
    every = side_by_side(areas.loose, areas.dense)[0]
    return grown(in_one_cell(take_cells(every, np.arange(every.cells) < parts)), half_um)
