"""Infill whose density is a function of the place.

Rows lie side by side, and row j is laid where the density exceeds the fraction of j times the golden section. Where
the density is even the rows that are left take that share of the place, at no more than three different distances from
each other (the three-gap theorem: Sós, Ann. Univ. Sci. Budapest 1 (1958) 127); a denser place has all lines of a
thinner one.
"""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.scanline_kinds import HIDDEN, SPARSE
from layerworks.slicing.beads import Beads
from layerworks.slicing.infill.lines import sparse_lines
from layerworks.slicing.infill.settings import InfillSettings
from layerworks.slicing.raster import each_turn
from layerworks.slicing.rows import FillArea, Neighbours, Pieces, split, turned

Density = Callable[[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]

GOLDEN = (math.sqrt(5.0) - 1.0) / 2.0
STEP_UM = 500.0  # along a row between two places where the density is asked


def graded_beads(
    area: FillArea,
    around: Neighbours,
    z_um: NDArray[np.float64],
    width_um: float,
    settings: InfillSettings,
    turns: NDArray[np.float64],
    density: Density,
) -> list[Beads]:
    """Return straight lines in the sparse part of an area.

    z_um: (c,) height of each cell's middle. turns: (c,) degrees. density: share to fill, 0 … 1, at x, y, z (n,) in mm
    of the machine.
    """
    beads: list[Beads] = []
    for angle, wanted in each_turn(turns):
        pieces = split(area, around, angle, width_um, wanted, False)
        beads.append(sparse_lines(_thinned(pieces, z_um, density), area, width_um, settings))
    return beads


def _thinned(pieces: Pieces, z_um: NDArray[np.float64], density: Density) -> Pieces:
    """Return the solid pieces, and of the sparse ones what a density leaves."""
    length = pieces.ends[:, 1] - pieces.ends[:, 0]
    steps = np.where(pieces.kind == SPARSE, np.maximum(np.ceil(length / STEP_UM), 1.0), 1.0).astype(np.int64)
    piece = np.repeat(np.arange(len(steps)), steps)
    nth = np.arange(len(piece)) - np.repeat(np.cumsum(steps) - steps, steps)
    begin = pieces.ends[piece, 0] + nth / steps[piece] * length[piece]
    end = np.where(nth + 1 == steps[piece], pieces.ends[piece, 1], begin + length[piece] / steps[piece])
    cell, row = pieces.cell[piece], pieces.row[piece]
    middle = np.stack([(begin + end) / 2.0, (row + 0.5) * pieces.pitch_um], 1).astype(np.float64)
    x, y = turned(middle, pieces.directions[cell]).T / 1000.0
    laid = density(x, y, z_um[cell] / 1000.0) > np.mod(row * GOLDEN, 1.0)
    laid |= pieces.kind[piece] != SPARSE
    # runs of steps of one piece that are laid
    opens = laid & np.concatenate([[True], ~laid[:-1] | (piece[1:] != piece[:-1])])
    closes = laid & np.concatenate([~laid[1:] | (piece[1:] != piece[:-1]), [True]])
    first, last = np.flatnonzero(opens), np.flatnonzero(closes)
    own = piece[first]
    at_begin, at_end = nth[first] == 0, nth[last] + 1 == steps[own]
    return replace(
        pieces,
        cell=pieces.cell[own],
        row=pieces.row[own],
        ends=np.stack([begin[first], end[last]], 1),
        lift=pieces.lift[own],
        kind=np.where(pieces.kind[own] == SPARSE, SPARSE, HIDDEN).astype(np.uint8),
        crossing=np.where(np.stack([at_begin, at_end], 1), pieces.crossing[own], -1),
    )
