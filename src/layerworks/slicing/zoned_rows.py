"""Rows of fill that go through several zones: cut at the borders, and joined again where both sides are alike."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.regions import Regions
from layerworks.slicing.rows import Pieces

HAIR_UM = 1.0  # by which both sides of a border may be off each other


def clipped(pieces: Pieces, region: Regions, cells: NDArray[np.bool_]) -> Pieces:
    """Return pieces of which, in some cells (c,), only what lies in a region is left."""
    cut = cells[pieces.cell]
    if not cut.any():
        return pieces
    from layerworks.kernels.scanline_rows import cross_rows

    first_row, cell_row, row_start, along, _ = cross_rows(
        region.points_um, region.loop_start, region.cell_start, cells, pieces.directions, pieces.pitch_um, 0
    )
    cell, at = pieces.cell, pieces.row - first_row[pieces.cell]
    met = (at >= 0) & (at < np.diff(cell_row)[cell])
    row = np.where(met, cell_row[cell] + at, 0)
    count = np.where(met, np.diff(row_start, append=row_start[-1])[row] // 2, 0)
    count[~cut] = 1
    piece = np.repeat(np.arange(len(cell)), count)
    nth = np.arange(len(piece)) - np.repeat(np.cumsum(count) - count, count)
    ends, through = pieces.ends[piece], ~cut[piece]
    span = np.where(through, 0, row_start[row[piece]] + 2 * nth)
    low = np.where(through, ends[:, 0], np.maximum(ends[:, 0], along[span] if len(along) else 0.0))
    high = np.where(through, ends[:, 1], np.minimum(ends[:, 1], along[span + 1] if len(along) else 0.0))
    keep = high > low
    piece, low, high, ends = piece[keep], low[keep], high[keep], ends[keep]
    lift, crossing = pieces.lift[piece], pieces.crossing[piece]
    slope = (lift[:, 1] - lift[:, 0]) / (ends[:, 1] - ends[:, 0])
    return replace(
        pieces,
        cell=cell[piece],
        row=pieces.row[piece],
        ends=np.stack([low, high], 1),
        lift=lift[:, :1] + slope[:, None] * (np.stack([low, high], 1) - ends[:, :1]),
        kind=pieces.kind[piece],
        crossing=np.where(np.stack([low == ends[:, 0], high == ends[:, 1]], 1), crossing, -1),
    )


def merged(lists: Sequence[Pieces]) -> Pieces:
    """Return pieces of the same rows in different zones as one list, those that are alike on both sides of a border
    as one piece. Their crossings tell only border from inside.
    """
    if len(lists) == 1:
        return lists[0]
    cell = np.concatenate([p.cell for p in lists])
    row = np.concatenate([p.row for p in lists])
    ends = np.concatenate([p.ends for p in lists])
    order = np.lexsort((ends[:, 0], row, cell))
    cell, row, ends = cell[order], row[order], ends[order]
    lift = np.concatenate([p.lift for p in lists])[order]
    kind = np.concatenate([p.kind for p in lists])[order]
    crossing = np.concatenate([p.crossing for p in lists])[order]
    touch = (cell[1:] == cell[:-1]) & (row[1:] == row[:-1]) & (np.abs(ends[1:, 0] - ends[:-1, 1]) <= HAIR_UM)
    ends[1:, 0] = np.where(touch, ends[:-1, 1], ends[1:, 0])
    flat = (lift == 0.0).all(axis=1)
    one = touch & (kind[1:] == kind[:-1]) & flat[1:] & flat[:-1]
    first = np.flatnonzero(np.concatenate([[True], ~one])[: len(cell)])
    last = np.append(first[1:] - 1, len(cell) - 1)[: len(first)]
    return replace(
        lists[0],
        cell=cell[first],
        row=row[first],
        ends=np.stack([ends[first, 0], ends[last, 1]], 1),
        lift=np.stack([lift[first, 0], lift[last, 1]], 1),
        kind=kind[first],
        crossing=np.stack([crossing[first, 0], crossing[last, 1]], 1),
    )
