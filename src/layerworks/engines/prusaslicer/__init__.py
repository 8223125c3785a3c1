"""PrusaSlicer, as an installed program: our settings in its words, its settings in ours."""

from layerworks.engines.prusaslicer.asking import COVERED, NAME, PROGRAMS, prepare, roughly, version_of

__all__ = ["COVERED", "NAME", "PROGRAMS", "prepare", "roughly", "version_of"]
