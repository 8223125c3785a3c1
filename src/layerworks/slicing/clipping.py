"""Polygon algebra of one cell at a time with manifold3d, for what the kernels do not do themselves."""

from collections.abc import Sequence

import numpy as np
from manifold3d import CrossSection, FillRule, JoinType
from numpy.typing import NDArray

Loops = Sequence[NDArray[np.float64]]  # (n, 2) each, µm, the area on the left

MITER_LIMIT = 2.0


def union(loops: Loops) -> list[NDArray[np.float64]]:
    """Return the loops around everything that any of the loops winds around, in either sense."""
    return CrossSection(list(loops), FillRule.NonZero).to_polygons()


def difference(loops: Loops, away: Loops) -> list[NDArray[np.float64]]:
    """Return the loops around what of an area is in no other one."""
    return (CrossSection(list(loops), FillRule.Positive) - CrossSection(list(away), FillRule.Positive)).to_polygons()


def offset(loops: Loops, distance_um: float) -> list[NDArray[np.float64]]:
    """Return the loops grown (or shrunk, distance below zero), corners kept sharp up to the miter limit."""
    section = CrossSection(list(loops), FillRule.Positive)
    return section.offset(distance_um, JoinType.Miter, MITER_LIMIT).to_polygons()


def inset_within_disc(loops: Loops, distance_um: float, radius_um: float) -> list[NDArray[np.float64]]:
    """Return the loops shrunk by a distance, without the narrow places that a disc of a radius does not enter."""
    section = CrossSection(list(loops), FillRule.Positive)
    shrunk = section.offset(-distance_um, JoinType.Miter, MITER_LIMIT)
    core = section.offset(-radius_um, JoinType.Miter, MITER_LIMIT)
    # a hair more than the disc reaches, so that the borders do not run on top of each other
    return (shrunk ^ core.offset(radius_um - distance_um + 10.0, JoinType.Miter, MITER_LIMIT)).to_polygons()
