"""Spiral vases: a floor, then one bead without a break, seam or retraction, with the plastic that the wall asks for."""

import itertools
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from manifold3d import Manifold

from layerworks.catalogue import machine, material, temperatures
from layerworks.errors import Rejected
from layerworks.gcode.reading import read_program
from layerworks.gcode.writing import Header, write_program
from layerworks.geometry import CheckedMesh
from layerworks.geometry.checking import CheckSettings, check
from layerworks.geometry.reading import read_model
from layerworks.kernels.spiral_turns import wind
from layerworks.motion import estimate
from layerworks.slicing.adhesion import AdhesionSettings
from layerworks.slicing.cutting import LayerSettings, cut
from layerworks.slicing.laying import StrokeSettings, lay
from layerworks.slicing.laying_by_part import lay_by_part
from layerworks.slicing.ordering import CoolingSettings, OrderSettings, RetractionSettings, SpeedSettings, order
from layerworks.slicing.role import Role
from layerworks.slicing.skins import SkinSettings
from layerworks.slicing.toolpath import Toolpath
from layerworks.slicing.vase import VaseSettings
from layerworks.words import render
from reference import spiral_turns as slow
from slicing.polygons import BED, block, border_distance, inside, plate_of, stars

VASE = StrokeSettings(vase=VaseSettings(True), adhesion=AdhesionSettings(skirt_loops=0))
CIRCLES = Manifold.cylinder(8.0, 10.0, 12.0, 90)


def printed(plate, chosen=VASE, **speeds) -> Toolpath:
    strokes = lay(cut(plate, LayerSettings()), chosen, plate)
    names = tuple(part.name for part in plate.parts)
    return order(
        strokes, OrderSettings(), SpeedSettings(**speeds), CoolingSettings(), RetractionSettings(), parts=names
    )


def rising(path: Toolpath, first: int = 4) -> np.ndarray:
    """Rows of the spiral without the way to it."""
    return np.flatnonzero(path.layer >= first)[1:]


def test_it_is_one_bead_that_only_rises():
    path = printed(plate_of(CIRCLES))
    rows = rising(path)
    assert path.role[rows[0] - 1] == Role.TRAVEL
    assert set(path.role[rows].tolist()) == {Role.OUTER_WALL}
    z = path.points_mm[rows[0] - 1 :, 2]
    assert z[0] == pytest.approx(0.8)
    assert (np.diff(z) >= 0.0).all()
    assert z[-1] == pytest.approx(8.0)
    assert np.diff(z).max() <= 0.2 / 80
    step = np.hypot(*np.diff(path.points_mm[rows[0] - 1 :, :2], axis=0).T)
    assert step.max() < 1.0  # a side of the circle is 0.84 mm long: no jump from turn to turn
    assert (path.layer[:-1] <= path.layer[1:]).all()
    assert np.array_equal(path.layer_start, np.searchsorted(path.layer, np.arange(41)))


def test_the_bead_touches_the_outline_and_climbs_evenly():
    path = printed(plate_of(CIRCLES))
    rows = rising(path)
    x, y, z = (path.points_mm[rows] - [200.0, 200.0, 0.0]).T
    last = path.layer[rows] == 39
    # halfway up a turn the wall stands where the middle of the layer is cut
    outline = 10.0 + 2.0 * (z - 0.1) / 8.0
    off = np.hypot(x, y) + (0.45 + 0.2 * (1 - math.pi / 4)) / 2.0 - outline
    assert np.abs(off[~last & (z > 1.0)]).max() < 0.035
    assert np.abs(off[(z <= 1.0)]).max() < 0.06


