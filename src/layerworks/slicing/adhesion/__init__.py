"""What helps parts to stay on the bed: skirt and brim."""

from layerworks.slicing.adhesion.settings import AdhesionSettings

__all__ = ["AdhesionSettings"]
