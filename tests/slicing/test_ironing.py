"""Ironing: over upper sides only, inside the walls, with the plastic asked for."""

import numpy as np
import pytest
from manifold3d import CrossSection

from layerworks.slicing.adhesion import AdhesionSettings
from layerworks.slicing.cutting import LayerSettings, cut
from layerworks.slicing.ironing import IroningSettings
from layerworks.slicing.laying import StrokeSettings, lay
from layerworks.slicing.ordering import CoolingSettings, OrderSettings, RetractionSettings, SpeedSettings, order
from layerworks.slicing.role import Role
from slicing.coverage import stroke_lines, volume_mm3
from slicing.polygons import block, plate_of


def stairs(**ironing):
    """A block of 20 × 20 × 2 mm with one of 8 × 20 × 2 mm on it, at its middle."""
    layers = cut(plate_of(block(20, 20, 2) + block(8, 20, 4)), LayerSettings())
    return lay(layers, StrokeSettings(ironing=IroningSettings(**ironing), adhesion=AdhesionSettings(skirt_loops=0)))


def ironed_layers(strokes) -> set[int]:
    return set(strokes.layer[strokes.role == Role.IRONING].tolist())


def test_only_the_upper_sides_asked_for_are_ironed():
    assert ironed_layers(stairs()) == set()
    assert ironed_layers(stairs(ironing="top")) == {9, 19}
    assert ironed_layers(stairs(ironing="topmost")) == {9, 19}  # the step lies under nothing


def test_what_lies_under_another_place_is_not_topmost():
    table = block(20, 20, 6) - CrossSection.square((30, 30)).extrude(2).translate((-5, -15, 2))
    layers = cut(plate_of(table), LayerSettings())
    settings = {which: StrokeSettings(ironing=IroningSettings(which)) for which in ("top", "topmost")}
    assert ironed_layers(lay(layers, settings["top"])) == {9, 29}
    assert ironed_layers(lay(layers, settings["topmost"])) == {29}


@pytest.mark.parametrize(("spacing", "flow"), [(0.1, 0.15), (0.25, 0.3)])
def test_lines_lie_where_they_should_with_the_plastic_asked_for(spacing, flow):
    strokes = stairs(ironing="top", ironing_spacing_mm=spacing, ironing_flow=flow, ironing_inset_mm=0.2)
    wall = 2 * 0.45 + 0.2 * (1 - np.pi / 4)
    step = (20 - 8) / 2 - wall - 2 * 0.2  # between the walls and the upper block
    areas = 2 * step * (20 - 2 * wall - 0.4) + (8 - 2 * wall - 0.4) * (20 - 2 * wall - 0.4)
    assert volume_mm3(strokes, {Role.IRONING}) == pytest.approx(areas * 0.2 * flow, rel=0.1)
    for points, width in stroke_lines(strokes, 9, {Role.IRONING}):
        assert width.max() == pytest.approx(spacing * 1000.0 * flow, abs=0.51)  # steps from line to line are thinner
        x, y = np.abs(points - 200_000.0).T
        assert (x >= 4200.0 - 2).all()
        assert (x <= (10 - wall - 0.2) * 1000.0 + 2).all()
        assert (y <= (10 - wall - 0.2) * 1000.0 + 2).all()


def test_ironing_runs_across_the_skin_and_after_it():
    strokes = stairs(ironing="top")

    def main_angle(role: Role) -> int:
        spread = np.zeros(180)
        for points, _ in stroke_lines(strokes, 19, {role}):
            step = np.diff(points, axis=0)
            np.add.at(spread, np.rint(np.rad2deg(np.arctan2(*step.T[::-1]))).astype(int) % 180, np.hypot(*step.T))
        return int(spread.argmax())

    assert abs(main_angle(Role.IRONING) - main_angle(Role.TOP_SKIN)) == 90
    path = order(strokes, OrderSettings(), SpeedSettings(), CoolingSettings(), RetractionSettings(), parts=("part",))
    for layer in (9, 19):
        role = path.role[(path.layer == layer) & (path.volume_mm3 > 0.0)]
        assert (role[np.flatnonzero(role == Role.IRONING)[0] :] == Role.IRONING).all()
    assert set(path.speed_mm_s[(path.role == Role.IRONING) & (path.layer == 19)].tolist()) == {20.0}
