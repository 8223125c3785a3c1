"""Gyroid infill: cuts through the surface sin x cos y + sin y cos z + sin z cos x = 0 (Schoen, NASA TN D-5541, 1970).

In every layer the curves are one wave, repeated.
"""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.beads import Beads
from layerworks.slicing.infill.settings import InfillSettings
from layerworks.slicing.infill.waves import wave_beads
from layerworks.slicing.regions import Regions

WAVE_LENGTH = 1.229  # mean length of a wave by its length along the axis
NODES = 24  # a period


def gyroid_beads(
    area: Regions, z_um: NDArray[np.float64], width_um: float, settings: InfillSettings, turns: NDArray[np.float64]
) -> list[Beads]:
    """Return the curves in an area. z_um: (c,) height of each cell; turns: (c,) degrees."""
    period_um = 2.0 * width_um * WAVE_LENGTH / settings.infill_density
    c, s = np.cos(np.deg2rad(turns)), np.sin(np.deg2rad(turns))
    axes = np.moveaxis(np.array([[c, s], [-s, c]]), 2, 0)
    phase = 2.0 * np.pi * z_um / period_um
    upright = np.abs(np.sin(phase)) > np.abs(np.cos(phase))  # there the waves run along the second axis
    frames = np.where(upright[:, None, None], axes[:, ::-1], axes)
    return [
        wave_beads(
            area, frames, partial(_bow, phase, upright, branch, period_um), period_um, period_um / NODES, width_um,
            settings,
        )
        for branch in (1.0, -1.0)
    ]  # fmt: skip


def _bow(
    phase: NDArray[np.float64],
    upright: NDArray[np.bool_],
    branch: float,
    period_um: float,
    along_um: NDArray[np.float64],
    cell: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return how far one of the two curves of a period lies off its axis."""
    x = 2.0 * np.pi * along_um / period_um
    sine, cosine = np.sin(phase)[cell], np.cos(phase)[cell]
    # lying: sin x cos y + cos z sin y = −sin z cos x, solved for y; upright: the same for x over y
    a, b, c = np.where(upright[cell], (np.cos(x), sine, np.sin(x) * cosine), (np.sin(x), cosine, sine * np.cos(x)))
    bow = np.arccos(np.clip(-c / np.hypot(a, b), -1.0, 1.0))
    lying = np.arctan2(b, a) + branch * bow
    standing = -np.arctan2(b, a) + np.pi / 2.0 + branch * bow
    # rows lie half a period off the origin, the surface does not
    return (np.where(upright[cell], standing, lying) / (2.0 * np.pi) - 0.5) * period_um
