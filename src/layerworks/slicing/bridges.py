"""Bridges: skins over air, laid the way in which they are held best."""

from dataclasses import dataclass

import numpy as np
from manifold3d import CrossSection, FillRule, JoinType
from numpy.typing import NDArray

from layerworks.kernels.scanline_kinds import BOTTOM
from layerworks.slicing.clipping import Loops
from layerworks.slicing.regions import regions_from_loops
from layerworks.slicing.rows import OVERLAP, FillArea, Neighbours, Pieces
from layerworks.slicing.skins import SkinSettings

ANGLES = np.deg2rad(np.arange(0.0, 180.0, 7.5))
HELD_COST = np.array([1.0, 6.0, 20.0])  # of a line held at both ends, at one, at none


@dataclass(frozen=True, slots=True, eq=False)
class Bridges:
    """Areas to bridge, each a cell of its own. area: b cells; cell: (b,) i64 cell of the layers; directions: (b, 2)."""

    area: FillArea
    cell: NDArray[np.int64]
    directions: NDArray[np.float64]


def find_bridges(
    area: FillArea, around: Neighbours, solid: list[Pieces], pitch_um: float, settings: SkinSettings
) -> tuple[Bridges, dict[int, list[NDArray[np.float64]]]]:
    """Return the bridges of all cells, and for each cell with any the loops in which other fill may lie.

    solid: lines of the skins, which tell where there is air below.
    """
    least_um2, anchor_um = settings.bridge_min_area_mm2 * 1e6, settings.bridge_anchor_mm * 1000.0
    open_um = np.zeros(area.room.cells)
    for pieces in solid:
        over_air = (pieces.kind & BOTTOM > 0) & (pieces.cell >= around.parts)
        np.add.at(open_um, pieces.cell[over_air], pieces.ends[over_air, 1] - pieces.ends[over_air, 0])
    inset_um = pitch_um * (0.5 - OVERLAP)
    directions: list[NDArray[np.float64]] = []
    found_cell: list[int] = []
    loops: list[tuple[Loops, Loops]] = []
    rest: dict[int, list[NDArray[np.float64]]] = {}
    for cell in np.flatnonzero(open_um * pitch_um >= least_um2).tolist():
        room = CrossSection(area.room.loops_of(cell), FillRule.Positive)
        held = CrossSection(around.outlines.loops_of(cell - around.parts), FillRule.Positive)
        air = _opened(room - held, pitch_um)
        taken = CrossSection()
        for span in air.decompose():
            if span.area() < least_um2:
                continue
            grown = (span.offset(anchor_um, JoinType.Miter) ^ room) - taken.offset(0.1, JoinType.Miter)
            lines = grown.offset(-inset_um, JoinType.Miter)
            if lines.is_empty():
                continue
            taken = taken + grown
            found_cell.append(cell)
            directions.append(_best_direction(span, held, pitch_um, anchor_um))
            loops.append((lines.to_polygons(), grown.to_polygons()))
        if not taken.is_empty():
            free = CrossSection(area.centrelines.loops_of(cell), FillRule.Positive)
            rest[cell] = (free - taken.offset(inset_um, JoinType.Miter)).to_polygons()
    lines, rooms = (regions_from_loops([own[i] for own in loops]) for i in range(2))
    return Bridges(FillArea(lines, rooms), np.array(found_cell, np.int64), np.array(directions).reshape(-1, 2)), rest


def _best_direction(span: CrossSection, held: CrossSection, pitch_um: float, anchor_um: float) -> NDArray[np.float64]:
    """Return the unit vector along which lines over a span are held best, the shorter spans in doubt."""
    from layerworks.kernels.scanline_rows import cross_rows
    from layerworks.kernels.scanline_spans import measure_spans

    x0, y0, x1, y1 = span.bounds()
    margin = 2 * anchor_um
    window = CrossSection.square((x1 - x0 + 2 * margin, y1 - y0 + 2 * margin)).translate((x0 - margin, y0 - margin))
    directions = np.stack([np.cos(ANGLES), np.sin(ANGLES)], 1)
    every = np.ones(len(ANGLES), np.bool_)
    rows = [
        cross_rows(r.points_um, r.loop_start, r.cell_start, every, directions, pitch_um, 0)[:4]
        for r in (regions_from_loops([s.to_polygons()] * len(ANGLES)) for s in (span, held ^ window))
    ]
    spans = measure_spans(*rows[0], *rows[1], anchor_um / 2)
    length = np.maximum(spans[:, :3].sum(axis=1), 1.0)
    cost = spans[:, :3] @ HELD_COST / length
    mean_span_um = spans[:, 3] / length
    return directions[np.lexsort((mean_span_um, np.round(cost, 2)))[0]]


def _opened(section: CrossSection, width_um: float) -> CrossSection:
    return section.offset(-width_um, JoinType.Miter).offset(width_um, JoinType.Miter)
