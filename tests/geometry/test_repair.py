"""Damage a clean solid; the check gives it back whole, or leaves it no worse and says so."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
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
    moebius,
    passed,
    rotation,
    sheet,
    soup,
)
from layerworks.geometry.checking import CheckSettings, check
from layerworks.geometry.checking._edges import edges_of, open_length_mm
from layerworks.geometry.checking._surface import surface_of
from layerworks.geometry.checking._weld import welded

seeds = st.integers(0, 2**32 - 1)
solids = st.sampled_from([box(30, 20, 10), ball(), bracket()])


def volume(vertices, faces) -> float:
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    return float((np.cross(a, b) * c).sum() / 6.0)


def every_edge_twice(faces) -> bool:
    """The promise of `watertight`, counted another way: each directed edge once, and its opposite once."""
    directed = [(int(f[k]), int(f[(k + 1) % 3])) for f in faces for k in range(3)]
    return len(set(directed)) == len(directed) and set(directed) == {(b, a) for a, b in directed}


@given(solids, st.booleans())
def test_a_clean_solid_is_left_alone(solid, as_soup):
    mesh = passed(*(soup(*solid) if as_soup else solid))
    assert mesh.watertight
    assert every_edge_twice(mesh.faces)
    assert mesh.volume_mm3 == pytest.approx(volume(*solid), rel=1e-12)
    assert len(mesh.faces) == len(solid[1])
    assert mesh.bodies == 1
    assert not set(codes(mesh)) & {"welded", "reoriented", "holes_filled", "turned_outward", "open_edges"}


@given(solids, seeds, st.booleans())
def test_faces_turned_over_are_turned_back(solid, seed, as_soup):
    vertices, faces = solid
    over = np.random.default_rng(seed).random(len(faces)) < 0.3
    damaged = faces.copy()
    damaged[over] = damaged[over][:, ::-1]
    mesh = passed(*(soup(vertices, damaged) if as_soup else (vertices, damaged)))
    assert mesh.watertight
    assert mesh.volume_mm3 == pytest.approx(volume(*solid), rel=1e-12)
    if 0 < np.count_nonzero(over) < len(faces) / 2 and len(faces) < 20:
        assert "reoriented" in codes(mesh)


@given(solids)
def test_a_shape_inside_out_is_turned(solid):
    vertices, faces = solid
    mesh = passed(vertices, faces[:, ::-1])
    assert finding(mesh, "turned_outward").severity == "warn"
    assert mesh.volume_mm3 == pytest.approx(volume(*solid), rel=1e-12)


@settings(max_examples=40)
@given(seeds, st.integers(1, 8))
def test_punched_holes_are_filled(seed, count):
    vertices, faces = ball(20.0, 48)
    gone = np.random.default_rng(seed).choice(len(faces), count, replace=False)
    mesh = passed(*soup(vertices, np.delete(faces, gone, axis=0)))
    assert mesh.watertight
    assert every_edge_twice(mesh.faces)
    assert mesh.volume_mm3 == pytest.approx(volume(vertices, faces), rel=0.01)
    assert finding(mesh, "holes_filled").value <= 10.0


@given(st.integers(3, 40))
def test_a_flat_hole_is_filled_flat(corners):
    bored = Manifold.cube([20, 20, 4]) - Manifold.cylinder(10, 3, 3, corners, True).translate([10, 10, 0])
    vertices, faces = arrays(bored)
    inside = (np.abs(vertices[:, :2] - 10.0) < 3.001).all(axis=1)[faces].all(axis=1)
    mesh = passed(vertices, faces[~inside])
    assert mesh.watertight
    assert mesh.volume_mm3 == pytest.approx(1600.0, rel=1e-9)


def test_a_hole_over_an_edge_in_use_is_filled_from_its_middle():
    """Two sides of a pyramid are missing; filled over the base's diagonal they would lay a third face on it."""
    vertices = np.array([[0, 0, 0], [4, 0, 0], [4, 4, 0], [0, 4, 0], [2, 2, 3]], dtype=float)
    left = np.array([[0, 2, 1], [0, 3, 2], [0, 1, 4], [1, 2, 4]])
    mesh = passed(vertices, left)
    assert mesh.watertight
    assert every_edge_twice(mesh.faces)
    assert len(mesh.vertices_mm) == 6