def test_plastic_swells_in_the_first_turn_and_ebbs_in_one_more():
    path = printed(plate_of(CIRCLES))
    rows = rising(path)
    step = np.hypot(*(path.points_mm[rows, :2] - path.points_mm[rows - 1, :2]).T)
    height = path.volume_mm3[rows] / np.maximum(step, 1e-9) / path.width_mm[rows]
    z = path.points_mm[rows, 2]
    first, last = z <= 1.0, np.cumsum(z >= 8.0 - 1e-9) > 1
    assert np.allclose(height[first & (step > 0.01)], (z - 0.8)[first & (step > 0.01)], atol=0.002)
    between = ~first & ~last & (step > 0.01)
    assert np.allclose(height[between], 0.2, atol=1e-4)
    assert (np.diff(height[last & (step > 0.01)]) < 0.0).all()
    turns = 36
    length = 2.0 * math.pi * np.mean([10.0 + 2.0 * k / 40 for k in range(4, 40)])
    assert path.volume_mm3[rows].sum() == pytest.approx(0.493 * 0.2 * length * turns, rel=0.03)


def test_the_flow_limit_holds_and_short_turns_are_slowed_down():
    path = printed(plate_of(CIRCLES), max_flow_mm3_s=2.0, outer_wall_speed_mm_s=200.0)
    rows = rising(path)
    assert (path.width_mm[rows] * path.height_mm[rows] * path.speed_mm_s[rows] <= 2.0 + 1e-4).all()
    small = printed(plate_of(Manifold.cylinder(3.0, 4.0, 4.0, 60)), outer_wall_speed_mm_s=200.0)
    assert small.speed_mm_s[rising(small)].max() < 30.0


def test_the_floor_is_solid_and_nothing_else_is_inside():
    path = printed(plate_of(CIRCLES))
    floor = {Role(int(r)) for r in np.unique(path.role[path.layer < 4])}
    assert {Role.BOTTOM_SKIN, Role.SOLID_FILL, Role.OUTER_WALL, Role.INNER_WALL} <= floor
    assert Role.SPARSE_FILL not in floor
    none = StrokeSettings(vase=VaseSettings(True), skins=SkinSettings(bottom_layers=0))
    assert set(printed(plate_of(CIRCLES), none).layer.tolist()) == set(range(40))


@pytest.mark.parametrize(
    ("solid", "layer"),
    [
        (block(20, 20, 2) + block(5, 5, 4).translate((6, 0, 0)) + block(5, 5, 4).translate((-6, 0, 0)), 11),
        (block(20, 20, 2) + block(0.3, 8, 4), 11),
    ],
)
def test_what_cannot_rise_is_refused_by_the_layer(solid, layer):
    with pytest.raises(Rejected) as refused:
        printed(plate_of(solid))
    for language in ("en", "zh"):
        assert str(layer) in render(refused.value.text, language)


def test_a_vase_stands_alone():
    two = plate_of(CIRCLES, CIRCLES, at=((150.0, 200.0), (250.0, 200.0)))
    with pytest.raises(Rejected):
        printed(two)
    with pytest.raises(Rejected):
        lay_by_part(cut(two, LayerSettings()), [VASE, StrokeSettings()])


def test_a_part_no_higher_than_its_floor_is_just_that():
    path = printed(plate_of(block(20, 20, 0.8)))
    assert path.points_mm[:, 2].max() == pytest.approx(1.2)  # the first approach
    assert set(path.layer.tolist()) == {0, 1, 2, 3}


def test_the_program_says_z_in_every_move_and_is_timed():
    path = printed(plate_of(CIRCLES))
    voron, pla = machine("voron-2-4-350"), material("pla")
    program = write_program(path, voron.codes, temperatures(voron, pla), Header())
    lines = program.text.decode().splitlines()
    begin = next(i for i, line in enumerate(lines) if line == ";Z:2")
    end = next(i for i, line in enumerate(lines) if line == ";Z:6")
    moves = [line for line in lines[begin:end] if line.startswith("G1 ")]
    assert len(moves) > 1500
    assert not [line for line in moves if " E-" in line]
    rising_lines = sum(" Z" in line and " E" in line for line in moves)
    assert rising_lines >= 0.95 * len(moves)  # a move shorter than 0.3 mm may rise by less than is written
    timed = estimate(program.text, voron.limits, density_g_cm3=pla.density_g_cm3)
    assert len(timed.layer_end_s) == 40
    assert timed.time_s > 0.8 * path.volume_mm3[path.volume_mm3 > 0].sum() / (0.45 * 0.2) / 60.0
    laid = read_program(program.text)
    assert laid.points_mm[1:][laid.e_mm > 0, 2].max() == pytest.approx(8.0)


