"""Parallel lines over areas, each piece told solid or sparse by the layers around it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.regions import Regions

TURN = 0.1  # of a pitch: how wide a bead is half-way from row to row
# Of a pitch that fill lines reach into what is beside them, beyond the half that a whole bead along the border takes. A
# turn is (1 + TURN) / 2 wide on average, so two rows that end half of that before the border leave it what it lays.
# At a height of 0.44 pitches their round ends just close what is between them: (½)² + x² = (½ + d/2)² for stadiums
# d = h (1 − π/4) wider than their pitch, and the wall's round side comes d / 2 to meet them; x + d / 2 = 0.27.
OVERLAP = 0.5 - (1.0 + TURN) / 4.0
STUB = 0.5  # of a pitch: how long a line becomes solid where a skin only passes its end
CRUMB = 2.0  # pitches that slivers of a row must be long together, to be worth a start and a stop
LEAST_SLIVER = 0.35  # of a pitch that a bead along a border is wide at least


@dataclass(frozen=True, slots=True, eq=False)
class FillArea:
    """Where fill goes. centrelines: where the middle of a bead may lie; room: what the beads should cover."""

    centrelines: Regions
    room: Regions


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """What decides between solid and sparse: the outlines of all layers, and how many of them must cover a place.

    outlines: cell = layer × parts + part. above, below: layers over and under a place that make it solid where open.
    pocket_um: what is sparse for less than this, along a line between solid ones, is solid, too.
    """

    outlines: Regions
    parts: int
    above: int
    below: int
    pocket_um: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Pieces of parallel lines, ascending by cell, row and end; pieces of a row that touch are one line.

    cell, row: (p,) i64, row j lies at pitch × (j + ½). ends: (p, 2) f64 µm along the row. lift: (p, 2) f64 µm that a
    piece's middle lies off its row at both ends; its width there is pitch − 2 |lift|. kind: (p,) u8, bits of
    `layerworks.kernels.scanline_kinds`. crossing: (p, 2) i64 index of the end among the area's crossings, −1 inside.
    edge: (x,) i32 edge of the area's centrelines of each crossing. directions: (c, 2) unit vector of the rows by cell.
    """

    cell: NDArray[np.int64]
    row: NDArray[np.int64]
    ends: NDArray[np.float64]
    lift: NDArray[np.float64]
    kind: NDArray[np.uint8]
    crossing: NDArray[np.int64]
    edge: NDArray[np.int32]
    directions: NDArray[np.float64]
    pitch_um: float


def split(
    area: FillArea, around: Neighbours, angle_deg: float, pitch_um: float, wanted: NDArray[np.bool_], dense: bool
) -> Pieces:
    """Return the lines of one direction over an area in the wanted cells (c,), each piece told solid or sparse.

    dense: the lines lie side by side, so that what they leave along borders is filled too.
    """
    turn = np.deg2rad(angle_deg)
    directions = np.tile([np.cos(turn), np.sin(turn)], (area.room.cells, 1))
    return split_turned(area, around, directions, pitch_um, wanted, dense)


def split_turned(
    area: FillArea,
    around: Neighbours,
    directions: NDArray[np.float64],
    pitch_um: float,
    wanted: NDArray[np.bool_],
    dense: bool,
) -> Pieces:
    """Return the same as `split` for a direction (c, 2) a cell; cells that are compared must share theirs."""
    from layerworks.kernels.scanline_rows import cross_rows
    from layerworks.kernels.scanline_skins import split_rows
    from layerworks.kernels.scanline_slivers import find_slivers

    lines, room = area.centrelines, area.room
    first_row, cell_row, row_start, along, edge = cross_rows(
        lines.points_um, lines.loop_start, lines.cell_start, wanted, directions, pitch_um, int(dense)
    )
    sliver_start, sliver_ends, sliver_lift = np.zeros(len(row_start), np.int64), np.empty((0, 2)), np.empty((0, 2))
    if dense:
        sliver_start, sliver_ends, sliver_lift = find_slivers(
            room.points_um,
            room.loop_start,
            room.cell_start,
            directions,
            pitch_um,
            LEAST_SLIVER * pitch_um,
            first_row,
            cell_row,
        )
    # a skin that lies between two lines is seen at the quarters of their strips
    levels = 2 if dense else 1
    outlines = around.outlines
    beside = np.zeros(area.room.cells, np.bool_)
    for step in range(-around.below, around.above + 1):
        near = np.flatnonzero(wanted) + step * around.parts
        beside[near[(near >= 0) & (near < len(beside))]] = True
    cover_first, cover_cell_row, cover_start, cover_along, _ = cross_rows(
        outlines.points_um, outlines.loop_start, outlines.cell_start, beside, directions, pitch_um / levels, 0
    )
    cell, row, ends, lift, kind, crossing = split_rows(
        first_row,
        cell_row,
        row_start,
        along,
        sliver_start,
        sliver_ends,
        sliver_lift,
        cover_first,
        cover_cell_row,
        cover_start,
        cover_along,
        levels,
        around.parts,
        around.above,
        around.below,
        around.pocket_um,
        0.5 * pitch_um if dense else 0.0,
        STUB * pitch_um,
        CRUMB * pitch_um,
    )
    return Pieces(cell, row, ends, lift, kind, crossing, edge, directions, pitch_um)


def turned(points: NDArray[np.float64], directions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return machine x and y (n, 2) of points (n, 2) given along and across lines of a direction (n, 2) each."""
    c, s = directions.T
    return np.stack([c * points[:, 0] - s * points[:, 1], s * points[:, 0] + c * points[:, 1]], 1)
