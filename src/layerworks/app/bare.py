"""What is to be said of overhangs that stay without support."""

from collections.abc import Sequence

from layerworks.geometry import Finding
from layerworks.slicing.layers import Layers
from layerworks.slicing.laying import StrokeSettings
from layerworks.slicing.strokes import Strokes
from layerworks.slicing.supports.marks import SupportMarks
from layerworks.words import say


def bare_told(
    layers: Layers, strokes: Strokes, of_parts: Sequence[StrokeSettings], marks: SupportMarks
) -> tuple[Finding, ...]:
    """Return a finding where supports were asked for and leave overhangs bare. of_parts: settings of each part."""
    if all(own.supports.supports == "none" for own in of_parts):
        return ()
    from layerworks.slicing.supports.bare import bare_overhangs

    width_um = of_parts[0].walls.line_width_mm * 1000.0
    bare = bare_overhangs(layers, strokes, [own.supports for own in of_parts], width_um, marks)
    if bare is None:
        return ()
    why = "no_way_down" if bare.plate_only else "no_room_below"
    text = say(f"app.{why}", value=bare.area_mm2, low_mm=bare.low_mm, high_mm=bare.high_mm)
    return (Finding("bare_overhangs", "warn", text, say(f"app.{why}_remedy"), value=bare.area_mm2),)
