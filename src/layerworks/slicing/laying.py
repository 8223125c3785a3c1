"""Layers → Strokes: every bead of a plate, before anyone has decided their order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from layerworks.geometry import Plate
from layerworks.slicing.adhesion import AdhesionSettings
from layerworks.slicing.beads import gather, join_beads
from layerworks.slicing.blocks import Block, blocks_of
from layerworks.slicing.filling import Way, fill, pocket_of
from layerworks.slicing.holding import Holding, hold, with_held, with_shared
from layerworks.slicing.infill.graded import Density
from layerworks.slicing.infill.settings import InfillSettings
from layerworks.slicing.ironing import IroningSettings, iron
from layerworks.slicing.joining import one_after_the_other
from layerworks.slicing.layers import Layers
from layerworks.slicing.raft import RaftSettings
from layerworks.slicing.raster import RasterSettings, turns_of
from layerworks.slicing.regions import Regions, parts_of, regions_of
from layerworks.slicing.rows import Neighbours
from layerworks.slicing.skins import SkinSettings
from layerworks.slicing.strokes import Strokes
from layerworks.slicing.supports.marks import marks_of
from layerworks.slicing.supports.settings import SupportSettings
from layerworks.slicing.vase import VaseSettings, floor_of, with_spiral
from layerworks.slicing.walls import WallSettings, fill_area
from layerworks.slicing.zoned_walls import walls_by_zone
from layerworks.slicing.zones import Inside, Modifier, Zone, zones_of


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


def lay(
    layers: Layers,
    settings: StrokeSettings,
    plate: Plate | None = None,
    modifiers: Sequence[Modifier] = (),
    density: Density | None = None,
) -> Strokes:
    """Return the beads that fill the outlines: walls, skins, sparse infill, and what holds the parts on the bed.

    plate: what was cut, for what depends on how its parts stand; without it they stand as in their files. modifiers:
    volumes in which other settings hold; where two overlap the later one does. A spiral vase has none. density: share
    that sparse infill fills at x, y, z (n,) in mm of the machine, in place of an even one; modifiers keep their own.
    Raises Rejected for a load without a direction, and for a spiral vase of more than one outline.

    The stages are `walls_by_zone`, `fill_area`, `fill`, `iron` and `hold`, with arrays between them; a caller may put
    its own in the place of any and have the beads `settled`, or `gather` them. Here they see some layers at a time,
    with those about them, so that what they hold does not grow with the part.
    """
    if settings.vase.spiral_vase:
        floor = floor_of(layers, settings.skins.bottom_layers)
        solid = replace(settings.skins, top_layers=0, bottom_layers=len(floor.z_mm))
        laid = lay(floor, replace(unheld(settings), skins=solid, vase=VaseSettings()), plate)
        spiral = with_spiral(laid, layers, settings.walls.line_width_mm * 1000.0)
        return with_shared(spiral, hold(floor, [holding_of(settings)] * parts_of(floor), marks_of(plate, floor)))
    parts = parts_of(layers)
    laid = [_laid(block, layers, settings, plate, modifiers, density) for block in _blocks(layers, settings, modifiers)]
    return with_held(
        one_after_the_other(layers, laid), hold(layers, [holding_of(settings)] * parts, marks_of(plate, layers))
    )


def _blocks(layers: Layers, settings: StrokeSettings, modifiers: Sequence[Modifier]) -> Iterable[Block]:
    """Return the layers in blocks; all in one where zones or upper sides have to be known from the bed to the top."""
    if modifiers or settings.ironing.ironing == "topmost":
        whole = regions_of(layers)
        return (Block(whole, whole),)
    above = settings.skins.top_layers + settings.infill.skin_carrying_layers
    return blocks_of(layers, max(1, above), max(1, settings.skins.bottom_layers))


def _laid(
    block: Block,
    layers: Layers,
    settings: StrokeSettings,
    plate: Plate | None,
    modifiers: Sequence[Modifier],
    density: Density | None,
) -> Strokes:
    """Return the beads inside the outlines of some layers."""
    parts, outlines, width_um = parts_of(layers), block.own, settings.walls.line_width_mm * 1000.0
    height_um = np.repeat(layers.height_mm * 1000.0, parts)
    zones = zones_of(outlines, parts, inside_of(settings), modifiers)
    beads, inner = walls_by_zone(outlines, height_um, settings.walls, parts, zones)
    area, gaps = fill_area(inner, width_um)
    z_um = np.repeat(layers.z_mm * 1000.0, parts) - height_um / 2
    ways = [_way(zone, block.seen, parts, plate) for zone in zones]
    if density is not None:
        ways = [replace(way, density=density) if way.zone.inside == inside_of(settings) else way for way in ways]
    inside = fill(area, z_um, width_um, settings.skins, ways)
    around = Neighbours(block.seen, parts, settings.skins.top_layers, settings.skins.bottom_layers)
    turns = turns_of(settings.raster, settings.skins, settings.infill, plate, outlines.cells, parts)
    ironed = iron(area, around, turns.solid_deg, width_um, settings.ironing)
    return gather(layers, [*beads, gaps, *inside, ironed], join_beads([]), outlines)


def inside_of(settings: StrokeSettings) -> Inside:
    """Return what of settings may differ from place to place in a part."""
    return Inside(settings.walls, settings.skins, settings.infill, settings.raster)


def _way(zone: Zone, outlines: Regions, parts: int, plate: Plate | None) -> Way:
    own = zone.inside
    turns = turns_of(own.raster, own.skins, own.infill, plate, outlines.cells, parts)
    pocket_um = pocket_of(own.infill, turns, own.walls.line_width_mm * 1000.0)
    around = Neighbours(outlines, parts, own.skins.top_layers, own.skins.bottom_layers, pocket_um)
    return Way(zone, around, own.infill, turns)


def holding_of(settings: StrokeSettings) -> Holding:
    """Return how a part with these settings is held."""
    return Holding(settings.walls.line_width_mm * 1000.0, settings.supports, settings.adhesion, settings.raft)


def unheld(settings: StrokeSettings) -> StrokeSettings:
    """Return settings for the part alone, with nothing that holds it."""
    no_skirt = AdhesionSettings(skirt_loops=0)
    return replace(settings, supports=SupportSettings(), adhesion=no_skirt, raft=RaftSettings())