def test_the_open_vase(corpus: Path):
    mesh = check(read_model(corpus / "vase_open.obj").items[0], CheckSettings(), BED)
    assert isinstance(mesh, CheckedMesh)
    low, high = mesh.vertices_mm.min(axis=0), mesh.vertices_mm.max(axis=0)
    plate = plate_of(CIRCLES)
    pose = np.eye(4)
    pose[:3, 3] = [200.0 - (low[0] + high[0]) / 2, 200.0 - (low[1] + high[1]) / 2, -low[2]]
    part = type(plate.parts[0])("vase", mesh, pose)
    path = printed(type(plate)((part,), BED, "plate"))
    rows = rising(path)
    assert set(path.role[rows].tolist()) == {Role.OUTER_WALL}
    assert (np.diff(path.points_mm[rows, 2]) >= 0.0).all()
    assert path.points_mm[-1, 2] == pytest.approx(200.0)


def drawn(points):
    """The places of a line without those where it stands: a foot on a corner may count to either edge."""
    moved = np.r_[True, (np.abs(np.diff(points, axis=0)) > 1e-3).any(axis=1)]
    return points[moved]


@settings(max_examples=40, deadline=None)
@example(np.array([[400.0, 0.0], [0.0, 400.0], [-400.0, 0.0], [0.0, -400.0]]), 3, 0.05106431447963444, 3.0)
@given(stars(least=4000.0), st.integers(1, 5), st.floats(-30.0, 30.0), st.floats(0.0, 6.0))
def test_turns_wind_as_the_slow_ones_do(loop, layers, grow, angle):
    # aside, so that no two places of a loop are exactly as near
    loops = [loop + np.array([3.0 * k, (grow + 0.0137) * k]) for k in range(layers)]
    start = len(loop) * np.arange(layers + 1)
    x, y = 30_000.0 * math.cos(angle), 30_000.0 * math.sin(angle)
    points, turn_start = wind(np.concatenate(loops), start, x, y, 1e9)  # a foot may lie anywhere
    expected = slow.wind([[tuple(p) for p in own] for own in loops], (x, y), 1e9)
    assert len(turn_start) == len(expected) + 1
    for (first, end), turn in zip(itertools.pairwise(turn_start), expected, strict=True):
        ours, theirs = drawn(points[first:end]), drawn(np.array(turn))
        assert ours.shape == theirs.shape
        assert np.allclose(ours, theirs, atol=1e-3)


@settings(max_examples=40, deadline=None)
@given(stars(least=5000.0), st.integers(2, 6))
def test_turns_stay_beside_the_loops_they_lead_to(loop, layers):
    loops = [loop * (1.0 + 0.002 * k) for k in range(layers)]
    reach = 200.0
    points, turn_start = wind(np.concatenate(loops), len(loop) * np.arange(layers + 1), 0.0, 0.0, reach)
    for turn, (a, b) in enumerate(itertools.pairwise(turn_start)):
        own = loops[min(turn, layers - 1)]
        assert border_distance([own], points[a:b, :2]).max() <= reach + 1e-6
        assert points[a, 2] == 0.0
        assert points[b - 1, 2] == pytest.approx(1.0)
        assert (np.diff(points[a:b, 2]) >= 0.0).all()
        assert border_distance([own], points[b - 1 : b, :2])[0] < 1e-6
        if inside([own], np.zeros((1, 2))).all():  # so that a greater one lies around it
            assert inside([own * 1.1], points[a:b, :2]).any()
