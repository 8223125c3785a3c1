"""Lines that follow the load, layer by layer, however the part stands."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerworks.errors import Rejected
from layerworks.geometry import Plate, PlatePart
from layerworks.slicing.adhesion import AdhesionSettings
from layerworks.slicing.cutting import LayerSettings, cut
from layerworks.slicing.infill.settings import InfillSettings
from layerworks.slicing.laying import StrokeSettings, lay
from layerworks.slicing.ordering import CoolingSettings, OrderSettings, RetractionSettings, SpeedSettings, order
from layerworks.slicing.raster import RasterSettings, aligned_share, each_turn, load_angles_deg, turns_deg
from layerworks.slicing.role import Role
from slicing.coverage import stroke_lines
from slicing.polygons import BED, block, mesh_of

FILLS = {Role.TOP_SKIN, Role.BOTTOM_SKIN, Role.SOLID_FILL, Role.SPARSE_FILL}


def standing(*yaws_deg: float) -> Plate:
    """The same block again and again, each turned about the upright."""
    parts = []
    for i, yaw in enumerate(yaws_deg):
        c, s = math.cos(math.radians(yaw)), math.sin(math.radians(yaw))
        pose = np.array([[c, -s, 0, 100.0 + 60 * i], [s, c, 0, 200.0], [0, 0, 1, 0], [0, 0, 0, 1]])
        parts.append(PlatePart(f"part-{i}", mesh_of(block(30, 20, 2.4)), pose))
    return Plate(tuple(parts), BED, "plate")


def laid(plate: Plate, raster: RasterSettings, **infill):
    chosen = StrokeSettings(raster=raster, infill=InfillSettings(**infill), adhesion=AdhesionSettings(skirt_loops=0))
    return lay(cut(plate, LayerSettings()), chosen, plate)


def main_angle_deg(strokes, layer: int, part: int) -> float:
    """The angle, 0 … 180, along which most of a layer's fill runs."""
    spread = np.zeros(180)
    for points, _ in stroke_lines(strokes, layer, FILLS):
        if np.abs(points[:, 0] / 1000.0 - (100.0 + 60 * part)).max() > 30.0:
            continue
        for a, b in itertools.pairwise(points):
            angle = math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))
            spread[round(angle) % 180] += np.hypot(*(b - a))
    return float(spread.argmax())


@pytest.mark.parametrize("infill", [{"infill_density": 1.0}, {"infill_density": 0.3}])
def test_every_layer_takes_its_angle_from_the_load_of_its_part(infill):
    angles = (0.0, 0.0, 45.0, 0.0, 0.0, -45.0)
    strokes = laid(standing(0.0, 30.0), RasterSettings(angles, (0.0, 2.0, 5.0)), **infill)
    for layer, part in itertools.product(range(12), range(2)):
        expected = (90.0 + 30.0 * part + angles[layer % 6]) % 180.0
        assert abs(main_angle_deg(strokes, layer, part) - expected) <= 1.0, (layer, part)


def test_without_a_list_skins_and_infill_keep_their_own_angles():
    strokes = laid(standing(30.0), RasterSettings((), (0.0, 1.0, 0.0)))
    assert [main_angle_deg(strokes, layer, 0) for layer in range(4)] == [45.0, 135.0, 45.0, 135.0]


def test_patterns_turn_with_the_load():
    plate = standing(20.0)
    strokes = laid(plate, RasterSettings((0.0,)), infill_pattern="grid", infill_angles_deg=(10.0,))
    assert main_angle_deg(strokes, 6, 0) in (30.0, 120.0)


@given(st.lists(st.sampled_from([0.0, 45.0, 90.0, -45.0]), max_size=6), st.integers(1, 20), st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_each_cell_has_one_turn(angles, layers, parts):
    load = 10.0 * np.arange(parts)
    turns = turns_deg(tuple(angles), load, layers)
    counted = np.zeros(layers * parts, np.int64)
    for angle, cells in each_turn(turns):
        counted += cells
        assert (turns[cells] == angle).all()
    assert (counted == 1).all()
    for cell in range(layers * parts):
        listed = angles or [45.0]
        assert turns[cell] == listed[cell // parts % len(listed)] + load[cell % parts]


@pytest.mark.parametrize("load", [(1.0, 0.0), (0.0, 0.0, 1.0), (0.0, 0.0, 0.0)])
def test_a_load_without_a_direction_on_the_plate_is_refused(load):
    with pytest.raises(Rejected):
        load_angles_deg(RasterSettings((0.0,), load), [np.eye(4)])
    assert load_angles_deg(RasterSettings((), load), [np.eye(4)]).tolist() == [0.0]


def test_the_share_that_runs_along_the_load_follows_the_list():
    plate = standing(0.0)

    def share(*angles: float, within: float = 15.0) -> float:
        strokes = laid(plate, RasterSettings(angles), infill_density=1.0)
        path = order(
            strokes, OrderSettings(), SpeedSettings(), CoolingSettings(), RetractionSettings(), parts=("part-0",)
        )
        return aligned_share(path, np.array([1.0, 0.0, 0.0]), within, (Role.SOLID_FILL, Role.BOTTOM_SKIN))

    assert share(0.0) > 0.95
    assert share(90.0) < 0.1
    assert share(0.0, 90.0) == pytest.approx(0.5, abs=0.08)
    assert share(0.0, 45.0, within=50.0) > 0.95
