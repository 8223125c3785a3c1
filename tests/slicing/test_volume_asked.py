"""What is laid is what the settings ask for: solid walls, solid skins, and the asked share of the rest.

Asked is reckoned here with polygons, layer by layer; the slicer reckons with intervals on lines.
"""

from pathlib import Path

import numpy as np
import pytest
from manifold3d import CrossSection, FillRule, JoinType

from layerworks.geometry import CheckedMesh, Plate
from layerworks.geometry.checking import CheckSettings, check
from layerworks.geometry.placing import PlaceSettings, place
from layerworks.geometry.plate import Bed
from layerworks.geometry.reading import read_model
from layerworks.slicing.cutting import LayerSettings, cut
from layerworks.slicing.layers import Layers
from layerworks.slicing.laying import StrokeSettings, lay
from layerworks.slicing.role import Role
from layerworks.slicing.strokes import Strokes

BRACKET = Path(__file__).parents[2] / "examples" / "bracket.stl"
WALLS_MM, SKINS, DENSITY = 0.9, 4, 0.2  # the defaults: two walls of 0.45 mm, four skins, a fifth of the inside
WATERTIGHT = ["20mmbox.amf", "cylinder1000_ascii.stl", "voron0_a_drive_frame_upper.stl", "voron_cw2_main_body.stl"]


def sliced(file: Path) -> Strokes:
    bed = Bed(400.0, 400.0, 400.0)
    meshes = [check(item, CheckSettings(), bed) for item in read_model(file).items]
    plate = place([mesh for mesh in meshes if isinstance(mesh, CheckedMesh)], bed, PlaceSettings())
    assert isinstance(plate, Plate)
    return lay(cut(plate, LayerSettings()), StrokeSettings())


def laid_mm3(strokes: Strokes) -> float:
    total = 0.0
    for s in range(len(strokes.start) - 1):
        if strokes.role[s] in (Role.SKIRT, Role.BRIM):
            continue
        points = strokes.points_um[strokes.start[s] : strokes.start[s + 1]] / 1000.0
        widths = strokes.width_um[strokes.start[s] : strokes.start[s + 1]] / 1000.0
        if strokes.closed[s]:
            points, widths = np.vstack([points, points[:1]]), np.append(widths, widths[0])
        lengths = np.hypot(*np.diff(points, axis=0).T)
        height = strokes.layers.height_mm[strokes.layer[s]]
        total += float((lengths * (widths[1:] + widths[:-1]) / 2.0).sum() * height)
    return total


def asked_mm3(layers: Layers) -> float:
    sections = [section(layers, k) for k in range(len(layers.z_mm))]
    insides = [s.offset(-WALLS_MM, JoinType.Miter, 4.0) for s in sections]
    total = 0.0
    for k, height in enumerate(layers.height_mm):
        core = CrossSection()
        if SKINS <= k < len(sections) - SKINS:
            core = insides[k]
            for near in range(1, SKINS + 1):
                core = core ^ sections[k + near] ^ sections[k - near]
        solid = sections[k].area() - core.area()
        total += height * (solid + DENSITY * core.area())
    return total


def section(layers: Layers, layer: int) -> CrossSection:
    loops = [
        layers.points_um[layers.loop_start[j] : layers.loop_start[j + 1]] / 1000.0
        for j in np.flatnonzero(layers.loop_layer == layer)
    ]
    return CrossSection(loops, FillRule.NonZero) if loops else CrossSection()


def test_the_example_gets_the_plastic_it_asks_for():
    strokes = sliced(BRACKET)
    assert laid_mm3(strokes) == pytest.approx(asked_mm3(strokes.layers), rel=0.03)


@pytest.mark.parametrize("file", WATERTIGHT)
def test_real_parts_get_the_plastic_they_ask_for(corpus: Path, file: str):
    strokes = sliced(corpus / file)
    assert laid_mm3(strokes) == pytest.approx(asked_mm3(strokes.layers), rel=0.03)
