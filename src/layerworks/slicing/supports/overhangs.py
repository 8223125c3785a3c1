"""Where a part needs support: what leans further over the layer below than it can."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.offsetting import inset
from layerworks.slicing.regions import Regions
from layerworks.slicing.supports.raster import Raster, Window, window_around
from layerworks.slicing.supports.settings import SupportSettings

SHORTEST_UM = 2.0  # rounding of outlines to micrometres is no overhang


@dataclass(frozen=True, slots=True, eq=False)
class Overhangs:
    """Pixels of a raster that need support, ascending by cell. cell, row, column: (m,) i64; share: (m,) f64 of the
    pixel that overhangs, at least roughly.
    """

    cell: NDArray[np.int64]
    row: NDArray[np.int64]
    column: NDArray[np.int64]
    share: NDArray[np.float64]

    def take(self, keep: NDArray[np.bool_]) -> "Overhangs":
        """Return some of the pixels."""
        return Overhangs(self.cell[keep], self.row[keep], self.column[keep], self.share[keep])


def find_overhangs(
    outlines: Regions,
    parts: int,
    height_um: NDArray[np.float64],
    raster: Raster,
    settings: SupportSettings,
    blockers: Regions | None,
    enforcers: Regions | None,
) -> Overhangs:
    """Return where the outlines need support.

    A layer is held where the layer below, grown by its own height times the tangent of the angle, covers it. Blockers
    take away, enforcers add every underside in them, whatever its angle, length or area; where only what is enforced
    is wanted, nothing else is held. height_um: (c,) by cell.
    """
    reach_um = height_um * math.tan(math.radians(settings.support_overhang_deg))
    found = _open(outlines, inset(outlines, -np.append(reach_um[parts:], reach_um[:parts])), parts, raster)
    if settings.support_bridge_mm > 0.0:
        found = found.take(~_bridging(found, outlines, parts, raster, settings.support_bridge_mm * 1000.0))
    found = found.take(group_areas(found, parts) * raster.pitch_um**2 >= settings.support_least_area_mm2 * 1e6)
    if settings.support_where == "enforced":
        found = found.take(np.zeros(len(found.cell), np.bool_))
    if enforcers is not None:
        under = _open(outlines, outlines, parts, raster)
        found = _united([found, under.take(_inside(under, enforcers, raster))])
    if blockers is not None:
        found = found.take(~_inside(found, blockers, raster))
    return found


def _open(outlines: Regions, below: Regions, parts: int, raster: Raster) -> Overhangs:
    from layerworks.kernels.support_rows import mark_open

    pitch_um = raster.pitch_um
    cell, row, column, share = mark_open(raster.rows(outlines), raster.rows(below), parts, pitch_um, SHORTEST_UM)
    # along the columns as well, where thin strips beside a row are seen; there, column −1 − j runs through pixel j
    upright = mark_open(raster.rows(outlines, 90.0), raster.rows(below, 90.0), parts, pitch_um, SHORTEST_UM)
    return _united(
        [Overhangs(cell, row, column, share), Overhangs(upright[0], upright[2], -1 - upright[1], upright[3])]
    )


def _united(all_found: list[Overhangs]) -> Overhangs:
    cell, row, column = (np.concatenate([getattr(f, n) for f in all_found]) for n in ("cell", "row", "column"))
    share = np.concatenate([f.share for f in all_found])
    order = np.lexsort((column, row, cell))
    cell, row, column, share = cell[order], row[order], column[order], share[order]
    new = np.ones(len(cell), np.bool_)
    new[1:] = (cell[1:] != cell[:-1]) | (row[1:] != row[:-1]) | (column[1:] != column[:-1])
    first = np.flatnonzero(new)
    most = np.maximum.reduceat(share, first) if len(first) else share
    return Overhangs(cell[first], row[first], column[first], most)


def group_areas(found: Overhangs, parts: int) -> NDArray[np.float64]:
    """Return the area (m,), in pixels, of the overhang that each pixel belongs to."""
    from layerworks.kernels.support_groups import overhang_areas

    if len(found.cell) == 0:
        return np.empty(0)
    layer = found.cell // parts
    return overhang_areas(layer, found.row - found.row.min(), found.column - found.column.min(), found.share)


def _bridging(found: Overhangs, outlines: Regions, parts: int, raster: Raster, longest_um: float) -> NDArray[np.bool_]:
    """Tell which pixels (m,) belong to an overhang that spans the air by itself."""
    from layerworks.kernels.support_groups import drop_bridges
    from layerworks.kernels.support_rows import fill_pixels

    spared = np.zeros(len(found.cell), np.bool_)
    rows = raster.rows(outlines)
    longest = max(1, int(longest_um / raster.pitch_um))
    for a, b in _by_cell(found.cell):
        cell = int(found.cell[a])
        w = window_around(found.row[a:b], found.column[a:b], 1, longest + 2)
        at = (found.row[a:b] - w.row, found.column[a:b] - w.column)
        need, part, below, spare = (np.zeros((w.height, w.width), np.bool_) for _ in range(4))
        need[at] = True
        fill_pixels(rows, np.array([cell]), w.row, w.column, raster.pitch_um, part)
        fill_pixels(rows, np.array([cell - parts]), w.row, w.column, raster.pitch_um, below)
        part[[0, -1]] = part[:, [0, -1]] = False
        drop_bridges(need, part, below, longest, spare)
        spared[a:b] = spare[at]
    return spared


def _inside(found: Overhangs, areas: Regions, raster: Raster) -> NDArray[np.bool_]:
    """Tell which pixels (m,) lie in areas of their cell."""
    from layerworks.kernels.support_rows import fill_pixels

    inside = np.zeros(len(found.cell), np.bool_)
    rows = raster.rows(areas)
    for a, b in _by_cell(found.cell):
        w = window_around(found.row[a:b], found.column[a:b], 1, 0)
        pixels = np.zeros((w.height, w.width), np.bool_)
        fill_pixels(rows, found.cell[a : a + 1], w.row, w.column, raster.pitch_um, pixels)
        inside[a:b] = pixels[found.row[a:b] - w.row, found.column[a:b] - w.column]
    return inside


def _by_cell(cell: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return where the pixels of each cell begin and end."""
    bounds = np.flatnonzero(np.diff(cell, prepend=-1, append=-1))
    return list(zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True))


def window_of(found: Overhangs, raster: Raster, margin_um: float) -> Window:
    """Return the window that holds the overhangs, with a margin."""
    return window_around(found.row, found.column, raster.block, max(2, math.ceil(margin_um / raster.pitch_um)))
