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


def offset(loops: Loops, distance_um: float) -> list[NDArray[np.float64]]:
    """Return the loops grown (or shrunk, distance below zero), corners kept sharp up to the miter limit."""
    section = CrossSection(list(loops), FillRule.Positive)
    return section.offset(distance_um, JoinType.Miter, MITER_LIMIT).to_polygons()


def intersection(first: Loops, second: Loops) -> list[NDArray[np.float64]]:
    """Return the loops around what two areas have in common."""
    return (CrossSection(list(first), FillRule.Positive) ^ CrossSection(list(second), FillRule.Positive)).to_polygons()
