"""Ears: discs about the corners of parts that lift first."""

import math

import numpy as np

from layerworks.slicing.regions import Regions, no_regions, outer_loops, regions_from_loops
from layerworks.slicing.simplifying import simplified

BLUNT_UM = 200.0  # a corner rounded off by less counts as one
CORNERS = 48  # of a disc


def discs_at_corners(parts: Regions, most_deg: float, radius_um: float) -> Regions:
    """Return discs of a radius about the convex corners of outer outlines whose inner angle is at most so much.

    parts: in one cell, as is the answer; where discs overlap they are one.
    """
    from layerworks.kernels.offset_grid import following_points
    from layerworks.slicing.clipping import union

    outer = outer_loops(parts)
    points, start, _ = simplified(outer.points_um, outer.loop_start, BLUNT_UM, 0.0)
    if len(points) == 0:
        return no_regions(1)
    after = following_points(start, len(points))
    way = points[after] - points
    before = np.empty_like(way)
    before[after] = way
    turn = np.arctan2(before[:, 0] * way[:, 1] - before[:, 1] * way[:, 0], (before * way).sum(axis=1))
    corners = points[turn >= math.radians(180.0 - most_deg) - 1e-9]
    step = 2.0 * math.pi * np.arange(CORNERS) / CORNERS
    disc = radius_um * np.stack([np.cos(step), np.sin(step)], 1)
    return regions_from_loops([union([corner + disc for corner in corners])]) if len(corners) else no_regions(1)