def test_a_wide_hole_is_left_and_told():
    vertices, faces = box(30, 20, 10)
    top = (vertices[faces][:, :, 2] == 10).all(axis=1)
    mesh = passed(vertices, faces[~top])
    assert not mesh.watertight
    told = finding(mesh, "open_edges")
    assert told.severity == "at_risk"
    assert told.value == pytest.approx(100.0)
    assert mesh.volume_mm3 == pytest.approx(6000.0)  # as if closed
    assert passed(vertices, faces[~top], CheckSettings(max_hole_mm=50.0)).watertight


@given(solids, seeds)
def test_points_that_miss_each_other_by_little_are_welded(solid, seed):
    vertices, faces = soup(*solid)
    rng = np.random.default_rng(seed)
    mesh = passed(vertices + rng.uniform(-1, 1, vertices.shape) * 2.5e-4, faces)
    assert mesh.watertight
    assert "welded" in codes(mesh)
    assert mesh.volume_mm3 == pytest.approx(volume(*solid), rel=1e-3)


@settings(max_examples=30)
@given(solids, seeds)
def test_cracks_are_closed(solid, seed):
    """Half of the faces moved away by a hundredth: a crack all along."""
    vertices, faces = solid
    away = np.random.default_rng(seed).random(len(faces)) < 0.5
    moved = joined((vertices, faces[~away]), (vertices + np.array([0.006, 0.005, 0.004]), faces[away]))
    mesh = passed(*moved)
    assert mesh.watertight
    assert mesh.volume_mm3 == pytest.approx(volume(*solid), rel=2e-3)


@settings(max_examples=30)
@given(seeds, st.integers(1, 5))
def test_foreign_points_on_edges_are_sewn_in(seed, count):
    """One of two faces at an edge is divided, the other is not."""
    vertices, faces = box(30, 20, 10)
    rng = np.random.default_rng(seed)
    for _ in range(count):
        f = int(rng.integers(len(faces)))
        a, b, c = faces[f]
        middle = vertices[a] + rng.uniform(0.2, 0.8) * (vertices[b] - vertices[a])
        vertices = np.concatenate([vertices, middle[None]])
        new = np.array([[a, len(vertices) - 1, c], [len(vertices) - 1, b, c]], dtype=np.int32)
        faces = np.concatenate([np.delete(faces, f, axis=0), new])
    mesh = passed(*soup(vertices, faces))
    assert mesh.watertight
    assert "cracks_closed" in codes(mesh)
    assert mesh.volume_mm3 == pytest.approx(6000.0, rel=1e-9)


@given(solids, seeds)
def test_faces_that_are_there_twice_are_left_out(solid, seed):
    vertices, faces = solid
    rng = np.random.default_rng(seed)
    again = faces[rng.random(len(faces)) < 0.2]
    again = np.roll(again, rng.integers(3), axis=1)
    if rng.random() < 0.5:
        again = again[:, ::-1]
    mesh = passed(vertices, np.concatenate([faces, again]))
    assert mesh.watertight
    assert mesh.volume_mm3 == pytest.approx(volume(*solid), rel=1e-12)


@pytest.mark.parametrize("offset", [(10, 10, 0), (10, 10, 10), (10, 0, 0), (10, 3, 0), (30, 0, 0)])
def test_bodies_that_only_touch_stay_apart(offset):
    """At an edge, a corner, a whole wall, part of a wall; not at all."""
    mesh = passed(*soup(*joined(box(10, 10, 10), box(10, 10, 10, offset))))
    assert mesh.watertight
    assert every_edge_twice(mesh.faces)
    assert mesh.bodies == 2
    assert mesh.volume_mm3 == pytest.approx(2000.0)
    assert "bodies_united" not in codes(mesh)


def test_a_body_that_touches_itself_along_an_edge_gets_its_own_points():
    """A square ring whose ends meet in one edge: both wedges there share all faces around."""
    ring = Manifold.cube([30, 30, 10]) - Manifold.cube([10, 10, 10]).translate([10, 10, 0])
    notched = ring - Manifold.cube([10, 10, 10]) - Manifold.cube([10, 10, 10]).translate([20, 20, 0])
    vertices, faces = joined(arrays(notched))
    mesh = passed(*soup(vertices, faces))
    assert mesh.watertight
    assert every_edge_twice(mesh.faces)
    assert mesh.volume_mm3 == pytest.approx(6000.0)


