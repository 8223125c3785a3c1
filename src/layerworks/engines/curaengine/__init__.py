"""CuraEngine, as an installed program: a definition of our own that holds what it asks for."""

from layerworks.engines.curaengine.asking import COVERED, NAME, PROGRAMS, prepare, roughly, version_of

__all__ = ["COVERED", "NAME", "PROGRAMS", "prepare", "roughly", "version_of"]
