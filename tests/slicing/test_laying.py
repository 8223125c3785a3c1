"""Outlines to strokes, as a whole."""

import math

import numpy as np
import pytest
from manifold3d import Manifold

from layerworks.slicing.adhesion import AdhesionSettings
from layerworks.slicing.beads import gather, join_beads, open_beads
from layerworks.slicing.cutting import LayerSettings, cut
from layerworks.slicing.infill.settings import PATTERNS, InfillSettings
from layerworks.slicing.laying import StrokeSettings, lay
from layerworks.slicing.regions import regions_of
from layerworks.slicing.role import Role
from layerworks.slicing.skins import SkinSettings
from layerworks.slicing.walls import WallSettings, fill_area, walls
from slicing.coverage import covered, places_in, stroke_lines, volume_mm3
from slicing.polygons import areas, block, border_distance, inside, plate_of

SETTINGS = StrokeSettings(adhesion=AdhesionSettings(skirt_loops=0))


def laid(solid, settings=SETTINGS, **layer_settings):
    layers = cut(plate_of(solid), LayerSettings(**layer_settings))
    return layers, lay(layers, settings)


def odd_part() -> Manifold:
    """Bores, a thin rib, a step, a slope and an overhang."""
    body = block(24, 16, 6) - Manifold.cylinder(20, 2.6, 2.6, 40, True).translate((-6, 2, 0))
    rib = Manifold.cube((10.0, 0.7, 9.0)).translate((-3, -3, 0))
    slope = Manifold.cube((14.0, 14.0, 3.0)).rotate((0, -35, 0)).translate((2, -7, 4))
    return body + rib + slope.trim_by_plane((0, 0, 1), 0.0)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_walls_skins_and_infill_lay_what_is_asked_for(pattern):
    layers, strokes = laid(
        block(30, 22, 6),
        StrokeSettings(infill=InfillSettings(infill_pattern=pattern), adhesion=AdhesionSettings(skirt_loops=0)),
    )
    wall_mm = 2 * 0.45 + 0.2 * (1 - math.pi / 4)
    section, inner = 30 * 22, (30 - 2 * wall_mm) * (22 - 2 * wall_mm)
    asked = 0.2 * (8 * section + 22 * (section - inner + 0.2 * inner))
    assert len(layers.z_mm) == 30
    assert volume_mm3(strokes) == pytest.approx(asked, rel=0.03)


def test_solid_infill_fills_everything():
    _, strokes = laid(
        block(16, 12, 3),
        StrokeSettings(infill=InfillSettings(infill_density=1.0), adhesion=AdhesionSettings(skirt_loops=0)),
    )
    assert volume_mm3(strokes) == pytest.approx(16 * 12 * 3, rel=0.02)
    assert not (strokes.role == Role.SPARSE_FILL).any()


def test_skins_cover_and_nothing_lies_outside():
    layers, strokes = laid(odd_part())
    r = regions_of(layers)
    for layer in (0, 1, 3, 14, 29, 30, 38, len(layers.z_mm) - 1):
        loops = r.loops_of(layer)
        for points, width in stroke_lines(strokes, layer):
            out = np.where(inside(loops, points), -border_distance(loops, points), border_distance(loops, points))
            # half a bead's stadium inside, less what thin features may widen
            assert (out <= 2.0).all()
            assert (out + width / 2.0 <= 115.0).all()
    bottom = places_in(r.loops_of(0), 100.0)
    assert covered(strokes, 0, bottom).mean() > 0.99
    # the terrace of the body, open above
    terrace = places_in(r.loops_of(29), 100.0)
    terrace = terrace[~inside(r.loops_of(33), terrace)]
    assert covered(strokes, 29, terrace).mean() > 0.97


def test_a_part_is_solid_where_asked_and_only_there():
    _, strokes = laid(
        block(20, 20, 8),
        StrokeSettings(skins=SkinSettings(top_layers=3, bottom_layers=2), adhesion=AdhesionSettings(skirt_loops=0)),
    )
    by_layer = {role: set(strokes.layer[strokes.role == role].tolist()) for role in Role}
    assert by_layer[Role.BOTTOM_SKIN] == {0}
    assert by_layer[Role.TOP_SKIN] == {39}
    assert by_layer[Role.SOLID_FILL] == {1, 37, 38}
    assert by_layer[Role.SPARSE_FILL] == set(range(2, 37))
    assert by_layer[Role.BRIDGE] == set()


@pytest.mark.parametrize(("rib_mm", "density", "hollow"), [(1.4, 0.2, False), (4.0, 0.2, True), (1.4, 0.4, True)])
def test_the_skin_goes_on_under_a_rib_narrower_than_infill_lines_lie_apart(rib_mm, density, hollow):
    plate = block(30, 30, 2.4) + Manifold.cube((rib_mm, 20.0, 4.0), True).translate((0.0, 0.0, 4.0))
    _, strokes = laid(
        plate,
        StrokeSettings(infill=InfillSettings(infill_density=density), adhesion=AdhesionSettings(skirt_loops=0)),
    )
    inside_rib = (strokes.layer == 9) & (strokes.role == Role.SPARSE_FILL)  # under the rib, covered by it
    skins = (strokes.layer == 9) & np.isin(strokes.role, [Role.SOLID_FILL, Role.TOP_SKIN])
    assert inside_rib.any() == hollow
    if not hollow:
        assert skins.sum() == 1


