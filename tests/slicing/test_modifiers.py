"""Volumes with settings of their own: what they change, where, and that both sides of their border meet."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manifold3d import CrossSection, FillRule, Manifold

from layerworks.slicing.cutting import LayerSettings
from layerworks.slicing.infill.settings import PATTERNS, InfillSettings
from layerworks.slicing.layers import Layers
from layerworks.slicing.laying import StrokeSettings, inside_of, lay
from layerworks.slicing.laying_by_part import lay_by_part
from layerworks.slicing.modifiers import modifier
from layerworks.slicing.ordering import CoolingSettings, OrderSettings, RetractionSettings, SpeedSettings, order
from layerworks.slicing.raster import RasterSettings
from layerworks.slicing.regions import regions_from_loops
from layerworks.slicing.role import Role
from layerworks.slicing.skins import SkinSettings
from layerworks.slicing.strokes import Strokes
from layerworks.slicing.walls import WallSettings
from layerworks.slicing.zones import Modifier, zones_of
from slicing.coverage import covered, places_in, volume_mm3
from slicing.order_strokes import Loop, square, strokes_of
from slicing.polygons import hole, inside, rectangle, regions, stars, turned

LAYERS, SIDE_UM = 12, 30_000
OPEN = SkinSettings(top_layers=0, bottom_layers=0)
PLAIN = StrokeSettings(skins=OPEN, infill=InfillSettings(infill_link_mm=0.0, infill_min_line_mm=0.0))
PART = [role for role in Role if Role.OUTER_WALL <= role <= Role.BRIDGE]


def block(parts: int = 1, layers: int = LAYERS) -> Layers:
    """Squares side by side with a hole in each, about the origin the first one."""
    low = -SIDE_UM // 2
    loops = [
        Loop(points, layer, p)
        for layer in range(layers)
        for p in range(parts)
        for points in (square(low + 50_000 * p, low, SIDE_UM), square(50_000 * p - 3000, -9000, 6000, clockwise=True))
    ]
    return strokes_of([], loops).layers


def volume(loop, changed: StrokeSettings, part: int = 0, layers: int = LAYERS) -> Modifier:
    return Modifier(part, regions_from_loops([[np.asarray(loop, np.float64)]] * layers), inside_of(changed))


def alike(one: Strokes, other: Strokes) -> bool:
    columns = ("points_um", "width_um", "start", "closed", "role", "depth", "layer", "part", "island", "group")
    return all(getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in columns)


def outline_of(layers: Layers) -> list[np.ndarray]:
    return [
        layers.points_um[a:b].astype(float) for a, b in zip(layers.loop_start[:2], layers.loop_start[1:3], strict=True)
    ]


def area_mm2(loops, within=None) -> float:
    section = CrossSection(list(loops), FillRule.Positive)
    return (section if within is None else section ^ CrossSection([within], FillRule.Positive)).area() * 1e-6


CHANGED = [
    replace(PLAIN, walls=WallSettings(wall_count=4)),
    replace(PLAIN, infill=InfillSettings(infill_density=0.7)),
    replace(PLAIN, infill=InfillSettings(infill_pattern="gyroid")),
    replace(PLAIN, skins=SkinSettings()),
    replace(PLAIN, raster=RasterSettings((0.0, 90.0))),
]


@settings(max_examples=10, deadline=None)
@given(stars(), st.sampled_from(CHANGED))
def test_a_volume_of_the_same_settings_or_beside_the_part_changes_nothing(loop, other):
    layers = block()
    plain = lay(layers, other)
    assert alike(plain, lay(layers, other, None, [volume(loop, other)]))
    assert alike(plain, lay(layers, other, None, [volume(loop + 60_000.0, PLAIN)]))


@settings(max_examples=10, deadline=None)
@given(st.sampled_from(CHANGED), st.sampled_from(CHANGED))
def test_a_volume_about_a_whole_part_stands_for_its_settings(base, other):
    layers = block()
    about = volume(rectangle(2.0 * SIDE_UM, 2.0 * SIDE_UM), other)
    assert alike(lay(layers, other), lay(layers, base, None, [about]))
    inner = volume(rectangle(9000.0, 9000.0), base)
    assert alike(lay(layers, other), lay(layers, base, None, [inner, about])), "the later volume holds"


@settings(max_examples=20, deadline=None)
@given(st.lists(stars(), min_size=1, max_size=3))
def test_every_place_lies_in_one_zone(loops):
    kinds = [volume(loop, CHANGED[n]) for n, loop in enumerate(loops)]
    outlines = regions([rectangle(20_000, 20_000)], [rectangle(1000, 1000)], [])
    zones = zones_of(outlines, 1, inside_of(PLAIN), kinds)
    share = sum(np.array([area_mm2(z.region.loops_of(c), rectangle(20_000, 20_000)) for c in range(3)]) for z in zones)
    count = sum(zone.whole.astype(int) for zone in zones)
    assert (count + np.max([zone.shared for zone in zones], axis=0) == 1).all()
    assert np.isclose(share[0], 400.0) or count[0] == 1


@pytest.mark.parametrize("pattern", PATTERNS)
@settings(max_examples=5, deadline=None)
@given(st.floats(0.0, 90.0), st.floats(0.1, 0.5), st.floats(0.1, 0.5))
def test_each_side_of_a_border_is_as_dense_as_asked_and_neither_crosses_it(pattern, turn, out, within):
    layers = block(layers=3)
    box = turned(rectangle(14_000, 17_000, 3000, 2000), turn)
    base, other = (
        replace(PLAIN, infill=replace(PLAIN.infill, infill_density=d, infill_pattern=pattern)) for d in (out, within)
    )
    if out == within:
        return
    strokes = lay(layers, base, None, [volume(box, other, layers=3)])
    alone = [volume_mm3(lay(layers, s), [Role.SPARSE_FILL]) for s in (base, other)]
    room = area_mm2(outline_of(layers)) - 120.0 * 0.9 - 24.0 * 0.9
    share = area_mm2(outline_of(layers), box) / room
    # half a bead on both sides of the border holds none but ends of lines
    border_mm3 = 62.0 * 0.225 * (out + within) * 0.6
    asked = alone[0] * (1.0 - share) + alone[1] * share
    got = volume_mm3(strokes, [Role.SPARSE_FILL])
    assert asked - border_mm3 - 0.12 * asked < got < 1.12 * asked
    for s in np.flatnonzero(strokes.role == Role.SPARSE_FILL):
        points = strokes.points_um[strokes.start[s] : strokes.start[s + 1]].astype(float)
        middle = (points[1:] + points[:-1]) / 2.0
        assert len(set(inside([box], middle).tolist())) == 1, "a line lies in one zone"


def full(**changed) -> StrokeSettings:
    return replace(PLAIN, infill=InfillSettings(infill_density=1.0), **changed)


@settings(max_examples=12, deadline=None)
@given(st.floats(0.0, 90.0), st.sampled_from([0, 1, 3, 5]), st.booleans(), st.floats(-12_000, 12_000))
def test_a_solid_part_stays_solid_where_walls_and_angles_change(turn, walls, rastered, x):
    layers = block(layers=1)
    box = turned(rectangle(11_000, 16_000, x, 4000), turn)
    raster = RasterSettings((20.0,)) if rastered else RasterSettings()
    other = full(walls=WallSettings(wall_count=walls), raster=raster)
    strokes = lay(layers, full(), None, [volume(box, other, layers=1)])
    outline = outline_of(layers)
    laid, asked = volume_mm3(strokes, PART) / 0.2, area_mm2(outline)
    assert laid == pytest.approx(asked, rel=0.03)
    places = places_in(outline, 300.0)
    assert covered(strokes, 0, places, PART).mean() > 0.985


@settings(max_examples=12, deadline=None)
@given(stars(least=4000.0), st.integers(0, 5))
def test_walls_differ_in_number_within_the_volume_alone(loop, count):
    layers = block(layers=2)
    strokes = lay(layers, PLAIN, None, [volume(loop, replace(PLAIN, walls=WallSettings(wall_count=count)), layers=2)])
    plain = lay(layers, PLAIN)
    low, high = min(count, 2), max(count, 2)
    for s in np.flatnonzero(np.isin(strokes.role, (Role.OUTER_WALL, Role.INNER_WALL))):
        points = strokes.points_um[strokes.start[s] : strokes.start[s + 1]].astype(float)
        middle = (points[1:] + points[:-1]) / 2.0
        middle = middle[np.hypot(*np.diff(points, axis=0).T) > 50.0]
        within = inside([loop], middle)
        if strokes.depth[s] >= low:
            assert strokes.depth[s] < high
            assert (within if count > 2 else ~within).all()

    def walls_um(of: Strokes, depth: int) -> float:
        its = (of.depth == depth) & np.isin(of.role, (Role.OUTER_WALL, Role.INNER_WALL))
        return sum(
            float(np.hypot(*np.diff(of.points_um[of.start[s] : of.start[s + 1]], axis=0).T).sum())
            for s in np.flatnonzero(its)
        )

    for depth in range(low):
        assert walls_um(strokes, depth) == walls_um(plain, depth), "walls that both have stay whole"


def test_skins_go_on_through_a_volume_that_has_them_too():
    layers = block()
    base, dense = StrokeSettings(), StrokeSettings(infill=InfillSettings(infill_density=0.5))
    strokes = lay(layers, base, None, [volume(rectangle(13_000, 13_000, 5000, 5000), dense)])
    plain = lay(layers, base)
    for layer in (0, LAYERS - 1):
        one, other = (np.flatnonzero((s.layer == layer) & (s.part == 0)) for s in (strokes, plain))
        lines = [
            [s.points_um[s.start[i] : s.start[i + 1]].tobytes() for i in its]
            for s, its in ((strokes, one), (plain, other))
        ]
        assert lines[0] == lines[1]


def test_only_the_part_that_a_volume_belongs_to_is_modified_and_each_part_has_its_settings():
    layers = block(parts=2)
    thick = replace(PLAIN, walls=WallSettings(wall_count=3))
    about = volume(rectangle(1e6, 1e6), CHANGED[1], part=1)

    def modified(own: Layers, kind: StrokeSettings) -> Strokes:
        return lay(own, kind, None, [about])

    strokes = lay_by_part(layers, [thick, PLAIN], modified)
    wanted = lay_by_part(layers, [thick, CHANGED[1]])
    assert alike(strokes, wanted)


def test_a_mesh_is_cut_as_the_part_is_whichever_way_its_faces_look():
    layers = block()
    box = Manifold.cube((8.0, 8.0, 1.0), True).translate((0.0, 0.0, 1.02)).to_mesh()
    vertices, faces = box.vert_properties[:, :3].astype(np.float64), box.tri_verts.astype(np.int32)
    for turned_in in (faces, np.ascontiguousarray(faces[:, ::-1])):
        found = modifier(vertices, turned_in, 0, inside_of(PLAIN), layers, LayerSettings())
        held = [area_mm2(found.sections.loops_of(layer)) for layer in range(LAYERS)]
        middle = layers.z_mm - layers.height_mm / 2
        assert held == pytest.approx(np.where(np.abs(middle - 1.02) < 0.5, 64.0, 0.0))


@pytest.mark.parametrize("changed", CHANGED)
def test_modified_parts_can_be_ordered(changed):
    ring = [rectangle(16_000, 16_000), hole(rectangle(8000, 8000))]
    volumes = Modifier(0, regions_from_loops([ring] * LAYERS), inside_of(changed))
    strokes = lay(block(), PLAIN, None, [volumes])
    path = order(strokes, OrderSettings(), SpeedSettings(), CoolingSettings(), RetractionSettings(), ("block",))
    laid = path.volume_mm3[np.isin(path.role, PART) & (path.volume_mm3 > 0)].sum()
    assert laid == pytest.approx(volume_mm3(strokes, PART), rel=0.01)


@settings(max_examples=10, deadline=None)
@given(st.floats(0.0, 1.0), st.floats(0.0, 180.0))
def test_an_even_density_by_place_lays_that_share(share, turn):
    layers = strokes_of([], [Loop(square(0, 0, 60_000), layer) for layer in range(2)]).layers
    wanted = replace(PLAIN, infill=replace(PLAIN.infill, infill_angles_deg=(turn,)))
    strokes = lay(layers, wanted, density=lambda x, y, z: np.full(len(x), share))
    assert volume_mm3(strokes, [Role.SPARSE_FILL]) / 0.4 == pytest.approx(share * 58.2**2, abs=0.02 * 58.2**2)


def test_a_density_by_place_is_followed_from_place_to_place():
    layers = strokes_of([], [Loop(square(0, 0, 60_000), layer) for layer in range(2)]).layers
    asked = []

    def ramp(x, y, z):
        asked.append((x.min(), x.max(), set(np.round(z, 6))))
        return x / 60.0

    strokes = lay(layers, PLAIN, density=ramp)
    places = places_in([np.array(square(1000, 1000, 58_000), float)], 250.0)
    lit = covered(strokes, 0, places, [Role.SPARSE_FILL])
    for x in range(5, 55, 10):
        band = np.abs(places[:, 0] / 1000.0 - x) < 5.0
        assert lit[band].mean() == pytest.approx(min(1.0, 1.1 * x / 60.0), abs=0.06)
    assert min(a for a, _, _ in asked) > 0.0
    assert max(b for _, b, _ in asked) < 60.0
    assert {z for _, _, heights in asked for z in heights} == {0.1, 0.3}
