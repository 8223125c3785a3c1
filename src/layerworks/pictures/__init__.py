"""Pictures of parts, layers and toolpaths as PNG, for people who would rather look than read.

A picture holds no words, only numerals and units: it serves every language and needs no font to be installed. What its
colours mean is data (`legend`), which doors write beside it.
"""

from layerworks.pictures.camera import FRONT, ISO, RIGHT, TOP, View
from layerworks.pictures.part import part_picture
from layerworks.pictures.theme import ThemeName

__all__ = ["FRONT", "ISO", "RIGHT", "TOP", "ThemeName", "View", "part_picture"]
