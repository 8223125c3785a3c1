"""Layers → Strokes: every bead of a plate, before anyone has decided their order."""

from dataclasses import dataclass, field, replace

import numpy as np

from layerworks.geometry import Plate
from layerworks.slicing.adhesion import AdhesionSettings, adhesion
from layerworks.slicing.beads import gather
from layerworks.slicing.filling import fill
from layerworks.slicing.infill.settings import InfillSettings
from layerworks.slicing.ironing import IroningSettings, iron
from layerworks.slicing.layers import Layers
from layerworks.slicing.raster import RasterSettings, turns_of
from layerworks.slicing.regions import parts_of, regions_from, regions_of, side_by_side
from layerworks.slicing.rows import Neighbours
from layerworks.slicing.skins import SkinSettings
from layerworks.slicing.strokes import Strokes
from layerworks.slicing.supports.settings import SupportSettings
from layerworks.slicing.supports.standing import supports
from layerworks.slicing.vase import VaseSettings, floor_of, with_spiral
from layerworks.slicing.walls import WallSettings, fill_area, walls


@dataclass(frozen=True, slots=True)
class StrokeSettings:
    """Everything that turns outlines into beads, stage by stage."""

    walls: WallSettings = field(default_factory=WallSettings)
    skins: SkinSettings = field(default_factory=SkinSettings)
    infill: InfillSettings = field(default_factory=InfillSettings)
    supports: SupportSettings = field(default_factory=SupportSettings)
    raster: RasterSettings = field(default_factory=RasterSettings)
    ironing: IroningSettings = field(default_factory=IroningSettings)
    vase: VaseSettings = field(default_factory=VaseSettings)
    adhesion: AdhesionSettings = field(default_factory=AdhesionSettings)


def lay(layers: Layers, settings: StrokeSettings, plate: Plate | None = None) -> Strokes:
    """Return the beads that fill the outlines: walls, skins, sparse infill, and what holds the parts on the bed.

    plate: what was cut, for what depends on how its parts stand; without it they stand as in their files. Raises
    Rejected for a load without a direction, and for a spiral vase of more than one outline.

    The stages are `walls`, `fill_area`, `fill`, `iron` and `adhesion`, with arrays between them; a caller may put its
    own in the place of any and `gather` the beads.
    """
    if settings.vase.spiral_vase:
        floor = floor_of(layers, settings.skins.bottom_layers)
        solid = replace(settings.skins, top_layers=0, bottom_layers=len(floor.z_mm))
        laid = lay(floor, replace(settings, skins=solid, vase=VaseSettings()), plate)
        return with_spiral(laid, layers, settings.walls.line_width_mm * 1000.0)
    parts, outlines = parts_of(layers), regions_of(layers)
    width_um = settings.walls.line_width_mm * 1000.0
    height_um = np.repeat(layers.height_mm * 1000.0, parts)
    beads, inner = walls(outlines, height_um, settings.walls, parts)
    area, gaps = fill_area(inner, width_um)
    around = Neighbours(outlines, parts, settings.skins.top_layers, settings.skins.bottom_layers)
    z_um = np.repeat(layers.z_mm * 1000.0, parts) - height_um / 2
    turns = turns_of(settings.raster, settings.skins, settings.infill, plate, outlines.cells, parts)
    inside = fill(area, around, z_um, width_um, settings.skins, settings.infill, turns)
    ironed = iron(area, around, turns.solid_deg, width_um, settings.ironing)
    held = supports(outlines, parts, height_um, width_um, settings.supports)
    first = int(outlines.cell_start[min(parts, outlines.cells)])
    bed = regions_from(
        outlines.points_um[: outlines.loop_start[first]], outlines.loop_start[: first + 1], np.zeros(first, np.int64), 1
    )
    on_bed = side_by_side(bed, held.on_bed)[0]
    laid = [*held.beads, *beads, gaps, *inside, ironed]
    return gather(layers, laid, adhesion(on_bed, width_um, settings.adhesion))