@settings(max_examples=30)
@given(seeds, st.integers(2, 4))
def test_bodies_that_overlap_are_united(seed, count):
    rng = np.random.default_rng(seed)
    turn, places = rotation(rng), rng.uniform(-6, 6, (count, 3))
    parts = [(v @ turn.T + p, f) for (v, f), p in zip([box(10, 10, 10)] * count, places, strict=True)]
    whole = Manifold()
    for place in places:
        whole += Manifold.cube([10, 10, 10]).transform(np.column_stack([turn, place]))
    mesh = passed(*joined(*parts))
    assert mesh.watertight
    assert mesh.volume_mm3 == pytest.approx(whole.volume(), rel=1e-6)
    apart = passed(*joined(*parts), CheckSettings(unite_bodies=False))
    assert apart.volume_mm3 == pytest.approx(1000.0 * count)


def test_a_body_inside_another_is_swallowed():
    mesh = passed(*joined(box(20, 20, 20), box(5, 5, 5, (7, 7, 7))))
    assert mesh.bodies == 1
    assert mesh.volume_mm3 == pytest.approx(8000.0)
    assert "bodies_united" in codes(mesh)


@given(seeds, st.booleans())
def test_a_hollow_stays_a_hollow(seed, inside_out):
    """Also when the whole shape is inside out, and when a third solid is in the hollow."""
    outer, hollow, core = box(30, 30, 30), box(20, 20, 20, (5, 5, 5)), box(4, 4, 4, (9, 9, 9))
    vertices, faces = joined(outer, (hollow[0], hollow[1][:, ::-1]), core)
    mesh = passed(vertices @ rotation(np.random.default_rng(seed)).T, faces[:, ::-1] if inside_out else faces)
    assert mesh.volume_mm3 == pytest.approx(27000 - 8000 + 64)
    assert finding(mesh, "cavities").value == pytest.approx(8000.0)
    assert ("turned_outward" in codes(mesh)) == inside_out


def test_a_body_inside_out_beside_a_good_one_is_turned():
    a, b = box(10, 10, 10), box(10, 10, 10, (20, 0, 0))
    mesh = passed(*joined(a, (b[0], b[1][:, ::-1])))
    assert mesh.volume_mm3 == pytest.approx(2000.0)
    assert finding(mesh, "turned_outward").value == 1.0


def test_a_sheet_drawn_from_both_sides_becomes_one_sheet():
    vertices, faces = sheet()
    mesh = passed(vertices, np.concatenate([faces, faces[:, ::-1]]))
    assert len(mesh.faces) == len(faces)
    assert finding(mesh, "open_edges").severity == "at_risk"


def test_a_strip_with_one_side_passes_with_a_warning():
    mesh = passed(*moebius())
    assert not mesh.watertight
    assert finding(mesh, "one_sided").severity == "at_risk"


@settings(max_examples=60)
@given(solids, seeds)
def test_repair_never_makes_a_surface_more_open(solid, seed):
    """Any mixture of damage: what comes out is no more open than what went in."""
    rng = np.random.default_rng(seed)
    vertices, faces = soup(*solid)
    vertices = vertices + rng.normal(0, rng.choice([0, 1e-4, 1e-2, 0.3]), vertices.shape)
    faces = faces[rng.random(len(faces)) < rng.choice([1.0, 0.9, 0.5])]
    over = rng.random(len(faces)) < 0.2
    faces[over] = faces[over][:, ::-1]
    faces = np.concatenate([faces, faces[rng.random(len(faces)) < 0.1]])
    if not len(faces):
        return
    answer = check(item(vertices, faces), CheckSettings())
    before = welded(surface_of(vertices, faces)[0], 0.0)
    if hasattr(answer, "faces"):
        after, _ = surface_of(answer.vertices_mm, answer.faces)
        assert open_length_mm(after, edges_of(after)) <= open_length_mm(before, edges_of(before)) * (1 + 1e-6)
        assert answer.watertight == every_edge_twice(answer.faces)
