"""A program that may not change some limits."""

import math
from collections.abc import Collection
from dataclasses import replace

from layerworks.gcode.reading import Moves
from layerworks.motion._limit_table import CHANGEABLE_NAMES


def held(moves: Moves, firm: Collection[str]) -> Moves:
    """Return moves whose program leaves some limits, by field, as the machine has them."""
    columns = [name in firm for name in CHANGEABLE_NAMES]
    if not any(columns):
        return moves
    change = moves.limit_change.copy()
    change[:, columns] = math.nan
    return replace(moves, limit_change=change)
