"""How the head gets from bead to bead: straight, round inside the part, or through the air with filament held back."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.travel_detour import MOST_BENDS, plan_travels
from layerworks.slicing.layers import Layers
from layerworks.slicing.ordering.settings import RetractionSettings
from layerworks.slicing.role import Role

_OUTSIDE = [Role.SKIRT, Role.BRIM, Role.RAFT, Role.SUPPORT, Role.SUPPORT_INTERFACE]
_SUPPORTS = [Role.SUPPORT, Role.SUPPORT_INTERFACE]


@dataclass(frozen=True, slots=True, eq=False)
class Travels:
    """The way to each bead from the one before. retract: (s,) bool, filament is held back.

    bend_start: (s + 1,) i32 into bend_um: (b, 2) i32, the points between.
    """

    retract: NDArray[np.bool_]
    bend_start: NDArray[np.int32]
    bend_um: NDArray[np.int32]


def plan_ways(
    layers: Layers,
    ends_um: NDArray[np.int32],
    layer: NDArray[np.int32],
    role: NDArray[np.uint8],
    inset_um: float,
    retraction: RetractionSettings,
) -> Travels:
    """Return the ways to beads in their order.

    ends_um: (s, 2, 2) x and y of the first and of the last point of each bead. inset_um: how far inside the outlines
    a way round runs. A way is through open air when it meets an outline of the layer it arrives in, or joins what lies
    outside of all parts; within supports it is not. Short ways never hold filament back.
    """
    count = role.size
    retract, bends_to = np.zeros(count, np.bool_), np.zeros(count, np.int32)
    no_bends = Travels(retract, np.zeros(count + 1, np.int32), np.zeros((0, 2), np.int32))
    if count < 2 or retraction.retract_mm == 0.0:
        return no_bends
    way = np.stack([ends_um[:-1, 1], ends_um[1:, 0]], axis=1)
    length_um = np.hypot(*(way[:, 1].astype(np.float64) - way[:, 0]).T)
    long = np.flatnonzero(length_um >= max(1.0, retraction.retract_min_travel_mm * 1000.0))
    outside = np.isin(role, _OUTSIDE)
    support = np.isin(role, _SUPPORTS)
    leaves = np.zeros(long.size, np.bool_)
    bends = np.zeros(long.size, np.int32)
    bend = np.zeros((long.size, MOST_BENDS, 2), np.int32)
    every_layer = np.arange(layers.z_mm.size + 1)
    plan_travels(
        layers.points_um,
        layers.loop_start,
        np.searchsorted(layers.loop_layer, every_layer).astype(np.int32),
        np.ascontiguousarray(way[long]),
        np.searchsorted(layer[long + 1], every_layer).astype(np.int32),
        inset_um,
        retraction.travel_detour_mm * 1000.0,
        leaves,
        bends,
        bend,
    )
    air = (outside[long] | outside[long + 1]) & ~(support[long] & support[long + 1])
    retract[long + 1] = leaves | air
    bends[air] = 0
    bends_to[long + 1] = bends
    return Travels(
        retract,
        np.concatenate([[0], np.cumsum(bends_to)]).astype(np.int32),
        bend[np.arange(MOST_BENDS) < bends[:, None]],
    )
