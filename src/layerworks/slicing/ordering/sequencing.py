"""Which stroke is laid after which: as the settings say, or as a caller says."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.order_items import Sequence
from layerworks.kernels.order_sequence import sequence
from layerworks.slicing.ordering.items import gather
from layerworks.slicing.ordering.overhangs import overhanging
from layerworks.slicing.ordering.settings import WALL_ORDERS, OrderSettings
from layerworks.slicing.strokes import Strokes

_LINK_REACH = 3.0  # walls one depth apart have vertices nearer than so many widths


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """Strokes in the order in which they are laid.

    order: (n,) numbers of strokes, each that has two points or more once, layer after layer. backward: (n,) which open
    ones are laid from their last point to their first; None turns each so that its nearer end comes first. first: (n,)
    vertex, from 0, at which each closed one begins; None takes the seam, or the nearest vertex where there is none.
    """

    order: NDArray[np.integer]
    backward: NDArray[np.bool_] | None = None
    first: NDArray[np.integer] | None = None


class StrokeOrder(Protocol):
    """A caller's own order of strokes."""

    def __call__(self, strokes: Strokes) -> Laid:
        """Return the order in which strokes are laid."""
        ...


def sequence_of(strokes: Strokes, seam: NDArray[np.int32], settings: OrderSettings) -> Sequence:
    """Return the order of a short way: part by part, island by island, walls before what they hold.

    seam: (s,) vertex at which a closed stroke starts, −1 where it is free.
    """
    hangs = overhanging(strokes) if settings.wall_order == "outer_first_where_supported" else None
    items, nesting = gather(strokes, seam, hangs)
    laid = items.strokes.size
    found = Sequence(
        np.empty(laid, np.int32),
        np.zeros(laid, np.bool_),
        np.zeros(laid, np.int32),
        np.zeros(2),
        np.zeros(1, np.int64),
    )
    reach_um = _LINK_REACH * float(strokes.width_um.max(initial=1))
    sequence(items, nesting, reach_um, WALL_ORDERS.index(settings.wall_order), found)
    return found


def own_sequence(strokes: Strokes, seam: NDArray[np.int32], own: StrokeOrder) -> Sequence:
    """Return the order that a caller chooses. Raises ValueError where a stroke is missing, comes twice or in the layer
    of another, or begins at a vertex that is not there.
    """
    laid = own(strokes)
    order = np.ascontiguousarray(laid.order, np.int32)
    if not np.array_equal(np.sort(order), np.flatnonzero(np.diff(strokes.start) >= 2)):
        raise ValueError("an order names every stroke of two points or more once")
    if (np.diff(strokes.layer[order]) < 0).any():
        raise ValueError("an order goes through the layers from below")
    size = np.diff(strokes.start)[order]
    given = [column for column in (laid.backward, laid.first) if column is not None]
    if any(column.shape != order.shape for column in given):
        raise ValueError("an order says of each of its strokes how it is laid, or of none")
    if laid.first is not None and ((laid.first < 0) | (laid.first >= size)).any():
        raise ValueError("an order lets strokes begin at a vertex that they have")
    backward = np.zeros(order.size, np.bool_) if laid.backward is None else laid.backward.astype(np.bool_)
    first = np.maximum(seam[order], 0) if laid.first is None else laid.first.astype(np.int32)
    if len(given) < 2:
        free = (laid.first is None) & (seam[order] < 0)
        _from_the_head(strokes, order, free, laid.backward is None, backward, first)
    return Sequence(order, backward, first.astype(np.int32), np.zeros(2), np.full(1, order.size, np.int64))


def _from_the_head(
    strokes: Strokes,
    order: NDArray[np.int32],
    free: NDArray[np.bool_],
    turn: bool,
    backward: NDArray[np.bool_],
    first: NDArray[np.int32],
) -> None:
    """Set which open strokes begin at their end, where they may turn, and where free (n,) closed ones begin: as it is
    nearest to where the stroke before ends.
    """
    head = np.zeros(2)
    for place, stroke in enumerate(order.tolist()):
        points = strokes.points_um[strokes.start[stroke] : strokes.start[stroke + 1]]
        if strokes.closed[stroke]:
            if free[place]:
                first[place] = np.hypot(*(points - head).T).argmin()
            head = points[first[place]]
            continue
        if turn:
            backward[place] = np.hypot(*(points[-1] - head)) < np.hypot(*(points[0] - head))
        head = points[0] if backward[place] else points[-1]
