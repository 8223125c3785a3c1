"""A planned program as pictures: where it is fast, where much plastic flows, where it shakes, layer by layer."""

import math
from collections.abc import Mapping

from layerworks.motion.figures import flow_mm3_s, mean_accel_mm_s2, mean_speed_mm_s
from layerworks.motion.profile import MotionProfile
from layerworks.pictures.foreign import toolpath_of_moves
from layerworks.pictures.paint import scale_over
from layerworks.pictures.png import png_bytes
from layerworks.pictures.svg_timeline import timeline_svg
from layerworks.pictures.theme import ThemeName
from layerworks.pictures.timeline import time_by_layer, timeline_picture
from layerworks.pictures.toolpath import develop_toolpath, expose_toolpath
from layerworks.words import Language


def planned_pictures(
    profile: MotionProfile,
    *,
    filament_mm: float = 1.75,
    size_px: tuple[int, int] = (960, 720),
    theme: ThemeName = "light",
    language: Language = "en",
) -> Mapping[str, bytes]:
    """Return pictures by name of their file: `speed.png`, `flow.png` and `acceleration.png` colour every bead by its
    mean; `timeline.svg` is time by layer with axes and legend in words, `timeline.png` the same without words.

    filament_mm: its diameter.
    """
    toolpath = toolpath_of_moves(profile.moves, filament_mm)
    film = expose_toolpath(toolpath, size_px)
    figures = (
        ("speed", mean_speed_mm_s(profile), "mm/s"),
        ("flow", flow_mm3_s(profile, math.pi * (0.5 * filament_mm) ** 2), "mm3/s"),
        ("acceleration", 0.001 * mean_accel_mm_s2(profile), "m/s2"),
    )
    pictures = {
        f"{name}.png": png_bytes(develop_toolpath(film, toolpath, theme, "paper", scale_over(toolpath, values, unit)))
        for name, values, unit in figures
    }
    time_s = time_by_layer(profile)
    return pictures | {
        "timeline.png": timeline_picture(time_s, theme=theme),
        "timeline.svg": timeline_svg(time_s, theme=theme, language=language),
    }
