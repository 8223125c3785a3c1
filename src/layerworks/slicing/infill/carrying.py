"""Sparse infill made three times as dense in the layers under a top skin, so that the skin lies on something."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.scanline_kinds import HIDDEN, SPARSE
from layerworks.slicing.beads import Beads
from layerworks.slicing.infill.lines import sparse_lines
from layerworks.slicing.infill.settings import InfillSettings
from layerworks.slicing.raster import each_turn
from layerworks.slicing.rows import FillArea, Neighbours, Pieces, split

TIMES = 3  # so many lines where there was one: odd, so that the middle one of them lies where the infill's own lies


def carrying_beads(
    area: FillArea, around: Neighbours, width_um: float, settings: InfillSettings, turns: NDArray[np.float64]
) -> list[Beads]:
    """Return the lines that a skin over sparse infill rests on besides the infill itself.

    They lie where a place is sparse and would be solid if skins were `skin_carrying_layers` thicker. Between the lines
    of rectilinear infill they are parallel to them; other patterns are crossed. Infill denser than a third carries
    skins as it is. turns: (c,) degrees, of the infill's lines.
    """
    sparse = 0.0 < settings.infill_density <= 1.0 / TIMES
    if settings.skin_carrying_layers == 0 or not sparse or around.above == 0:
        return []
    deeper = replace(around, above=around.above + settings.skin_carrying_layers)
    pitch_um = width_um / settings.infill_density / TIMES
    beads: list[Beads] = []
    for angle, wanted in each_turn(turns):
        pieces, under = (split(area, near, angle, pitch_um, wanted, False) for near in (around, deeper))
        beads.append(sparse_lines(_between(pieces, under), area, width_um, settings))
    return beads


def _between(pieces: Pieces, under: Pieces) -> Pieces:
    """Return pieces cut where either list is cut, sparse where the first is and the second is not.

    Both cover the same lines. Lines that the infill has itself are not sparse either.
    """
    cell = np.concatenate([pieces.cell, under.cell])
    row = np.concatenate([pieces.row, under.row])
    begin = np.concatenate([pieces.ends[:, 0], under.ends[:, 0]])
    order = np.lexsort((begin, row, cell))
    cell, row, begin = cell[order], row[order], begin[order]
    count = len(pieces.cell)
    first = _latest(np.where(order < count, order, -1))
    second = _latest(np.where(order >= count, order - count, -1))
    line_goes_on = (cell[1:] == cell[:-1]) & (row[1:] == row[:-1])
    end = np.minimum(pieces.ends[first, 1], under.ends[second, 1])
    end[:-1] = np.where(line_goes_on, np.minimum(end[:-1], begin[1:]), end[:-1])
    sparse = (pieces.kind[first] == SPARSE) & (under.kind[second] != SPARSE) & (row % TIMES != TIMES // 2)
    keep = end > begin
    at_begin, at_end = begin == pieces.ends[first, 0], end == pieces.ends[first, 1]
    crossing = np.stack(
        [np.where(at_begin, pieces.crossing[first, 0], -1), np.where(at_end, pieces.crossing[first, 1], -1)], 1
    )
    return replace(
        pieces,
        cell=cell[keep],
        row=row[keep],
        ends=np.stack([begin, end], 1)[keep],
        lift=np.zeros((int(keep.sum()), 2)),
        kind=np.where(sparse, SPARSE, HIDDEN).astype(np.uint8)[keep],
        crossing=crossing[keep],
    )


def _latest(index: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each index ≥ 0, and for the rest the last one before."""
    return np.maximum.accumulate(np.where(index >= 0, index, 0))
