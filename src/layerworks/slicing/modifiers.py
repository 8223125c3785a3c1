"""Volumes that change settings where they meet a part: cut as the part is, layer by layer."""

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.cutting import LayerSettings, cut_mesh
from layerworks.slicing.layers import Layers
from layerworks.slicing.zones import Inside, Modifier


def modifier(
    vertices_mm: NDArray[np.float64],
    faces: NDArray[np.int32],
    part: int,
    inside: Inside,
    layers: Layers,
    settings: LayerSettings,
) -> Modifier:
    """Return a volume cut in the middles of layers.

    vertices_mm: (v, 3) machine coordinates, as the part stands on its plate. faces: (n, 3), outward. part: the number
    of the part that it modifies. inside: what holds in it.
    """
    middle_mm = layers.z_mm - layers.height_mm / 2
    return Modifier(part, cut_mesh(np.ascontiguousarray(vertices_mm, np.float64), faces, middle_mm, settings), inside)
