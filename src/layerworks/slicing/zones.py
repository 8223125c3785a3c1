"""Where inside a part which settings hold: the part itself, and the volumes that modify it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manifold3d import CrossSection, FillRule
from numpy.typing import NDArray

from layerworks.slicing.clipping import Loops
from layerworks.slicing.infill.settings import InfillSettings
from layerworks.slicing.offsetting import LEAST_AREA_UM2
from layerworks.slicing.raster import RasterSettings
from layerworks.slicing.regions import Regions, regions_from_loops
from layerworks.slicing.skins import SkinSettings
from layerworks.slicing.walls import WallSettings

MARGIN_UM = 1000.0  # that a zone may reach beyond the outlines


@dataclass(frozen=True, slots=True)
class Inside:
    """What may differ from place to place in a part: of walls their number alone, of skins all but bridges."""

    walls: WallSettings
    skins: SkinSettings
    infill: InfillSettings
    raster: RasterSettings


@dataclass(frozen=True, slots=True, eq=False)
class Modifier:
    """A volume with settings of its own where it meets a part. part: its number on the plate. sections: what planes cut
    of the volume, one cell a layer.
    """

    part: int
    sections: Regions
    inside: Inside


@dataclass(frozen=True, slots=True, eq=False)
class Zone:
    """Where one kind of settings holds. whole: (c,) cells that lie in it altogether. shared: (c,) cells of which a
    piece does; region: the loops about that piece, a little beyond the outlines.
    """

    inside: Inside
    whole: NDArray[np.bool_]
    shared: NDArray[np.bool_]
    region: Regions

    @property
    def present(self) -> NDArray[np.bool_]:
        """(c,) cells with a piece of it."""
        return self.whole | self.shared


def zones_of(outlines: Regions, parts: int, base: Inside, modifiers: Sequence[Modifier]) -> list[Zone]:
    """Return the zones of parts, that of the settings `base` first; every place of a part lies in one of them.

    outlines: cell = layer × parts + part. Where volumes overlap the later one holds.
    """
    cells = outlines.cells
    if all(m.inside == base for m in modifiers):
        return [_zone(base, cells, range(cells), {})]
    by_part = [[m for m in modifiers if m.part == part] for part in range(parts)]
    kinds = list(dict.fromkeys([base, *(m.inside for m in modifiers)]))
    whole: dict[Inside, list[int]] = {kind: [] for kind in kinds}
    pieces: dict[Inside, dict[int, Loops]] = {kind: {} for kind in kinds}
    for cell in range(cells):
        layer, part = divmod(cell, parts)
        met = [(m.inside, loops) for m in by_part[part] if len(loops := _loops_at(m.sections, layer))]
        divided = _divided(outlines.loops_of(cell), base, met) if met else {}
        if len(divided) < 2:
            whole[next(iter(divided), base)].append(cell)
        else:
            for kind, section in divided.items():
                pieces[kind][cell] = section.to_polygons()
    zones = [_zone(kind, cells, whole[kind], pieces[kind]) for kind in kinds]
    return [zone for zone in zones if zone.present.any()]


def section_of(loops: Loops) -> CrossSection:
    """Return the area on the left of loops."""
    return CrossSection(list(loops), FillRule.Positive) if len(loops) else CrossSection()


def _divided(outline: Loops, base: Inside, met: list[tuple[Inside, Loops]]) -> dict[Inside, CrossSection]:
    """Return which settings hold where in an outline and a margin about it; those that hold nowhere are left out."""
    room = section_of(outline)
    if room.is_empty():
        return {}
    x0, y0, x1, y1 = room.bounds()
    size = (x1 - x0 + 2.0 * MARGIN_UM, y1 - y0 + 2.0 * MARGIN_UM)
    left = CrossSection.square(size).translate((x0 - MARGIN_UM, y0 - MARGIN_UM))
    divided: dict[Inside, CrossSection] = {}
    for kind, loops in [*reversed(met), (base, None)]:
        volume = left if loops is None else section_of(loops) ^ left
        left = left - volume
        if (volume ^ room).area() >= LEAST_AREA_UM2:
            divided[kind] = divided[kind] + volume if kind in divided else volume
    return divided


def _loops_at(sections: Regions, layer: int) -> Loops:
    return sections.loops_of(layer) if layer < sections.cells else ()


def _zone(inside: Inside, cells: int, whole: Sequence[int], pieces: dict[int, Loops]) -> Zone:
    altogether, shared = np.zeros(cells, np.bool_), np.zeros(cells, np.bool_)
    altogether[list(whole)] = True
    shared[list(pieces)] = True
    return Zone(inside, altogether, shared, regions_from_loops([pieces.get(cell, ()) for cell in range(cells)]))