def test_no_skins_no_walls_no_infill():
    layers = cut(plate_of(block(10, 10, 1)), LayerSettings())
    bare = StrokeSettings(
        walls=WallSettings(wall_count=0),
        skins=SkinSettings(top_layers=0, bottom_layers=0),
        infill=InfillSettings(infill_density=0.0),
        adhesion=AdhesionSettings(skirt_loops=0),
    )
    strokes = lay(layers, bare)
    assert len(strokes.role) == 0
    assert strokes.start.tolist() == [0]


@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_any_number_of_walls_goes_inwards_at_a_pitch(count):
    _, strokes = laid(
        block(30, 30, 0.6),
        StrokeSettings(
            walls=WallSettings(wall_count=count, corner_stand_out_um=0.0), adhesion=AdhesionSettings(skirt_loops=0)
        ),
    )
    own = np.flatnonzero((strokes.layer == 1) & np.isin(strokes.role, [Role.OUTER_WALL, Role.INNER_WALL]))
    assert strokes.depth[own].tolist() == list(range(count))
    assert strokes.role[own].tolist() == [Role.OUTER_WALL] + [Role.INNER_WALL] * (count - 1)
    for s in own:
        loop = strokes.points_um[strokes.start[s] : strokes.start[s + 1]] - 200_000
        expected = 15_000.0 - 0.2 * (1 - math.pi / 4) * 1000.0 - 450.0 * (strokes.depth[s] + 0.5)
        assert np.allclose(np.abs(loop), expected, atol=1.0)
        assert strokes.closed[s]


def test_a_bridge_is_laid_across_the_shorter_way_and_anchored():
    table = block(30, 12, 4) - Manifold.cube((14.0, 40.0, 3.0)).translate((-7, -20, 0))
    layers, strokes = laid(table)
    bridges = np.flatnonzero(strokes.role == Role.BRIDGE)
    assert set(strokes.layer[bridges].tolist()) == {15}
    assert len(set(strokes.group[bridges].tolist())) == 1
    length = np.zeros(2)
    for points, _ in stroke_lines(strokes, 15, {Role.BRIDGE}):
        length += np.abs(np.diff(points, axis=0)).sum(axis=0)
        assert points[:, 0].min() <= 200_000 - 7500
        assert points[:, 0].max() >= 200_000 + 7500
    assert length[0] > 10 * length[1]
    below = regions_of(layers).loops_of(14)
    air = places_in(regions_of(layers).loops_of(15), 100.0)
    air = air[~inside(below, air)]
    assert covered(strokes, 15, air).mean() > 0.98


def test_a_narrow_overhang_is_no_bridge():
    wider = block(20, 20, 2) + block(20.8, 20.8, 2).translate((0, 0, 2))
    _, strokes = laid(wider)
    assert not (strokes.role == Role.BRIDGE).any()


def test_skirt_and_brim_go_about_everything_on_the_bed():
    plate = plate_of(block(10, 10, 1), block(10, 10, 1), at=((190.0, 200.0), (215.0, 200.0)))
    layers = cut(plate, LayerSettings())
    settings = StrokeSettings(adhesion=AdhesionSettings(skirt_loops=2, skirt_distance_mm=4.0, brim_width_mm=2.7))
    strokes = lay(layers, settings)
    shared = np.isin(strokes.role, [Role.SKIRT, Role.BRIM])
    assert set(strokes.layer[shared].tolist()) == {0}
    assert set(strokes.part[shared].tolist()) == {-1}
    assert set(strokes.part[~shared].tolist()) == {0, 1}
    assert (strokes.role == Role.BRIM).sum() == 2 * 6
    assert (strokes.role == Role.SKIRT).sum() == 2
    outlines = regions_of(layers).loops_of(0) + regions_of(layers).loops_of(1)
    brims = [border_distance(outlines, (p[1:] + p[:-1]) / 2.0).min() for p, _ in stroke_lines(strokes, 0, {Role.BRIM})]
    assert sorted(brims) == pytest.approx(sorted([450.0 * (k + 0.5) for k in range(6)] * 2), abs=2.0)
    skirts = [border_distance(outlines, p).min() for p, _ in stroke_lines(strokes, 0, {Role.SKIRT})]
    assert min(skirts) > 2700.0 + 4000.0


def test_islands_are_numbered_within_their_layer():
    two = block(8, 8, 2).translate((-10, 0, 0)) + block(8, 8, 3).translate((10, 0, 0))
    _layers, strokes = laid(two)
    for layer in (0, 5):
        own = strokes.layer == layer
        assert set(strokes.island[own].tolist()) == {0, 1}
        for island in (0, 1):
            points = strokes.points_um[strokes.start[:-1][own & (strokes.island == island)]]
            assert len(set(np.sign(points[:, 0] - 200_000).tolist())) == 1
    assert set(strokes.island[strokes.layer == 12].tolist()) == {0}
    assert np.all(np.diff(strokes.layer) >= 0)


