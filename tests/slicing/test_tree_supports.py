"""Tree supports as a whole: they hold what grids hold, stand on the plate, and keep clear of the part."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from manifold3d import Manifold

from layerworks.geometry import CheckedMesh
from layerworks.geometry.checking import CheckSettings, check
from layerworks.geometry.placing import PlaceSettings, place
from layerworks.geometry.reading import read_model
from layerworks.slicing.adhesion import AdhesionSettings
from layerworks.slicing.cutting import LayerSettings, cut
from layerworks.slicing.laying import StrokeSettings, lay
from layerworks.slicing.laying_by_part import lay_by_part
from layerworks.slicing.role import Role
from layerworks.slicing.supports.settings import SupportSettings
from slicing.coverage import covered, places_in, stroke_lines, volume_mm3
from slicing.polygons import BED, block, border_distance, inside, plate_of
from slicing.test_supports import cantilever, keeps_clear, laid, mushroom, outlines_in, places_along

TREE = SupportSettings(supports="tree")
OURS = {Role.SUPPORT, Role.SUPPORT_INTERFACE}
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"


def stands(layers, strokes, chosen, on_part=False, width_um=450.0):
    """Hold every bead against what is below it: a branch on a branch, a roof within reach of one, or the bed.

    Where two branches meet, the walls between them end over the hollow of the one that they become.
    A roof may lie over a step of the part, and stick out over its edge by two lines.
    """
    below, hollow = np.empty((0, 2)), []
    for layer in range(int(strokes.layer[np.isin(strokes.role, list(OURS))].max(initial=-1)) + 1):
        own = [np.empty((0, 2))]
        for role, reach_um in (
            (Role.SUPPORT, 1.2 * width_um),
            (Role.SUPPORT_INTERFACE, 1600.0 * chosen.support_branch_spacing_mm),
        ):
            for points, _ in stroke_lines(strokes, layer, {role}):
                at = places_along(points, 150.0)
                own.append(at)
                if layer > 0:
                    away = _nearest(at, below)
                    rests = away <= reach_um
                    if not rests.all():
                        rests |= inside(hollow, at) & (away <= 500.0 * chosen.support_branch_most_mm)
                    if (on_part or role == Role.SUPPORT_INTERFACE) and not rests.all():
                        under = [
                            loop
                            for n in range(max(0, layer - chosen.support_gap_below_layers - 1), layer)
                            for loop in outlines_in(layers, n)
                        ]
                        rests |= inside(under, at)
                        if role == Role.SUPPORT_INTERFACE and under:
                            rests |= border_distance(under, at) <= 2.2 * width_um
                    assert rests.all(), (layer, role, float(away.max()))
        below = np.concatenate(own)
        closed = np.flatnonzero((strokes.layer == layer) & (strokes.role == Role.SUPPORT) & strokes.closed)
        hollow = [strokes.points_um[strokes.start[s] : strokes.start[s + 1]].astype(float) for s in closed]
    return True


def _nearest(points, others):
    if len(others) == 0:
        return np.full(len(points), np.inf)
    found = np.full(len(points), np.inf)
    for first in range(0, len(others), 2000):
        block_ = others[first : first + 2000]
        found = np.minimum(found, np.hypot(*(points[:, None] - block_[None]).transpose(2, 0, 1)).min(axis=1))
    return found


@pytest.mark.parametrize("shape", [mushroom, cantilever])
@pytest.mark.parametrize("walls", [0, 2])
def test_trees_stand_and_keep_clear(shape, walls):
    chosen = replace(TREE, support_walls=walls)
    layers, strokes = laid(shape(), chosen)
    assert volume_mm3(strokes, OURS) > 0.0
    assert keeps_clear(layers, strokes, chosen)
    assert stands(layers, strokes, chosen)


@pytest.mark.parametrize("gap", [0, 1, 2])
def test_a_ledge_is_held_from_below_by_dense_layers(gap):
    chosen = replace(TREE, support_gap_above_layers=gap)
    layers, strokes = laid(mushroom(), chosen)
    top = 30 - 1 - gap
    assert strokes.layer[np.isin(strokes.role, list(OURS))].max() == top
    assert set(strokes.layer[strokes.role == Role.SUPPORT_INTERFACE].tolist()) == {top, top - 1, top - 2}
    ledge = places_in(outlines_in(layers, 30), 300.0)
    off = np.hypot(*(ledge - 200_000.0).T)
    ledge = ledge[(off > 3000.0 + 500.0 + 450.0) & (off < 8700.0)]
    assert covered(strokes, top, ledge, {Role.SUPPORT_INTERFACE}).mean() > 0.8


def test_trees_lean_round_what_stands_below_or_stay_away():
    """A table over a plate that is wider: no way down, unless branches may rest on the part."""
    closed = block(40, 40, 2) + block(4, 4, 10) + block(20, 20, 2).translate((0, 0, 10))
    layers, strokes = laid(closed, TREE)
    assert volume_mm3(strokes, OURS) == 0.0
    resting = replace(TREE, support_branch_rest="part")
    layers, strokes = laid(closed, resting)
    assert volume_mm3(strokes, OURS) > 20.0
    assert keeps_clear(layers, strokes, resting)
    assert stands(layers, strokes, resting, on_part=True)
    narrow = block(14, 14, 2) + block(4, 4, 20) + block(20, 20, 2).translate((0, 0, 20))
    layers, strokes = laid(narrow, TREE)
    assert keeps_clear(layers, strokes, TREE)
    assert stands(layers, strokes, TREE)
    assert set(strokes.layer[np.isin(strokes.role, list(OURS))].tolist()) == set(range(99))


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-12, 12), st.floats(-12, 12), st.floats(3, 10), st.floats(2, 18)), min_size=1, max_size=5
    ),
    st.floats(25.0, 55.0),
    st.sampled_from(["plate", "part"]),
)
@example([(0.0, 0.0, 10.0, 5.5), (0.0, 4.25, 4.0, 2.0)], 47.0, "part")  # a ledge too narrow to stand on
@example(  # ways to the bed and ways to the part run together
    [(8.2, 3.8, 7.9, 9.1), (-1.61, -8.046, 5.278, 4.02), (-2.203, -9.166, 5.068, 5.97)], 47.487, "part"
)
def test_any_heap_of_blocks(blocks, lean_deg, rest):
    solid = block(5, 5, 22)
    for x, y, size, z in blocks:
        solid += block(size, size, 2).translate((x, y, z))
    chosen = replace(TREE, support_branch_deg=lean_deg, support_branch_rest=rest)
    layers, strokes = laid(solid, chosen)
    assert keeps_clear(layers, strokes, chosen)
    assert stands(layers, strokes, chosen, on_part=rest == "part")
    again = laid(solid, chosen)[1]
    assert again.points_um.tobytes() == strokes.points_um.tobytes()


@pytest.mark.parametrize("kind", ["tree", "grid"])
def test_trees_of_parts_of_different_settings_keep_off_each_other(kind):
    plate = plate_of(mushroom(), mushroom(), at=((200.0, 200.0), (216.0, 200.0)))
    layers = cut(plate, LayerSettings())
    one = StrokeSettings(supports=TREE, adhesion=AdhesionSettings(skirt_loops=0))
    other = replace(one, supports=replace(TREE, supports=kind, support_walls=2))
    strokes = lay_by_part(layers, [one, other])
    assert keeps_clear(layers, strokes, TREE)
    for layer in range(0, 29, 4):
        own = [np.concatenate([places_along(p) for p in _lines_of(strokes, layer, part, OURS)]) for part in (0, 1)]
        assert _nearest(*own).min() > 0.9 * 450.0


def test_branches_of_parts_of_the_same_settings_do_not_overlap():
    plate = plate_of(mushroom(), mushroom(), at=((200.0, 200.0), (216.0, 200.0)))
    strokes = lay(cut(plate, LayerSettings()), StrokeSettings(supports=TREE, adhesion=AdhesionSettings(skirt_loops=0)))
    for layer in range(1, 25, 3):
        branches = {Role.SUPPORT}
        own = [np.concatenate([places_along(p) for p in _lines_of(strokes, layer, part, branches)]) for part in (0, 1)]
        assert _nearest(*own).min() > 0.9 * 450.0


def _lines_of(strokes, layer, part, roles):
    for s in np.flatnonzero((strokes.layer == layer) & (strokes.part == part) & np.isin(strokes.role, list(roles))):
        points = strokes.points_um[strokes.start[s] : strokes.start[s + 1]].astype(float)
        yield np.vstack([points, points[:1]]) if strokes.closed[s] else points


def test_a_high_overhang_takes_less_plastic_than_a_grid():
    high = block(8, 8, 40) + block(40, 40, 2).translate((0, 0, 40))
    volumes = [volume_mm3(laid(high, replace(TREE, supports=kind))[1], OURS) for kind in ("tree", "grid")]
    assert volumes[0] < 0.7 * volumes[1]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
@pytest.mark.skipif(not CORPUS.exists(), reason="the models of ../shared/corpus are not here")
@pytest.mark.parametrize("name", ["branches_16.stl", "3dbenchy.3mf"])
def test_a_high_real_part_takes_less_plastic_than_with_a_grid(name):
    mesh = check(read_model(CORPUS / name).items[0], CheckSettings())
    assert isinstance(mesh, CheckedMesh)
    plate = place([mesh], BED, PlaceSettings())
    layers = cut(plate, LayerSettings())
    volumes = []
    for kind in ("tree", "grid"):
        chosen = replace(TREE, supports=kind)
        strokes = lay(layers, StrokeSettings(supports=chosen, adhesion=AdhesionSettings(skirt_loops=0)))
        volumes.append(volume_mm3(strokes, OURS))
        if kind == "tree":
            for layer in range(5, len(layers.z_mm), 40):
                points = [places_along(p, 400.0) for p, _ in stroke_lines(strokes, layer, OURS)]
                if points:
                    assert not inside(outlines_in(layers, layer), np.concatenate(points)).any()
    assert volumes[0] < volumes[1]


def solid_leaf() -> Manifold:
    return Manifold.sphere(9.0, 40).translate((0, 0, 11)) + block(4, 4, 4)


def test_under_a_ball_every_slope_is_held():
    layers, strokes = laid(solid_leaf(), TREE)
    assert keeps_clear(layers, strokes, TREE)
    assert stands(layers, strokes, TREE)
    roofs = np.unique(strokes.layer[strokes.role == Role.SUPPORT_INTERFACE])
    assert len(roofs) >= 8
