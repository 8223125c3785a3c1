"""Honeycomb infill: hexagonal cells whose walls stand upright.

A layer holds zig-zag lines that meet along every second side, where two beads lie beside each other. The next layer is
turned by 60° about a middle of a cell, so that the sides take turns in being double.
"""

import math
from functools import partial

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.beads import Beads
from layerworks.slicing.infill.settings import InfillSettings
from layerworks.slicing.infill.waves import wave_beads
from layerworks.slicing.regions import Regions


def honeycomb_beads(
    area: Regions, width_um: float, settings: InfillSettings, turns: NDArray[np.float64]
) -> list[Beads]:
    """Return the lines in an area. turns: (c,) degrees, of the lines of each cell."""
    side_um = side_of(width_um, settings.infill_density)
    pitch_um = side_um * math.sqrt(0.75)  # half the width of a cell
    c, s = np.cos(np.deg2rad(turns)), np.sin(np.deg2rad(turns))
    frames = np.moveaxis(np.array([[c, s], [-s, c]]), 2, 0)
    return [
        wave_beads(
            area, frames, partial(_bow, sense, side_um, pitch_um, pitch_um - width_um), 2.0 * pitch_um, side_um / 2.0,
            width_um, settings,
        )
        for sense in (1.0, -1.0)
    ]  # fmt: skip


def side_of(width_um: float, density: float) -> float:
    """Return the side of the cells at which beads of a width cover a share of the plane."""
    low, high = width_um, 2.0 * width_um / density
    for _ in range(60):
        side = (low + high) / 2.0
        pitch = side * math.sqrt(0.75)
        length = 2.0 * side + 2.0 * math.hypot(side / 2.0, pitch - width_um)  # of a line in three sides of way
        low, high = (side, high) if length * width_um > density * 3.0 * side * pitch else (low, side)
    return low


def _bow(
    sense: float,
    side_um: float,
    pitch_um: float,
    rise_um: float,
    along_um: NDArray[np.float64],
    _cell: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return how far a line lies off its row: low for a side, up in half a side, high for a side, down in half."""
    at = np.mod(along_um / side_um + 0.5, 3.0)
    height = np.clip(2.0 * at - 2.0, 0.0, 1.0) - np.clip(2.0 * at - 5.0, 0.0, 1.0)
    return sense * (pitch_um / 2.0 + rise_um * (height - 0.5))
