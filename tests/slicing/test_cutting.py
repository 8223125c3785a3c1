"""Plates to outlines."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manifold3d import Manifold

from layerworks.errors import Rejected
from layerworks.geometry import CheckedMesh, Plate, PlatePart
from layerworks.slicing.cutting import LayerSettings, close_cracks, cut, layer_grid
from layerworks.slicing.regions import regions_of
from slicing.polygons import BED, areas, block, hole, loop_area, mesh_of, plate_of, rectangle, regions


def section_areas(layers) -> np.ndarray:
    return areas(regions_of(layers)) * 1e-6


@pytest.mark.parametrize(
    ("top", "tops"),
    [
        (0.11, [0.2]),
        (0.2, [0.2]),
        (0.30, [0.2]),  # the middle of the second layer is at the very top: it belongs to nobody
        (0.31, [0.2, 0.4]),
        (1.0, [0.2, 0.4, 0.6, 0.8, 1.0]),
        (1.0 + 1e-7, [0.2, 0.4, 0.6, 0.8, 1.0]),
    ],
)
def test_a_layer_belongs_to_the_part_when_its_middle_does(top, tops):
    z_mm, height_mm = layer_grid(top, LayerSettings())
    assert z_mm.tolist() == pytest.approx(tops)
    assert height_mm.tolist() == [0.2] * len(tops)


def test_the_first_layer_has_a_height_of_its_own():
    z_mm, height_mm = layer_grid(1.0, LayerSettings(first_layer_height_mm=0.35, layer_height_mm=0.15))
    assert z_mm.tolist() == pytest.approx([0.35, 0.5, 0.65, 0.8, 0.95])
    assert height_mm.tolist() == [0.35, 0.15, 0.15, 0.15, 0.15]


def test_a_plate_too_flat_to_print_is_refused_with_a_remedy():
    with pytest.raises(Rejected) as refusal:
        cut(plate_of(block(10, 10, 0.09)), LayerSettings())
    assert "0.090 mm" in str(refusal.value)
    assert refusal.value.remedy is not None


def test_the_sections_of_a_solid_add_up_to_its_volume():
    solid = Manifold.sphere(8.0, 96) + block(20, 6, 4).rotate((20, 30, 0)) - Manifold.cylinder(40, 2.0, 2.0, 48, True)
    low = solid.bounding_box()[2]
    solid = solid.translate((0, 0, -low))
    layers = cut(plate_of(solid), LayerSettings(layer_height_mm=0.05, first_layer_height_mm=0.05))
    assert section_areas(layers).sum() * 0.05 == pytest.approx(solid.volume(), rel=2e-3)
    for k in (3, 100, 200):
        middle = layers.z_mm[k] - layers.height_mm[k] / 2
        assert section_areas(layers)[k] == pytest.approx(solid.slice(middle).area(), rel=2e-3, abs=1e-3)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.0, 0.1), st.integers(3, 400))
def test_no_point_of_an_outline_strays_farther_than_the_tolerance(tolerance, sides):
    layers = cut(plate_of(Manifold.cylinder(1.0, 10.0, 10.0, sides)), LayerSettings(contour_tolerance_mm=tolerance))
    own = layers.points_um[: layers.loop_start[1]] / 1000.0 - 200.0
    assert np.hypot(*own.T).max() <= 10.0 + tolerance + 2e-3
    chords = (own + np.roll(own, -1, axis=0)) / 2.0
    inscribed = 10.0 * math.cos(math.pi / sides)
    assert np.hypot(*chords.T).min() >= inscribed - tolerance - 2e-3


def test_parts_keep_their_outlines_apart_and_in_order():
    plate = plate_of(block(10, 10, 1.0), block(6, 6, 0.5), at=((100.0, 100.0), (300.0, 50.0)))
    layers = cut(plate, LayerSettings())
    assert layers.loop_layer.tolist() == [0, 0, 1, 1, 2, 3, 4]
    assert layers.loop_part.tolist() == [0, 1, 0, 1, 0, 0, 0]
    assert (
        layers.points_um[layers.loop_start[1] :][0].tolist() in np.rint(rectangle(6000, 6000, 300_000, 50_000)).tolist()
    )
    assert layers.points_um.dtype == np.int32
    assert np.all(np.diff(layers.loop_start) >= 3)


def test_holes_run_clockwise_and_outer_loops_do_not():
    tube = Manifold.cylinder(2.0, 10.0, 10.0, 64) - Manifold.cylinder(2.0, 6.0, 6.0, 64)
    r = regions_of(cut(plate_of(tube), LayerSettings()))
    assert sorted(np.sign(loop_area(loop)) for loop in r.loops_of(3)) == [-1.0, 1.0]
    assert areas(r)[3] == pytest.approx(math.pi * (10_000.0**2 - 6000.0**2), rel=2e-3)


def test_overlapping_shells_are_united():
    mesh = soup(block(10, 10, 2), block(10, 10, 2).translate((5, 5, 0)), block(4, 4, 2))
    layers = cut(Plate((PlatePart("soup", mesh, np.eye(4)),), BED, "soup"), LayerSettings())
    assert np.allclose(section_areas(layers), 175.0, atol=1e-3)
    assert len(layers.loop_part) == len(layers.z_mm)


def test_a_shell_turned_inside_out_is_a_solid_all_the_same():
    solid = mesh_of(block(10, 10, 2))
    flipped = CheckedMesh("flipped", solid.vertices_mm, solid.faces[:, ::-1].copy(), True, -1.0, 0.0, 1, (), "")
    layers = cut(Plate((PlatePart("flipped", flipped, np.eye(4)),), BED, "flipped"), LayerSettings())
    assert np.allclose(section_areas(layers), 100.0, atol=1e-3)


@pytest.mark.parametrize("missing", [1, 3, 6])
def test_a_surface_with_holes_is_cut_all_the_same(missing):
    ball = mesh_of(Manifold.sphere(10.0, 64).translate((0, 0, 10)))
    rng = np.random.default_rng(missing)
    keep = np.ones(len(ball.faces), np.bool_)
    keep[rng.choice(len(ball.faces), missing, replace=False)] = False
    broken = CheckedMesh("broken", ball.vertices_mm, ball.faces[keep], False, 0.0, 0.0, 1, (), "")
    whole, mended = (
        section_areas(cut(Plate((PlatePart("ball", m, np.eye(4)),), BED, ""), LayerSettings())) for m in (ball, broken)
    )
    assert np.allclose(mended, whole, rtol=0.03, atol=0.3)


def test_cracks_are_closed_and_slits_left():
    halves = [rectangle(10_000, 5000, 0, -2520), rectangle(10_000, 5000, 0, 2520)]
    apart = [rectangle(10_000, 5000, 0, -2600), rectangle(10_000, 5000, 0, 2600)]
    closed = close_cracks(regions(halves, apart), 49.0)
    assert len(closed.loops_of(0)) == 1
    assert areas(closed)[0] == pytest.approx(10_000.0 * 10_040.0, rel=1e-4)
    assert len(closed.loops_of(1)) == 2
    assert areas(closed)[1] == pytest.approx(1e8, rel=1e-6)


def test_a_quarter_turn_of_the_plate_turns_the_outlines():
    solid = block(20, 12, 1) - Manifold.cylinder(4, 3.0, 3.0, 40, True).translate((3, 1, 0))
    quarter = np.array([[0.0, -1.0, 0.0, 400.0], [1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]])
    plate = plate_of(solid)
    around = Plate((PlatePart("part", plate.parts[0].mesh, quarter @ plate.parts[0].pose),), BED, "around")
    plain, turned = cut(plate, LayerSettings()), cut(around, LayerSettings())
    expected = np.stack([400_000 - plain.points_um[:, 1], plain.points_um[:, 0]], 1)
    assert np.abs(turned.points_um - expected).max() <= 1
    assert np.array_equal(turned.loop_start, plain.loop_start)


def soup(*solids) -> CheckedMesh:
    """Meshes side by side as one, nothing united."""
    meshes = [mesh_of(s) for s in solids]
    first = np.cumsum([0] + [len(m.vertices_mm) for m in meshes])
    faces = np.concatenate([m.faces + n for m, n in zip(meshes, first, strict=False)]).astype(np.int32)
    vertices = np.concatenate([m.vertices_mm for m in meshes])
    return CheckedMesh("soup", vertices, faces, True, 0.0, 0.0, len(meshes), (), "soup")


def test_a_hole_that_nothing_surrounds_is_nothing():
    r = regions([hole(rectangle(1000, 1000))])
    assert areas(close_cracks(r, 10.0))[0] <= 0.0