def test_the_same_part_gives_the_same_bytes_and_each_layer_depends_only_on_its_neighbours():
    _layers, strokes = laid(odd_part())
    again = lay(cut(plate_of(odd_part()), LayerSettings()), SETTINGS)
    for name in ("points_um", "width_um", "start", "closed", "role", "depth", "layer", "part", "island", "group"):
        assert np.array_equal(getattr(strokes, name), getattr(again, name))


def test_a_quarter_turn_changes_directions_only():
    plain = laid(odd_part())[1]
    turned = laid(odd_part().rotate((0, 0, 90)))[1]
    for role in (Role.OUTER_WALL, Role.INNER_WALL, Role.GAP_FILL):
        a, b = volume_mm3(plain, {role}), volume_mm3(turned, {role})
        assert b == pytest.approx(a, rel=0.01, abs=0.3)
    assert volume_mm3(turned) == pytest.approx(volume_mm3(plain), rel=0.01)


def test_halves_add_up():
    whole = volume_mm3(laid(block(20, 10, 3))[1])
    cut_up = block(10, 10, 3).translate((-30, 0, 0)) + block(10, 10, 3).translate((30, 0, 0))
    apart = volume_mm3(laid(cut_up)[1])
    # the cut adds walls where there was sparse infill, and two margins
    assert whole < apart < whole * 1.15


def test_a_caller_may_put_an_infill_of_their_own_in_the_place_of_ours():
    layers = cut(plate_of(block(20, 20, 2)), LayerSettings())
    outlines = regions_of(layers)
    beads, inner = walls(outlines, layers.height_mm * 1000.0, WallSettings())
    area, gaps = fill_area(inner, 450.0)
    spots = np.array([[195_000.0, 200_000.0], [205_000.0, 200_000.0]])
    bars = open_beads(
        np.tile(spots, (outlines.cells, 1)),
        np.full(2 * outlines.cells, 450.0),
        2 * np.arange(outlines.cells + 1),
        np.full(outlines.cells, Role.SPARSE_FILL),
        np.arange(outlines.cells),
    )
    nothing = join_beads([])
    strokes = gather(layers, [*beads, gaps, bars], nothing)
    assert (strokes.role == Role.SPARSE_FILL).sum() == len(layers.z_mm)
    assert areas(area.room)[0] > areas(area.centrelines)[0] > 0.0


@pytest.mark.parametrize(
    "build",
    [
        lambda: Manifold.cylinder(3.0, 0.2, 0.2, 5),  # a needle
        lambda: Manifold.cube((0.05, 9.0, 1.0)),  # thinner than anything printed
        lambda: Manifold.cylinder(2.0, 8.0, 0.0, 64),  # a cone to a point
        lambda: block(4, 4, 1) + block(4, 4, 1).translate((4, 4, 0)),  # two that touch in a corner
        lambda: Manifold.cube((90.0, 0.9, 0.4)),  # two beads exactly
        lambda: block(10, 10, 0.5) - block(8.2, 8.2, 2).translate((0, 0, -1)),  # a frame of two beads
    ],
)
def test_shapes_at_the_edge_of_what_can_be_printed(build):
    layers, strokes = laid(build())
    assert len(strokes.start) == len(strokes.role) + 1
    assert (np.diff(strokes.start) >= 2).all()
    assert (strokes.width_um >= 45).all()
    for _, width in (line for k in range(len(layers.z_mm)) for line in stroke_lines(strokes, k)):
        assert (width[1:] + width[:-1] >= 200).all()
    assert (strokes.width_um <= 1.51 * 450 + 43).all()
    r = regions_of(layers)
    for s in range(len(strokes.role)):
        own = strokes.points_um[strokes.start[s] : strokes.start[s + 1]].astype(float)
        loops = r.loops_of(int(strokes.layer[s]))
        assert (inside(loops, own) | (border_distance(loops, own) < 120.0)).all()


def test_every_second_layer_may_have_a_wall_more():
    plain, extra = (
        laid(
            odd_part(),
            StrokeSettings(
                walls=WallSettings(alternate_extra_wall=alternate), adhesion=AdhesionSettings(skirt_loops=0)
            ),
        )[1]
        for alternate in (False, True)
    )
    for layer in range(2, 28):
        depths = [set(s.depth[(s.layer == layer) & (s.role == Role.INNER_WALL)].tolist()) for s in (plain, extra)]
        assert depths == [{1}, {1, 2} if layer % 2 else {1}]
        if layer % 2 == 0:
            own = [s.points_um[s.start[np.searchsorted(s.layer, layer)] :][:50] for s in (plain, extra)]
            assert np.array_equal(*own)
    skins = {Role.BOTTOM_SKIN, Role.TOP_SKIN, Role.SOLID_FILL, Role.INNER_WALL, Role.OUTER_WALL}
    assert volume_mm3(extra, skins) > volume_mm3(plain, skins)
    assert volume_mm3(extra) == pytest.approx(volume_mm3(plain), rel=0.1)
