"""Walls sorted by how much of their width hangs over air, and what that does to speed, fan and order."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerworks.errors import Rejected
from layerworks.kernels.order_hanging import MOST_CROSSINGS, covered_share, inside_cells
from layerworks.kernels.travel_grid import outlines_of
from layerworks.slicing.ordering import CoolingSettings, OrderSettings, RetractionSettings, SpeedSettings, order
from layerworks.slicing.role import Role
from layerworks.slicing.toolpath import Toolpath
from reference import order_hanging as slow
from slicing.order_strokes import Loop, Stroke, square, strokes_of

BRIEF = settings(max_examples=60, deadline=None)
near = st.integers(-3000, 3000)
STEADY = {"min_layer_time_s": 0.0, "fan_off_layers": 0, "fan_low": 0.2, "fan_high": 0.2}
FOUR = SpeedSettings(overhang_speeds_mm_s=(0.0, 40.0, 30.0, 20.0))


@st.composite
def stars(draw) -> list[tuple[int, int]]:
    """A loop about its middle, convex or not, that does not cross itself."""
    x, y = draw(near), draw(near)
    radii = draw(st.lists(st.integers(200, 3000), min_size=3, max_size=9))
    turns = [2 * math.pi * k / len(radii) for k in range(len(radii))]
    return [(round(x + r * math.cos(t)), round(y + r * math.sin(t))) for r, t in zip(radii, turns, strict=True)]


@BRIEF
@given(st.lists(stars(), min_size=1, max_size=4), st.tuples(near, near), st.tuples(near, near))
def test_a_cross_section_is_covered_as_by_looking_at_every_place(loops, a, b):
    points = np.array([p for loop in loops for p in loop], np.int32)
    start = np.cumsum([0, *map(len, loops)]).astype(np.int32)
    outlines = outlines_of(points, start, 0, len(loops))
    within = np.zeros(outlines.cell.size - 1, np.bool_)
    inside_cells(outlines, within)
    at, edge = np.empty(MOST_CROSSINGS), np.empty(MOST_CROSSINGS, np.int32)
    ends = [float(v) + 0.25 for v in (*a, *b)]
    share = covered_share(outlines, within, *ends, at, edge)
    assert share == pytest.approx(slow.covered_share(loops, tuple(ends[:2]), tuple(ends[2:])), abs=0.02)


def stepped(out_um: int, speeds=FOUR, cooling=None, **orders) -> Toolpath:
    """One wall along a square whose right side stands out over the square below by so much."""
    wide = square(0, 0, 20_000)
    wide[1], wide[2] = (20_000 + out_um, 0), (20_000 + out_um, 20_000)
    ring = [(225, 225), (19_775 + out_um, 225), (19_775 + out_um, 19_775), (225, 19_775)]
    strokes = [Stroke(square(225, 225, 19_550), Role.OUTER_WALL, True), Stroke(ring, Role.OUTER_WALL, True, layer=1)]
    outlines = [Loop(square(0, 0, 20_000)), Loop(wide, 1)]
    cooling = cooling or CoolingSettings(**STEADY)
    return order(strokes_of(strokes, outlines), OrderSettings(**orders), speeds, cooling, RetractionSettings(), ("a",))


@pytest.mark.parametrize(("out_um", "speed"), [(0, 60), (50, 60), (200, 40), (300, 30), (440, 20), (900, 20)])
def test_a_wall_slows_down_by_the_share_of_its_width_over_air(out_um, speed):
    path = stepped(out_um)
    lays = (path.width_mm > 0) & (path.layer == 1)
    x = path.points_mm[:, 0]
    aside = lays & (np.r_[0, x[:-1]] > 20.5 + out_um * 1e-3 - 0.8) & (x > 20.5 + out_um * 1e-3 - 0.8)
    assert set(path.speed_mm_s[aside].tolist()) == {float(speed)}
    far_side = lays & (x < 1.0) & (np.r_[0, x[:-1]] < 1.0)
    assert set(path.speed_mm_s[far_side].tolist()) == {60.0}
    hangs = Role.OVERHANG_WALL if out_um > 225 else Role.OUTER_WALL
    assert set(path.role[aside].tolist()) == {hangs}


def test_sorting_walls_moves_no_plastic():
    plain, sorted_ = stepped(300, SpeedSettings()), stepped(300)
    assert sorted_.volume_mm3[sorted_.width_mm > 0].sum() == pytest.approx(
        plain.volume_mm3[plain.width_mm > 0].sum(), rel=1e-9
    )
    walls = [p.points_mm[p.width_mm > 0] for p in (plain, sorted_)]
    corners = {tuple(p) for p in walls[0].round(3).tolist()}
    assert corners <= {tuple(p) for p in walls[1].round(3).tolist()}


def test_the_fan_follows_the_class():
    cooling = CoolingSettings(**STEADY, overhang_fans=(0.2, 0.4, 0.6, 0.8), bridge_fan=1.0)
    fans = {round(float(f), 2) for f in stepped(300, SpeedSettings(), cooling).fan}
    assert fans == {0.2, 0.6}
    assert {round(float(f), 2) for f in stepped(300).fan} == {0.2, 1.0}  # no fans by class: the bridges'


def test_speeds_and_fans_must_agree_on_the_classes():
    with pytest.raises(Rejected):
        stepped(300, FOUR, CoolingSettings(**STEADY, overhang_fans=(0.5, 1.0)))


@pytest.mark.parametrize(("out_um", "first"), [(0, Role.OUTER_WALL), (150, Role.OUTER_WALL), (300, Role.INNER_WALL)])
def test_outer_walls_come_first_only_where_they_are_supported(out_um, first):
    outlines = [Loop(square(0, 0, 20_000)), Loop(square(0, 0, 20_000 + out_um), 1)]
    rings = [
        Stroke(square(225 + 450 * d, 225 + 450 * d, 19_550 + out_um - 900 * d), role, True, d, 1)
        for d, role in enumerate((Role.OUTER_WALL, Role.INNER_WALL))
    ]
    strokes = [Stroke(square(225, 225, 19_550), Role.OUTER_WALL, True), *rings]
    path = order(
        strokes_of(strokes, outlines),
        OrderSettings(wall_order="outer_first_where_supported"),
        SpeedSettings(),
        CoolingSettings(**STEADY),
        RetractionSettings(),
        ("a",),
    )
    assert path.role[(path.width_mm > 0) & (path.layer == 1)][0] == first


def test_where_no_outline_lies_below_everything_hangs():
    strokes = [Stroke(square(225, 225, 9550), Role.OUTER_WALL, True, layer=k) for k in (0, 2)]
    loops = [Loop(square(0, 0, 10_000)), Loop(square(0, 0, 10_000), 2)]
    path = order(
        strokes_of(strokes, loops), OrderSettings(), FOUR, CoolingSettings(**STEADY), RetractionSettings(), ("a",)
    )
    assert set(path.speed_mm_s[(path.width_mm > 0) & (path.layer == 2)].tolist()) == {20.0}
