"""How strokes cover places, seen from above, for the tests: slow and obvious."""

import itertools
import math

import numpy as np

from layerworks.slicing.strokes import Strokes
from slicing.polygons import inside

STADIUM = 1.0 - math.pi / 4.0


def stroke_lines(strokes: Strokes, layer: int, roles=None):
    """Yield points_um and width_um of each stroke of a layer, closed ones with their first point repeated."""
    for s in np.flatnonzero(strokes.layer == layer):
        if roles is None or strokes.role[s] in roles:
            a, b = strokes.start[s], strokes.start[s + 1]
            points, width = strokes.points_um[a:b].astype(float), strokes.width_um[a:b].astype(float)
            if strokes.closed[s]:
                points, width = np.vstack([points, points[:1]]), np.append(width, width[0])
            yield points, width


def covered(strokes: Strokes, layer: int, places, roles=None) -> np.ndarray:
    """Which places (n, 2) lie under a bead of a layer."""
    height_um = strokes.layers.height_mm[layer] * 1000.0
    hit = np.zeros(len(places), np.bool_)
    for points, width in stroke_lines(strokes, layer, roles):
        for (a, b), w in zip(itertools.pairwise(points), itertools.pairwise(width), strict=True):
            e, v = b - a, places - a
            t = np.clip(v @ e / max(float(e @ e), 1e-9), 0.0, 1.0)
            reach = (w[0] + t * (w[1] - w[0]) + height_um * STADIUM) / 2.0
            hit |= np.hypot(*(v - t[:, None] * e).T) <= reach
    return hit


def volume_mm3(strokes: Strokes, roles=None) -> float:
    """Plastic of all strokes: width × height × length."""
    total = 0.0
    for layer, height in enumerate(strokes.layers.height_mm):
        for points, width in stroke_lines(strokes, layer, roles):
            length = np.hypot(*np.diff(points, axis=0).T)
            total += float((length * (width[:-1] + width[1:]) / 2.0).sum()) * 1e-6 * height
    return total


def places_in(loops, step_um=60.0) -> np.ndarray:
    """A grid of places inside loops, in micrometres."""
    points = np.concatenate(loops)
    low, high = points.min(axis=0), points.max(axis=0)
    x, y = (np.arange(a + step_um / 2, b, step_um) for a, b in zip(low, high, strict=True))
    grid = np.stack(np.meshgrid(x, y), -1).reshape(-1, 2)
    return grid[inside(loops, grid)]
