"""Tree supports as a whole: tips, ways, branches, roofs, beads."""

import numpy as np

from layerworks.slicing.beads import Beads
from layerworks.slicing.regions import take_cells
from layerworks.slicing.role import Role
from layerworks.slicing.supports.areas import SupportAreas, support_areas
from layerworks.slicing.supports.clearing import kept_clear
from layerworks.slicing.supports.filling import interface_beads, line_beads, wall_beads
from layerworks.slicing.supports.overhangs import Overhangs
from layerworks.slicing.supports.raster import Raster, Window
from layerworks.slicing.supports.settings import SupportSettings
from layerworks.slicing.supports.surroundings import Surroundings
from layerworks.slicing.supports.tree.growing import CLEAR, grow, tip_radius
from layerworks.slicing.supports.tree.roofs import roofs
from layerworks.slicing.supports.tree.tips import places_of, tips_under
from layerworks.slicing.supports.tree.trunks import disc_rows, trunk_areas
from layerworks.slicing.supports.tree.ways import ways_down


def tree_areas(
    found: Overhangs,
    around: Surroundings,
    raster: Raster,
    window: Window,
    height_um: float,
    width_um: float,
    settings: SupportSettings,
) -> SupportAreas:
    """Return where centrelines of tree supports lie. height_um: of a layer."""
    parts = around.parts
    above, thick = settings.support_gap_above_layers, settings.support_interface_above_layers
    spacing = max(1, round(settings.support_branch_spacing_mm * 1000.0 / raster.pitch_um))
    band = max(1, round(settings.support_branch_spacing_mm * 1000.0 / height_um))
    places = places_of(found, parts, spacing, band)
    tips = tips_under(found, parts, places)
    tops = np.maximum(tips.layer - 1 - above - thick, 0)
    ways = ways_down(around, height_um, width_um, settings)
    branches, carried = grow(tips, tops, ways, settings)
    if settings.support_branch_rest == "part" and not carried.all():
        rest, foot = np.flatnonzero(~carried), tip_radius(width_um, raster.pitch_um, settings) + CLEAR
        to_part = ways_down(around, height_um, width_um, settings, foot)
        more, held = grow(tips.take(rest), tops[rest], to_part, settings)
        branches += more
        carried[rest[held]] = True
    where, discs, tight = disc_rows(branches, ways)
    roofed = found.take(carried[places.tip_of])
    clear = kept_clear(around, ways.gaps)
    dense = support_areas(roofs(roofed, where, discs, around, settings), clear, raster, window).dense
    return SupportAreas(trunk_areas(where, discs, tight, ways, clear), dense)


def tree_beads(areas: SupportAreas, parts: int, width_um: float, settings: SupportSettings) -> list[Beads]:
    """Return the beads of branches, walls alone but on the bed, and of the roofs over them."""
    bed = np.arange(areas.loose.cells) < parts
    walls, inside = wall_beads(areas.loose, width_um, max(1, settings.support_walls), Role.SUPPORT, bed)
    density = settings.support_first_layer_density
    found = [walls, interface_beads(areas.dense, width_um, settings)]
    if density > 0.0:
        on_bed = take_cells(inside, bed)
        found.insert(1, line_beads(on_bed, bed, settings.support_angle_deg, width_um / density, width_um, Role.SUPPORT))
    return found
