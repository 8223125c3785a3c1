"""Outer walls led a little further into the sharp corners of a part, which the round end of a bead does not fill.

Beside the corner the sides of the bead then stand out of the part. At 10 µm, and a bead of 0.45 mm, the open tip of a
right angle is more than a quarter smaller, and what stands out is less than two thirds of that; at 60° a third.
"""

import math

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.regions import Regions

SHARP = math.radians(70.0)  # of the turn: in blunter corners more would stand out than is gained
RUN_UP = 0.25  # of the width, before and behind the corner, over which the bead leaves its line: half a radius
LEAST_SIDE_UM = 100.0  # shorter sides leave no room for it


def led_into_corners(
    line: Regions, width_um: NDArray[np.float64], stand_out_um: float
) -> tuple[Regions, NDArray[np.float64]]:
    """Return closed centrelines with their sharp corners moved out, and the width (n,) at each of their points.

    line: material on the left, so that its sharp corners turn left. stand_out_um: what the sides of the bead move by at
    the corner, which moves by that over the sine of half its inner angle. Beyond the run-up all stays.
    """
    points, start = line.points_um, line.loop_start
    corner = np.empty(0, np.int64) if stand_out_um == 0.0 else sharp_corners(line)
    if len(corner) == 0:
        return line, width_um
    loop = np.searchsorted(start, corner, side="right") - 1
    last = np.where(corner == start[loop], start[loop + 1], corner) - 1
    following = np.where(corner + 1 == start[loop + 1], start[loop], corner + 1)
    back, ahead = points[last] - points[corner], points[following] - points[corner]
    length = np.stack([np.hypot(*back.T), np.hypot(*ahead.T)], 1)
    back, ahead = back / length[:, :1], ahead / length[:, 1:]
    inward = back + ahead  # 2 cos(a / 2) long
    cosine = np.clip(np.hypot(*inward.T) / 2.0, 1e-6, 1.0)
    out = stand_out_um / np.sqrt(np.maximum(1.0 - cosine**2, 1e-3))
    run = np.minimum(RUN_UP * width_um[corner][:, None], length / 2.0)
    copies = np.ones(len(points), np.int64)
    copies[corner] = 3
    end = np.cumsum(copies)
    source = np.repeat(np.arange(len(points)), copies)
    moved, width = points[source], width_um[source]
    middle = end[corner] - 2
    moved[middle] -= (out / (2.0 * cosine))[:, None] * inward
    moved[middle - 1] += run[:, :1] * back
    moved[middle + 1] += run[:, 1:] * ahead
    share = run / length
    width[middle - 1] += share[:, 0] * (width_um[last] - width_um[corner])
    width[middle + 1] += share[:, 1] * (width_um[following] - width_um[corner])
    return Regions(moved, np.concatenate([[0], end])[start], line.cell_start), width


def sharp_corners(line: Regions) -> NDArray[np.int64]:
    """Return the points (k,) at which loops turn left sharply between sides that are not short."""
    filled = line.loop_start[1:] > line.loop_start[:-1]
    first, last = line.loop_start[:-1][filled], line.loop_start[1:][filled] - 1
    x, y = np.ascontiguousarray(line.points_um.T)
    dx, dy = _next(x, first, last) - x, _next(y, first, last) - y
    length2 = dx * dx + dy * dy
    px, py, before2 = _previous(dx, first, last), _previous(dy, first, last), _previous(length2, first, last)
    cross, dot = px * dy - py * dx, px * dx + py * dy
    sharp = (cross > 0.0) & ((dot < 0.0) | (cross * cross > math.sin(SHARP) ** 2 * before2 * length2))
    return np.flatnonzero(sharp & (np.minimum(length2, before2) >= LEAST_SIDE_UM**2))


def _next(values: NDArray[np.float64], first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.float64]:
    found = np.empty_like(values)
    found[:-1] = values[1:]
    found[last] = values[first]
    return found


def _previous(values: NDArray[np.float64], first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.float64]:
    found = np.empty_like(values)
    found[1:] = values[:-1]
    found[first] = values[last]
    return found
