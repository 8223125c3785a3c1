"""How true a program is to its model: what it leaves out, what it lays outside, what it lays twice, layer by layer."""

from layerworks.fidelity.asked import Asked
from layerworks.fidelity.comparing import compare
from layerworks.fidelity.difference import Difference, LayerMap
from layerworks.fidelity.picture import difference_picture
from layerworks.fidelity.scene import Scene, scene_of

__all__ = ["Asked", "Difference", "LayerMap", "Scene", "compare", "difference_picture", "scene_of"]
