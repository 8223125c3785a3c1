"""Pictures of parts, layers and toolpaths as PNG, layers and time as SVG too, for people who would rather
look than read.

A PNG holds no words, only numerals and units: it serves every language and needs no font to be installed. What its
colours mean is data (`legend`), which doors write beside it.
"""

from layerworks.pictures.camera import FRONT, ISO, RIGHT, TOP, View
from layerworks.pictures.foreign import toolpath_of_moves
from layerworks.pictures.layer import layer_picture
from layerworks.pictures.mesh_stream import mesh_stream
from layerworks.pictures.paint import By, Scale, flow_scale, scale_by, scale_over, speed_scale, width_scale
from layerworks.pictures.palette import ROLE_COLOURS, LegendEntry, legend
from layerworks.pictures.part import part_picture, part_pictures
from layerworks.pictures.photo import Background
from layerworks.pictures.sheet import layers_sheet, layers_sheets
from layerworks.pictures.svg import layer_svg
from layerworks.pictures.svg_timeline import timeline_svg
from layerworks.pictures.theme import ThemeName
from layerworks.pictures.thumbnails import Thumbnail, gcode_thumbnails
from layerworks.pictures.timeline import time_by_layer, timeline_picture
from layerworks.pictures.toolpath import toolpath_picture
from layerworks.pictures.toolpath_stream import toolpath_stream

__all__ = [
    "FRONT",
    "ISO",
    "RIGHT",
    "ROLE_COLOURS",
    "TOP",
    "Background",
    "By",
    "LegendEntry",
    "Scale",
    "ThemeName",
    "Thumbnail",
    "View",
    "flow_scale",
    "gcode_thumbnails",
    "layer_picture",
    "layer_svg",
    "layers_sheet",
    "layers_sheets",
    "legend",
    "mesh_stream",
    "part_picture",
    "part_pictures",
    "scale_by",
    "scale_over",
    "speed_scale",
    "time_by_layer",
    "timeline_picture",
    "timeline_svg",
    "toolpath_of_moves",
    "toolpath_picture",
    "toolpath_stream",
    "width_scale",
]
