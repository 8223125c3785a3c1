"""Grid supports as a whole: where they stand, what they keep clear of, what they hold."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from manifold3d import Manifold

from layerworks.geometry import ModifierMesh
from layerworks.slicing.adhesion import AdhesionSettings
from layerworks.slicing.cutting import LayerSettings, cut
from layerworks.slicing.laying import StrokeSettings, lay
from layerworks.slicing.laying_by_part import lay_by_part
from layerworks.slicing.regions import regions_from_loops, regions_of
from layerworks.slicing.role import Role
from layerworks.slicing.supports.settings import SupportSettings
from layerworks.slicing.supports.standing import supports
from layerworks.slicing.walls import WallSettings
from slicing.coverage import covered, places_in, stroke_lines, volume_mm3
from slicing.polygons import block, border_distance, inside, plate_of, rectangle

GRID = SupportSettings(supports="grid")
OURS = {Role.SUPPORT, Role.SUPPORT_INTERFACE}
WIDTH_UM, AT_UM = 450.0, 200_000.0


def laid(solid, chosen=GRID, *more, at=((200.0, 200.0),)):
    layers = cut(plate_of(solid, *more, at=at), LayerSettings())
    return layers, lay(layers, StrokeSettings(supports=chosen, adhesion=AdhesionSettings(skirt_loops=0)))


def mushroom() -> Manifold:
    return Manifold.cylinder(6.0, 3.0, 3.0, 32) + Manifold.cylinder(2.0, 9.0, 9.0, 48).translate((0, 0, 6))


def cantilever() -> Manifold:
    """An arm over the plate and over a foot."""
    return (
        block(6, 10, 10) + Manifold.cube((16.0, 8.0, 2.0)).translate((0, -4, 8)) + block(4, 6, 2).translate((9, 0, 0))
    )


def outlines_in(layers, layer):
    r, parts = regions_of(layers), int(layers.loop_part.max()) + 1
    return [loop for c in range(layer * parts, (layer + 1) * parts) for loop in r.loops_of(c)]


def places_along(points, step_um=100.0):
    """Places on a polyline, no further apart than a step."""
    found = [points[:1]]
    for a, b in itertools.pairwise(points):
        n = max(1, math.ceil(float(np.hypot(*(b - a))) / step_um))
        found.append(a + (b - a) * (np.arange(1, n + 1) / n)[:, None])
    return np.concatenate(found)


def keeps_clear(layers, strokes, chosen, width_um=WIDTH_UM):
    """Hold every bead of support against the part beside, above and below it."""
    for layer in np.unique(strokes.layer[np.isin(strokes.role, list(OURS))]).tolist():
        places = np.concatenate([places_along(p) for p, _ in stroke_lines(strokes, layer, OURS)])
        own = outlines_in(layers, layer)
        if own:
            assert not inside(own, places).any()
            assert border_distance(own, places).min() >= chosen.support_xy_gap_mm * 1000.0 + width_um / 2 - 12.0
        for other in (
            *range(layer - chosen.support_gap_below_layers, layer),
            *range(layer + 1, layer + 1 + chosen.support_gap_above_layers),
        ):
            if 0 <= other < len(layers.z_mm) and (loops := outlines_in(layers, other)):
                assert not inside(loops, places).any()
    return True


def test_nothing_is_laid_unless_asked_for():
    _, strokes = laid(mushroom(), SupportSettings())
    assert not np.isin(strokes.role, list(OURS)).any()


def test_what_stands_upright_gets_no_support():
    _, strokes = laid(block(10, 10, 8))
    assert not np.isin(strokes.role, list(OURS)).any()


@pytest.mark.parametrize("gap", [0, 1, 2])
def test_a_ledge_is_held_from_below_by_dense_layers(gap):
    chosen = replace(GRID, support_gap_above_layers=gap)
    layers, strokes = laid(mushroom(), chosen)
    assert keeps_clear(layers, strokes, chosen)
    top = 30 - 1 - gap  # the cap begins in layer 30
    ours = np.isin(strokes.role, list(OURS))
    assert strokes.layer[ours].max() == top
    assert set(strokes.layer[strokes.role == Role.SUPPORT_INTERFACE].tolist()) == {top, top - 1, top - 2}
    assert set(strokes.layer[ours].tolist()) == set(range(top + 1))
    # all of the cap but what lies within the gap beside the stem, and under its rim half a line
    ledge = places_in(outlines_in(layers, 30), 300.0)
    off = np.hypot(*(ledge - AT_UM).T)
    ledge = ledge[(off > 3000.0 + 500.0 + 450.0) & (off < 8700.0)]
    assert covered(strokes, top, ledge, {Role.SUPPORT_INTERFACE}).mean() > 0.8


@pytest.mark.parametrize("brim_mm", [0.0, 2.0])
@pytest.mark.parametrize("kinds", [1, 2])
def test_skirt_and_brim_go_about_supports(brim_mm, kinds):
    """The cap of the mushroom is wider than its stem by more than the skirt's distance."""
    own = StrokeSettings(supports=GRID, adhesion=AdhesionSettings(skirt_loops=1, brim_width_mm=brim_mm))
    other = replace(own, walls=WallSettings(wall_count=3))
    layers = cut(plate_of(mushroom(), mushroom(), at=((200.0, 200.0), (230.0, 200.0))), LayerSettings())
    strokes = lay_by_part(layers, [own, other][:kinds] * (2 // kinds))
    held = np.concatenate([places_along(p) for p, _ in stroke_lines(strokes, 0, OURS)])
    (skirt, _), *more = stroke_lines(strokes, 0, {Role.SKIRT})
    assert not more
    assert inside([skirt], held).all()
    assert border_distance([skirt], held).min() > 3000.0 - 12.0
    brims = [np.concatenate([p, p[:1]]) for p, _ in stroke_lines(strokes, 0, {Role.BRIM})]
    assert bool(brims) == (brim_mm > 0.0)
    for brim in brims:
        away = np.hypot(*(places_along(brim)[:, None] - held[None]).transpose(2, 0, 1)).min()
        assert away > 0.9 * WIDTH_UM


def test_supports_belong_to_their_part_and_come_first():
    _, strokes = laid(
        mushroom(), GRID, block(10, 10, 8), mushroom(), at=((170.0, 200.0), (200.0, 200.0), (230.0, 200.0))
    )
    ours = np.isin(strokes.role, list(OURS))
    assert set(strokes.part[ours].tolist()) == {0, 2}
    assert set(strokes.island[ours].tolist()) == {-1}
    for part in (0, 2):
        x = strokes.points_um[strokes.start[:-1][ours & (strokes.part == part)], 0]
        assert np.abs(x - (170_000.0 + 30_000.0 * part)).max() < 13_000.0


def test_a_slope_needs_support_beyond_the_angle_only():
    def leaning(degrees):
        slab = Manifold.cube((30.0, 10.0, 4.0)).translate((0, -5, 0)).rotate((0, degrees - 90.0, 0))
        return slab.trim_by_plane((0, 0, 1), 0.0).trim_by_plane((0, 0, -1), -12.0) + block(9, 10, 1)

    assert volume_mm3(laid(leaning(40.0))[1], OURS) == 0.0
    assert volume_mm3(laid(leaning(58.0))[1], OURS) > 20.0
    assert volume_mm3(laid(leaning(58.0), replace(GRID, support_overhang_deg=65.0))[1], OURS) == 0.0


def test_what_bridges_by_itself_is_left_alone():
    table = block(30, 12, 4) - Manifold.cube((8.0, 40.0, 3.0)).translate((-4, -20, 0))
    assert volume_mm3(laid(table)[1], OURS) == 0.0
    assert volume_mm3(laid(table, replace(GRID, support_bridge_mm=0.0))[1], OURS) > 20.0
    assert volume_mm3(laid(table, replace(GRID, support_bridge_mm=6.0))[1], OURS) > 20.0


def test_small_overhangs_are_left_alone():
    nose = block(10, 10, 6) + Manifold.cube((6.0, 1.0, 1.0)).translate((0, -0.5, 4))
    assert volume_mm3(laid(nose)[1], OURS) == 0.0
    assert volume_mm3(laid(nose, replace(GRID, support_least_area_mm2=0.1))[1], OURS) > 0.0


def test_from_the_plate_only_means_a_clear_way_down():
    anywhere_layers, anywhere = laid(cantilever())
    assert keeps_clear(anywhere_layers, anywhere, GRID)
    chosen = replace(GRID, support_on_plate_only=True)
    layers, strokes = laid(cantilever(), chosen)
    assert keeps_clear(layers, strokes, chosen)
    assert 0.0 < volume_mm3(strokes, OURS) < volume_mm3(anywhere, OURS)
    foot = outlines_in(layers, 3)
    for layer in np.unique(strokes.layer[np.isin(strokes.role, list(OURS))]).tolist():
        for points, _ in stroke_lines(strokes, layer, OURS):
            assert not inside(foot, places_along(points)).any()


def test_dense_layers_where_supports_stand_on_the_part():
    chosen = replace(GRID, support_interface_below_layers=2, support_interface_above_layers=0)
    _, strokes = laid(cantilever(), chosen)
    # the foot ends with layer 9, one layer stays empty
    assert set(strokes.layer[strokes.role == Role.SUPPORT_INTERFACE].tolist()) == {11, 12}


def test_blockers_and_enforcers():
    layers = cut(plate_of(mushroom()), LayerSettings())
    outlines, parts = regions_of(layers), 1
    height_um = layers.height_mm * 1000.0

    def volume(**modifiers):
        held = supports(outlines, parts, height_um, WIDTH_UM, modifiers.pop("chosen", GRID), **modifiers)
        return sum(float(np.hypot(*np.diff(b.points_um, axis=0).T).sum()) for b in held.beads)

    half = regions_from_loops([[rectangle(30_000, 60_000, AT_UM + 15_000, AT_UM)]] * len(layers.z_mm))
    none = regions_from_loops([[]] * len(layers.z_mm))
    everywhere = regions_from_loops([[rectangle(60_000, 60_000, AT_UM, AT_UM)]] * len(layers.z_mm))
    assert volume(blockers=none) == volume()
    assert volume(blockers=everywhere) == 0.0
    assert 0.35 < volume(blockers=half) / volume() < 0.8
    hardly = replace(GRID, support_least_area_mm2=1e6)
    assert volume(chosen=hardly) == 0.0
    assert volume(chosen=hardly, enforcers=everywhere) > 0.5 * volume()
    assert volume(chosen=hardly, enforcers=everywhere, blockers=everywhere) == 0.0


def test_columns_stand_out_no_further_than_to_the_next_line():
    """Lines run along x: there a column ends with the overhang, and along y it may reach to the nearest line."""
    chosen = replace(GRID, support_interface_above_layers=0, support_first_layer_density=0.0)
    for angle in (0.0, 90.0):
        _, strokes = laid(mushroom(), replace(chosen, support_angle_deg=angle))
        points = np.concatenate([places_along(p) for p, _ in stroke_lines(strokes, 20, OURS)]) - AT_UM
        assert np.hypot(*points.T).max() < 9000.0 + 2.2 * WIDTH_UM


def test_volumes_of_the_plate_block_and_enforce():
    plate = plate_of(mushroom())
    half = block(60, 60, 60).translate((30, 0, 0)).to_mesh64()
    corners, faces = np.array(half.vert_properties)[:, :3], np.array(half.tri_verts).astype(np.int32)
    own = StrokeSettings(supports=GRID, adhesion=AdhesionSettings(skirt_loops=0))
    volumes = {}
    for kind in ("support_blocker", "support_enforcer", "modifier"):
        for chosen in (GRID, replace(GRID, support_where="enforced")):
            marked = replace(plate.parts[0].mesh, modifiers=(ModifierMesh(kind, corners, faces),))
            marked_plate = replace(plate, parts=(replace(plate.parts[0], mesh=marked),))
            strokes = lay(cut(marked_plate, LayerSettings()), replace(own, supports=chosen), marked_plate)
            volumes[kind, chosen.support_where] = volume_mm3(strokes, OURS)
            if kind == "support_blocker" and chosen is GRID:
                points = np.concatenate([places_along(p) for p, _ in stroke_lines(strokes, 20, OURS)])
                assert points[:, 0].max() < AT_UM + 1500.0
    everything = volumes["modifier", "overhangs"]
    assert volumes["modifier", "enforced"] == volumes["support_blocker", "enforced"] == 0.0
    assert 0.35 < volumes["support_blocker", "overhangs"] / everything < 0.65
    assert volumes["support_enforcer", "overhangs"] >= 0.98 * everything
    assert 0.35 < volumes["support_enforcer", "enforced"] / everything < 0.65


@example([(2.0, 5.5625, 2.0, 2.0)], 0.0, 1, 0, False, 30.0)  # slivers of what is kept clear of, thinner than a pixel
@example([(1.0, 6.0, 3.0, 2.0)], 0.0, 1, 0, False, 0.0)
@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.tuples(*[st.floats(-8.0, 8.0)] * 2, st.floats(1.0, 9.0), st.floats(2.0, 9.0)), min_size=1, max_size=4),
    st.floats(0.0, 1.2),
    st.integers(0, 3),
    st.integers(0, 2),
    st.booleans(),
    st.sampled_from([0.0, 30.0]),
)
def test_supports_keep_off_whatever_stands_there(blobs, gap, above, below, on_plate, angle):
    solid = block(5, 5, 12)
    for x, y, z, size in blobs:
        solid += (
            Manifold.cube((size, size * 0.7, 2.0), True).rotate((20.0 * x, 10.0 * y, 15.0 * z)).translate((x, y, z))
        )
    solid = solid.trim_by_plane((0, 0, 1), 0.0)
    chosen = replace(
        GRID,
        support_xy_gap_mm=gap,
        support_gap_above_layers=above,
        support_gap_below_layers=below,
        support_on_plate_only=on_plate,
        support_angle_deg=angle,
        support_walls=int(on_plate),
    )
    layers, strokes = laid(solid, chosen)
    assert keeps_clear(layers, strokes, chosen)


def test_the_same_bytes_again():
    a, b = laid(cantilever())[1], laid(cantilever())[1]
    for name in ("points_um", "width_um", "start", "role", "layer", "part", "island"):
        assert np.array_equal(getattr(a, name), getattr(b, name))
