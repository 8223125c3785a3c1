"""Where the filament must be held back: on the ways that leave the part."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.travel_crossing import travels_crossing
from layerworks.slicing.layers import Layers
from layerworks.slicing.role import Role

_OUTSIDE = [Role.SKIRT, Role.BRIM, Role.RAFT, Role.SUPPORT, Role.SUPPORT_INTERFACE]
_SUPPORTS = [Role.SUPPORT, Role.SUPPORT_INTERFACE]


def retracting(
    layers: Layers,
    ends_um: NDArray[np.int32],
    layer: NDArray[np.int32],
    role: NDArray[np.uint8],
    min_travel_mm: float,
) -> NDArray[np.bool_]:
    """Return (s,) bool: is the way to this stroke from the one before long and through open air?

    ends_um: (s, 4) x and y of the first and of the last point of the strokes in their order. A way is through open
    air when it meets an outline of the layer it arrives in, or joins what lies outside of all parts; within supports
    it is not.
    """
    retract = np.zeros(role.size, np.bool_)
    if role.size < 2:
        return retract
    way = np.hstack([ends_um[:-1, 2:], ends_um[1:, :2]])
    length_um = np.hypot(*(way[:, 2:] - way[:, :2]).T.astype(np.float64))
    long = np.flatnonzero(length_um >= max(1.0, min_travel_mm * 1000.0))
    outside = np.isin(role, _OUTSIDE)
    support = np.isin(role, _SUPPORTS)
    air = (outside[long] | outside[long + 1]) & ~(support[long] & support[long + 1])
    crosses = np.zeros(long.size, np.bool_)
    count = layers.z_mm.size
    travels_crossing(
        layers.points_um,
        layers.loop_start,
        np.searchsorted(layers.loop_layer, np.arange(count + 1)).astype(np.int32),
        np.ascontiguousarray(way[long]),
        np.searchsorted(layer[long + 1], np.arange(count + 1)).astype(np.int32),
        crosses,
    )
    retract[long + 1] = air | crosses
    return retract
