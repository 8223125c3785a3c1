"""Layers → Strokes: every bead of a plate, before anyone has decided their order."""

from dataclasses import dataclass, field, replace

import numpy as np

from layerworks.geometry import Plate
from layerworks.slicing.adhesion import AdhesionSettings
from layerworks.slicing.filling import fill
from layerworks.slicing.holding import Holding, hold, settled, with_shared
from layerworks.slicing.infill.settings import InfillSettings
from layerworks.slicing.ironing import IroningSettings, iron
from layerworks.slicing.layers import Layers
from layerworks.slicing.raft import RaftSettings
from layerworks.slicing.raster import RasterSettings, turns_of
from layerworks.slicing.regions import parts_of, regions_of
from layerworks.slicing.rows import Neighbours
from layerworks.slicing.skins import SkinSettings
from layerworks.slicing.strokes import Strokes
from layerworks.slicing.supports.settings import SupportSettings
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
    raft: RaftSettings = field(default_factory=RaftSettings)


def lay(layers: Layers, settings: StrokeSettings, plate: Plate | None = None) -> Strokes:
    """Return the beads that fill the outlines: walls, skins, sparse infill, and what holds the parts on the bed.

    plate: what was cut, for what depends on how its parts stand; without it they stand as in their files. Raises
    Rejected for a load without a direction, and for a spiral vase of more than one outline.

    The stages are `walls`, `fill_area`, `fill`, `iron` and `hold`, with arrays between them; a caller may put its own
    in the place of any and have the beads `settled`, or `gather` them.
    """
    if settings.vase.spiral_vase:
        floor = floor_of(layers, settings.skins.bottom_layers)
        solid = replace(settings.skins, top_layers=0, bottom_layers=len(floor.z_mm))
        laid = lay(floor, replace(unheld(settings), skins=solid, vase=VaseSettings()), plate)
        spiral = with_spiral(laid, layers, settings.walls.line_width_mm * 1000.0)
        return with_shared(spiral, hold(floor, [holding_of(settings)] * parts_of(floor)))
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
    held = hold(layers, [holding_of(settings)] * parts)
    return settled(layers, [*beads, gaps, *inside, ironed], held)


def holding_of(settings: StrokeSettings) -> Holding:
    """Return how a part with these settings is held."""
    return Holding(settings.walls.line_width_mm * 1000.0, settings.supports, settings.adhesion, settings.raft)


def unheld(settings: StrokeSettings) -> StrokeSettings:
    """Return settings for the part alone, with nothing that holds it."""
    no_skirt = AdhesionSettings(skirt_loops=0)
    return replace(settings, supports=SupportSettings(), adhesion=no_skirt, raft=RaftSettings())
