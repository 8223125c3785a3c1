"""What the check finds, measured against shapes whose answers are known."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays as numpy_arrays
from manifold3d import Manifold

from geometry.solids import (
    arrays,
    ball,
    box,
    bracket,
    codes,
    finding,
    item,
    joined,
    passed,
    rotation,
    sheet,
    soup,
)
from layerworks.geometry import Bed, CheckedMesh, MeshRefusal
from layerworks.geometry.checking import CheckSettings, check
from layerworks.geometry.reading import read_model
from layerworks.words import render

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
seeds = st.integers(0, 2**32 - 1)
RANK = {"block": 0, "at_risk": 1, "warn": 2, "info": 3}


def can_be_told(answer) -> bool:
    """Every sentence renders in both languages."""
    texts = [t for f in answer.findings for t in (f.text, f.remedy) if t is not None]
    return all(render(t, language) for t in texts for language in ("en", "zh"))


# — hopeless —


@pytest.mark.parametrize(
    ("vertices", "faces", "code"),
    [
        (np.zeros((0, 3)), np.zeros((0, 3)), "no_faces"),
        (np.zeros((3, 3)), [[0, 1, 5]], "no_faces"),
        ([[0, 0, np.nan], [1, 0, 0], [0, 1, 0]], [[0, 1, 2]], "no_faces"),
        ([[0, 0, 0], [10, 0, 0], [20, 0, 0]], [[0, 1, 2]], "no_area"),
        ([[0, 0, 0], [50, 0, 0], [0, 50, 0], [50, 50, 0]], [[0, 1, 2], [1, 3, 2]], "flat"),
        ([[0, 0, 0], [1e300, 0, 0], [0, 1e300, 0]], [[0, 1, 2]], "beyond_measure"),
        ([[1e9, 0, 0], [1e9, 9, 0], [1e9, 0, 9]], [[0, 1, 2]], "beyond_measure"),
    ],
)
def test_the_hopeless_is_refused(vertices, faces, code):
    answer = check(item(vertices, faces), CheckSettings())
    assert isinstance(answer, MeshRefusal)
    assert codes(answer) == [code]
    assert answer.findings[0].severity == "block"
    assert answer.findings[0].remedy is not None
    assert can_be_told(answer)


@given(seeds)
def test_a_flat_sheet_is_flat_however_it_is_turned(seed):
    vertices, faces = sheet(bend=0.0)
    answer = check(item(vertices @ rotation(np.random.default_rng(seed)).T, faces), CheckSettings())
    assert codes(answer) == ["flat"]


def test_what_is_smaller_than_a_bead_is_refused_until_the_bead_is_finer():
    grain = item(*box(0.3, 0.2, 0.3))
    assert codes(check(grain, CheckSettings())) == ["too_small"]
    assert isinstance(check(grain, CheckSettings(bead_mm=0.1)), CheckedMesh)


# — walls —


@given(st.floats(0.05, 0.43), seeds)
def test_a_thin_plate_is_told_with_its_thickness(thickness, seed):
    vertices, faces = box(30, thickness, 20)
    mesh = passed(vertices @ rotation(np.random.default_rng(seed)).T, faces)
    told = finding(mesh, "thin_walls")
    assert told.value == pytest.approx(thickness, rel=1e-3)
    assert told.severity == "at_risk"
    assert dict(told.text.values)["share"] > 0.9
    assert told.faces is not None
    assert set(told.faces.tolist()) <= set(range(len(mesh.faces)))


@given(st.floats(0.45, 3.0))
def test_a_plate_of_a_bead_is_thick_enough(thickness):
    assert "thin_walls" not in codes(passed(*box(30, thickness, 20)))


def test_a_thin_rib_on_a_block_is_found_where_it_is():
    rib = Manifold.cube([20, 20, 10]) + Manifold.cube([20, 0.3, 25]).translate([0, 10, 0])
    mesh = passed(*arrays(rib))
    told = finding(mesh, "thin_walls")
    assert told.value == pytest.approx(0.3)
    assert dict(told.text.values)["share"] == pytest.approx(600 / mesh.area_mm2, rel=0.05)
    assert mesh.vertices_mm[mesh.faces[told.faces]][:, :, 2].max(axis=1).min() > 10.0


def test_the_edge_of_a_wedge_is_no_thin_wall():
    assert "thin_walls" not in codes(passed(*arrays(Manifold.cylinder(20, 20, 0.5, 64))))


def test_specks_are_told():
    mesh = passed(*joined(box(20, 20, 20), box(0.2, 0.2, 0.2, (30, 0, 0)), box(0.1, 0.1, 0.1, (32, 0, 0))))
    told = finding(mesh, "specks")
    assert dict(told.text.values)["count"] == 2
    assert told.value == pytest.approx(0.2 * 3**0.5)
    assert len(told.faces) == 24


# — standing —


@given(st.floats(1, 89), st.floats(20, 70))
def test_overhangs_begin_at_the_angle_asked_for(lean, limit):
    """A slab leaning over: its under side hangs by the lean."""
    if abs(lean - limit) < 0.5:
        return
    shift = 30 * np.tan(np.radians(lean))
    vertices, faces = box(20, 20, 30)
    vertices[:, 0] += shift * vertices[:, 2] / 30
    mesh = passed(vertices, faces, CheckSettings(overhang_deg=limit))
    assert ("overhangs" in codes(mesh)) == (lean > limit)
    if lean > limit:
        told = finding(mesh, "overhangs")
        assert told.value == pytest.approx(20 * 30 / np.cos(np.radians(lean)))
        assert len(told.faces) == 2


def test_what_lies_on_the_plate_does_not_hang_over():
    assert "overhangs" not in codes(passed(*box(20, 20, 20, (0, 0, -3))))
    table = Manifold.cube([30, 30, 5]).translate([0, 0, 20]) + Manifold.cube([5, 5, 22])
    assert finding(passed(*arrays(table)), "overhangs").value == pytest.approx(900 - 25)


def test_contact_is_the_section_of_the_first_layer():
    assert finding(passed(*box(20, 30, 5)), "contact").value == pytest.approx(600.0)
    globe = finding(passed(*ball(20.0, 256)), "small_contact")
    assert globe.value == pytest.approx(np.pi * (2 * 20 * 0.1 - 0.01), rel=0.05)
    assert globe.severity == "warn"


@pytest.mark.parametrize(("height", "severity"), [(25, None), (35, "warn"), (90, "at_risk")])
def test_slender_parts_are_told(height, severity):
    mesh = passed(*box(40, 5, height))
    assert (finding(mesh, "slender").severity if "slender" in codes(mesh) else None) == severity


def test_what_would_tip_over_is_told():
    leaning = Manifold.cube([10, 10, 10]) + Manifold.cube([60, 10, 10]).translate([0, 0, 10])
    mesh = passed(*arrays(leaning))
    assert finding(mesh, "unsteady").severity == "at_risk"
    assert finding(mesh, "unsteady").value == pytest.approx(-(6000 * 30 + 1000 * 5) / 7000 + 10)
    assert "unsteady" not in codes(passed(*bracket()))


# — size —


def test_a_part_that_fits_as_it_stands_gets_no_advice():
    assert not {"fits_turned", "too_large"} & set(codes(passed(*box(190, 10, 10), room=Bed(200, 200, 200))))


@pytest.mark.parametrize(
    ("size", "bed", "advice"),
    [
        ((10, 190, 10), Bed(200, 100, 200), "turned by 90°"),
        ((10, 10, 190), Bed(200, 200, 100), "x axis upright"),
        ((240, 5, 10), Bed(200, 200, 200), "turned by 45°"),
        ((190, 190, 10), Bed(200, 200, 200, round=True), "axis upright"),
    ],
)
def test_a_part_that_fits_when_turned_is_told_how(size, bed, advice):
    told = finding(passed(*box(*size), room=bed), "fits_turned")
    assert told.severity == "warn"
    assert advice in render(told.remedy, "en")


def test_a_part_that_fits_no_way_is_to_be_cut():
    told = finding(passed(*box(500, 150, 90), room=Bed(200, 200, 100)), "too_large")
    assert told.severity == "at_risk"
    assert "3 pieces (3 × 1 × 1" in render(told.remedy, "en")


def test_tiny_and_huge_parts_raise_the_question_of_the_unit():
    assert "tiny" in codes(passed(*box(2, 2, 2)))
    assert "huge" in codes(passed(*box(5000, 20, 20)))


# — of all findings —


@settings(max_examples=25)
@given(st.sampled_from([box(30, 20, 10), ball(), bracket(), sheet()]), seeds)
def test_what_a_shape_is_does_not_depend_on_where_it_is(solid, seed):
    """Volume, area, bodies and the findings about the surface stay under any rigid motion; those about standing stay
    under a turn about the upright."""
    rng = np.random.default_rng(seed)
    vertices, faces = solid
    here = passed(vertices, faces)
    moved = passed(vertices @ rotation(rng).T + rng.uniform(-300, 300, 3), faces)
    own = {"open_edges", "self_intersections", "several_bodies", "cavities", "thin_walls", "holes_filled", "welded"}
    assert own & set(codes(here)) == own & set(codes(moved))
    assert moved.volume_mm3 == pytest.approx(here.volume_mm3, rel=1e-9)
    assert moved.area_mm2 == pytest.approx(here.area_mm2, rel=1e-9)
    assert (moved.watertight, moved.bodies) == (here.watertight, here.bodies)

    c, s = np.cos(seed), np.sin(seed)
    turned = passed(vertices @ np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]).T + [7, 8, 9], faces)
    assert codes(turned) == codes(here)
    for a, b in zip(here.findings, turned.findings, strict=True):
        assert b.value == pytest.approx(a.value, rel=1e-3, abs=1e-6)


@settings(max_examples=80, deadline=None)
@given(
    st.integers(1, 60).flatmap(
        lambda n: st.tuples(
            numpy_arrays(np.float64, (n, 3), elements=st.floats(-60, 60, width=32)),
            numpy_arrays(np.int32, st.tuples(st.integers(1, 80), st.just(3)), elements=st.integers(-1, n)),
        )
    )
)
def test_no_soup_of_triangles_is_too_much(soup_of):
    answer = check(item(*soup_of), CheckSettings(ray_samples=500), Bed(50, 50, 50))
    assert can_be_told(answer)
    ranks = [RANK[f.severity] for f in answer.findings]
    assert ranks == sorted(ranks)
    if isinstance(answer, CheckedMesh):
        assert 0 not in ranks
        assert np.isfinite(answer.vertices_mm).all()
        assert answer.faces.min() >= 0
        assert answer.faces.max() < len(answer.vertices_mm)
        assert answer.faces.dtype == np.int32
        assert np.isfinite([answer.volume_mm3, answer.area_mm2]).all()
        for f in answer.findings:
            assert f.faces is None or (len(f.faces) and f.faces.max() < len(answer.faces))
    else:
        assert 0 in ranks


def test_a_large_soup_where_everything_crosses_ends():
    """Twenty thousand large triangles: without bounds the crossings alone would take minutes."""
    rng = np.random.default_rng(5)
    answer = passed(*soup(rng.uniform(-50, 50, (60_000, 3)), np.arange(60_000).reshape(-1, 3)))
    assert "or more" in render(finding(answer, "self_intersections").text, "en")


def test_self_intersections_are_counted_when_bodies_are_not_united():
    crossed = joined(box(10, 10, 10), box(4, 4, 20, (3, 3, -5)))
    assert "self_intersections" in codes(passed(*crossed, CheckSettings(unite_bodies=False)))
    assert "self_intersections" not in codes(passed(*crossed))


def test_the_same_shape_has_the_same_digest_and_another_another():
    one, again, other = passed(*bracket()), passed(*bracket(), name="b"), passed(*box(1, 2, 3))
    assert one.digest == again.digest != other.digest


def test_input_arrays_are_not_touched():
    vertices, faces = joined(bracket(), ball())
    faces[3] = faces[3][::-1]
    before = vertices.copy(), faces.copy()
    passed(vertices, faces)
    assert (vertices == before[0]).all()
    assert (faces == before[1]).all()


def test_the_door_opens_without_numba():
    program = "import sys, layerworks.geometry.checking, layerworks.geometry.placing; print('numba' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"


# — real models —

EXPECTED: dict[str, tuple[bool, set[str]]] = {
    "20mmbox.amf": (True, {"contact"}),
    "3dbenchy.3mf": (True, {"overhangs", "thin_walls"}),
    "branches_16.stl": (True, {"overhangs", "small_contact"}),
    "bunny_200mm.stl": (True, {"overhangs", "small_contact"}),
    "chess.3mf": (True, {"contact"}),
    "cylinder1000_ascii.stl": (True, {"contact"}),
    "extruder_idler.obj": (True, {"bodies_united", "unsteady"}),
    "frog_legs.obj": (True, {"welded", "several_bodies"}),
    "mini_y_plate_rear.stl": (True, {"edges_parted", "cavities"}),
    "mini_z_bottom.stp": (True, {"overhangs"}),
    "teapot.stl": (False, {"open_edges", "self_intersections", "holes_filled", "several_bodies"}),
    "tray_bottom_355mm.stl": (True, {"slender", "small_contact"}),
    "vase_open.obj": (False, {"open_edges"}),
    "voron0_a_drive_frame_upper.stl": (True, {"overhangs"}),
    "voron0_rear_skirt_multibody.stl": (True, {"edges_parted", "several_bodies"}),
    "voron0_tensioner_knob.stl": (True, {"overhangs"}),
    "voron_cw2_main_body.stl": (True, {"overhangs"}),
}


@pytest.mark.skipif(
    not CORPUS.is_dir(),
    reason="the corpus of real models is not beside this checkout; nothing to do, the other tests cover the code",
)
@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_real_model_passes(name):
    watertight, expected = EXPECTED[name]
    for piece in read_model(CORPUS / name).items:
        mesh = check(piece, CheckSettings(), Bed(400, 400, 400))
        assert isinstance(mesh, CheckedMesh)
        assert mesh.watertight == watertight
        assert expected <= set(codes(mesh))
        assert mesh.volume_mm3 > 0
        assert can_be_told(mesh)


def test_overhangs_above_the_part_itself_are_told_with_their_heights():
    plinth, leg, top = box(40, 40, 2), box(4, 4, 12, (3, 18, 1)), box(10, 30, 3, (0, 5, 12))
    answer = passed(*joined(plinth, leg, top))
    found = finding(answer, "over_the_part")
    assert found.value == pytest.approx(300.0 - 16.0, rel=0.01)
    assert "from 12.0 to 12.0 mm" in render(found.text, "en")
    assert can_be_told(answer)


def test_overhangs_above_the_plate_are_not_said_to_lie_above_the_part():
    answer = passed(*joined(box(4, 4, 13), box(10, 30, 3, (3, -10, 12))))
    assert "overhangs" in codes(answer)
    assert "over_the_part" not in codes(answer)
