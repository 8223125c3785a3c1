"""Gyroid infill: cuts through the surface sin x cos y + sin y cos z + sin z cos x = 0 (Schoen, NASA TN D-5541, 1970).

In every layer the curves are one wave, repeated. Seen from that wave they are straight lines, so an area bent the other
way is crossed by rows as for any pattern of lines, and the pieces found are bent back.
"""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.beads import Beads, join_beads, open_beads
from layerworks.slicing.infill.settings import InfillSettings
from layerworks.slicing.regions import Regions
from layerworks.slicing.role import Role

WAVE_LENGTH = 1.229  # mean length of a wave by its length along the axis
SAMPLES = 24  # points a period


def gyroid_beads(area: Regions, z_um: NDArray[np.float64], width_um: float, settings: InfillSettings) -> Beads:
    """Return the curves in an area. z_um: (c,) height of each cell."""
    from layerworks.kernels.scanline_rows import cross_rows

    period_um = 2.0 * width_um * WAVE_LENGTH / settings.infill_density
    turn = np.deg2rad((settings.infill_angles_deg or (45.0,))[0])
    axes = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    phase = 2.0 * np.pi * z_um / period_um
    upright = np.abs(np.sin(phase)) > np.abs(np.cos(phase))  # there the waves run along the second axis
    fine, loop_start = _divided(area, period_um / SAMPLES)
    cell = np.repeat(area.loop_cell, np.diff(loop_start))
    along = np.where(upright[cell, None], fine @ axes[::-1].T, fine @ axes.T)
    found: list[Beads] = []
    every = np.ones(area.cells, np.bool_)
    straight = np.tile([1.0, 0.0], (area.cells, 1))
    for branch in (1.0, -1.0):
        bent = along.copy()
        bent[:, 1] -= _wave(along[:, 0], phase[cell], upright[cell], branch, period_um)
        first_row, cell_row, row_start, ends, _ = cross_rows(
            np.ascontiguousarray(bent), loop_start, area.cell_start, every, straight, period_um, 0
        )
        row_cell = np.repeat(np.arange(area.cells), np.diff(cell_row))
        row = np.arange(len(row_cell)) - cell_row[row_cell] + first_row[row_cell]
        piece = np.stack([ends[0::2], ends[1::2]], 1) if len(ends) else np.empty((0, 2))
        piece_row = np.repeat(np.arange(len(row)), np.diff(row_start) // 2)
        long = piece[:, 1] - piece[:, 0] >= settings.infill_min_line_mm * 1000.0
        piece, piece_row = piece[long], piece_row[long]
        count = np.ceil((piece[:, 1] - piece[:, 0]) / (period_um / SAMPLES)).astype(np.int64) + 1
        start = np.concatenate([np.zeros(1, np.int64), np.cumsum(count)])
        which = np.repeat(np.arange(len(count)), count)
        share = (np.arange(start[-1]) - start[which]) / np.maximum(count[which] - 1, 1)
        u = piece[which, 0] + share * (piece[which, 1] - piece[which, 0])
        own = row_cell[piece_row]
        v = (row[piece_row[which]] + 0.5) * period_um + _wave(
            u, phase[own[which]], upright[own[which]], branch, period_um
        )
        uv = np.stack([u, v], 1)
        points = np.where(upright[own[which], None], uv[:, ::-1], uv) @ axes
        role = np.full(len(own), Role.SPARSE_FILL)
        found.append(open_beads(points, np.full(len(points), width_um), start, role, own))
    return join_beads(found)


def _wave(
    u: NDArray[np.float64], z: NDArray[np.float64], upright: NDArray[np.bool_], branch: float, period_um: float
) -> NDArray[np.float64]:
    """Return how far the curve lies off its axis at u, for one of the two curves of a period."""
    x = 2.0 * np.pi * u / period_um
    sine, cosine = np.sin(z), np.cos(z)
    # lying: sin x cos y + cos z sin y = −sin z cos x, solved for y; upright: the same for x over y
    a, b, c = np.where(upright, (np.cos(x), sine, np.sin(x) * cosine), (np.sin(x), cosine, sine * np.cos(x)))
    bow = np.arccos(np.clip(-c / np.hypot(a, b), -1.0, 1.0))
    lying = np.arctan2(b, a) + branch * bow
    standing = -np.arctan2(b, a) + np.pi / 2.0 + branch * bow
    return np.where(upright, standing, lying) * period_um / (2.0 * np.pi)


def _divided(area: Regions, longest_um: float) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return points and loop starts of an area with its edges cut to pieces of at most a length."""
    points = area.points_um
    following = np.arange(1, len(points) + 1)
    filled = area.loop_start[1:] > area.loop_start[:-1]
    following[area.loop_start[1:][filled] - 1] = area.loop_start[:-1][filled]
    step = points[following] - points
    count = np.maximum(1, np.ceil(np.hypot(step[:, 0], step[:, 1]) / longest_um)).astype(np.int64)
    begin = np.concatenate([np.zeros(1, np.int64), np.cumsum(count)])
    which = np.repeat(np.arange(len(points)), count)
    share = (np.arange(begin[-1]) - begin[which]) / count[which]
    return points[which] + share[:, None] * step[which], begin[area.loop_start]
