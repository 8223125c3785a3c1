"""Areas grown and shrunk, against what a disc can reach."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerworks.kernels.offset_crossings import find_crossings
from layerworks.slicing.clipping import inset_within_disc, offset, union
from layerworks.slicing.offsetting import core_of, inset, inset_within
from layerworks.slicing.regions import regions_from_loops, replace_cells, take_cells
from reference import offset_crossings as slow_crossings
from slicing.polygons import areas, border_distance, hole, inside, loop_area, rectangle, regions, stars, turned

BRIEF = settings(max_examples=60, deadline=None)
TOLERANCE_UM = 8.0


@BRIEF
@given(st.lists(stars(least=200.0), min_size=1, max_size=3), st.integers(0, 2000))
def test_crossings_are_found_as_by_trying_every_pair(loops, shift):
    loops = [loop + shift * i for i, loop in enumerate(loops)]
    r = regions([], loops, loops[:1])
    edges, at, start = find_crossings(r.points_um, r.loop_start, r.cell_start)
    expected = slow_crossings.crossings(loops)
    assert start[1] == 0
    found = {tuple(map(int, e)): t for e, t in zip(edges[: start[2]], at, strict=False)}
    assert found.keys() == expected.keys()
    assert all(found[pair] == pytest.approx(expected[pair], abs=1e-9) for pair in expected)


@BRIEF
@given(stars(), st.floats(50.0, 3000.0), st.booleans(), st.integers(0, 2**32 - 1))
def test_shrinking_keeps_what_a_disc_reaches(loop, distance, pierced, seed):
    loops = [loop * 2.0, hole(rectangle(900, 700))] if pierced else [loop * 2.0]
    if pierced and not inside([loop * 2.0], loops[1] * 1.01).all():
        return
    shrunk = inset(regions(loops), np.array([distance])).loops_of(0)
    places = np.random.default_rng(seed).uniform(-25_000, 25_000, (2000, 2))
    away = border_distance(loops, places)
    clear = np.abs(away - distance) > TOLERANCE_UM
    expected = inside(loops, places) & (away > distance)
    assert (inside(shrunk, places) == expected)[clear].all()


@BRIEF
@given(stars(), st.floats(50.0, 3000.0), st.integers(0, 2**32 - 1))
def test_growing_reaches_as_far_as_a_disc_and_no_farther_than_a_sharp_corner(loop, distance, seed):
    grown = inset(regions([loop]), np.array([-distance])).loops_of(0)
    places = np.random.default_rng(seed).uniform(-18_000, 18_000, (2000, 2))
    away = np.where(inside([loop], places), 0.0, border_distance([loop], places))
    got = inside(grown, places)
    assert got[away < distance - TOLERANCE_UM].all()
    assert not got[away > distance / math.cos(math.radians(62.5)) + TOLERANCE_UM].any()


@BRIEF
@given(stars(), st.floats(100.0, 1000.0))
def test_kept_tells_where_the_disc_touches(loop, radius):
    core = core_of(regions([loop]), np.array([radius]))
    if core.failed[0]:
        assert not core.kept.any()
        return
    for i, (a, b) in enumerate(zip(loop, np.roll(loop, -1, axis=0), strict=True)):
        long = np.hypot(*(b - a))
        normal = np.array([a[1] - b[1], b[0] - a[0]]) / long
        parts = (np.arange(64) + 0.5) / 64
        middles = a + parts[:, None] * (b - a) + radius * normal
        free = border_distance([loop], middles) - radius
        kept = np.array([int(core.kept[i]) >> k & 1 for k in range(64)], bool)
        # beside its ends an edge may be trimmed by a plain corner, which is no loss
        inner = np.minimum(parts, 1.0 - parts) * long > 4.5 * radius
        assert not kept[inner & (free < -0.5)].any()
        # a part counts only where all of it touches: its own ends and those beside must be free
        ends = a + np.array([parts - 1 / 64, parts + 1 / 64])[:, :, None] * (b - a) + radius * normal
        wholly = np.all([border_distance([loop], e) >= radius + 0.05 for e in ends], axis=0) & (free >= 0.05)
        wholly &= (parts > 1 / 64) & (parts < 63 / 64)
        assert kept[wholly].all()


@BRIEF
@given(stars(), st.floats(100.0, 1500.0), st.floats(1.05, 2.0), st.integers(0, 2**32 - 1))
def test_an_area_is_cut_off_only_where_the_wider_disc_does_not_enter(loop, distance, wider, seed):
    r, d, radius = regions([loop]), np.array([distance]), np.array([distance * wider])
    core = core_of(r, radius)
    cut = inset_within(r, d, core, np.ones(1, np.bool_)).loops_of(0)
    whole = inset(r, d).loops_of(0)
    places = np.random.default_rng(seed).uniform(-12_000, 12_000, (2000, 2))
    places = places[np.abs(border_distance([loop], places) - distance) > TOLERANCE_UM]
    got = inside(cut, places)
    assert not (got & ~inside(whole, places)).any()
    middles = core.region.loops_of(0)
    if not middles:
        return
    reached = inside(middles, places) | (border_distance(middles, places) < (radius - d)[0] - TOLERANCE_UM)
    assert got[reached & inside(whole, places)].all()


@pytest.mark.parametrize("degrees", [0.0, 17.0, 90.0, 133.0])
def test_a_neck_is_cut_with_an_arc_on_both_sides(degrees):
    left, right, neck = rectangle(4000, 4000, -5000), rectangle(4000, 4000, 5000), rectangle(7000, 600)
    dumbbell = [turned(loop, degrees) for loop in union([left, right, neck])]
    r, d, radius = regions(dumbbell), np.array([200.0]), np.array([400.0])
    cut = inset_within(r, d, core_of(r, radius), np.zeros(1, np.bool_)).loops_of(0)
    assert len(inset(r, d).loops_of(0)) == 1
    assert len(cut) == 2
    # a square of 3600 with sharp corners, and what a disc of the neck's mouth adds, never the neck itself
    for loop in cut:
        assert 3600.0**2 <= loop_area(loop) < 3600.0**2 + 200.0 * 600.0


def test_corners_stay_sharp_and_an_island_too_narrow_everywhere_is_left_out_when_told_so():
    square, sliver = rectangle(3000, 3000), rectangle(3000, 700, 0, 4000)
    r, d = regions([square, sliver]), np.array([300.0])
    core = core_of(r, np.array([500.0]))
    assert areas(inset_within(r, d, core, np.array([False, True])))[0] == pytest.approx(2400.0**2 + 2400.0 * 100.0)
    assert areas(inset_within(r, d, core, np.zeros(2, np.bool_)))[0] == pytest.approx(2400.0**2)


@BRIEF
@given(stars(), st.floats(100.0, 1000.0), st.sampled_from([90.0, 180.0, 270.0]))
def test_turning_an_area_turns_the_result(loop, distance, degrees):
    plain = inset(regions([loop]), np.array([distance])).loops_of(0)
    around = inset(regions([np.rint(turned(loop, degrees))]), np.array([distance])).loops_of(0)
    assert len(plain) == len(around)
    assert sum(map(loop_area, around)) == pytest.approx(sum(map(loop_area, plain)), abs=2.0)


def test_cells_do_not_meddle_with_each_other():
    one, two = [rectangle(2000, 2000)], [rectangle(2000, 2000, 500, 500), hole(rectangle(600, 600, 500, 500))]
    r = regions(one, [], two, one)
    shrunk = inset(r, np.array([100.0, 100.0, 150.0, 900.0]))
    assert areas(shrunk) == pytest.approx(
        [1800.0**2, 0.0, 1700.0**2 - area_of_rounded(600.0, 150.0), 200.0**2], rel=1e-3
    )
    alone = inset(take_cells(r, np.array([False, False, True, False])), np.array([100.0, 100.0, 150.0, 900.0]))
    assert np.array_equal(alone.points_um, np.concatenate(shrunk.loops_of(2)))
    put = replace_cells(shrunk, np.array([1, 3]), [one, []])
    assert areas(put)[1:].tolist() == [2000.0**2, areas(shrunk)[2], 0.0]


def area_of_rounded(side, reach):
    """A square hole grown by a reach, its corners round."""
    return side**2 + 4 * side * reach + math.pi * reach**2


@pytest.mark.parametrize(
    "loop",
    [
        [[0, 0], [1000, 0], [1000, 0], [1000, 1000], [0, 1000], [0, 0]],  # points twice
        [[0, 0], [3000, 0], [1500, 1], [3000, 2000], [0, 2000]],  # a crack of no width
        [[0, 0], [2000, 0], [2000, 2000], [1000, 2000], [1000, 3500], [1000, 2000], [0, 2000]],  # a hair
        [[0, 0], [2000, 0], [1000, 1]],  # a sliver
        [[i * 10, (i % 2) * 3] for i in range(200)] + [[1990, 3000], [0, 3000]],  # a saw
        [[round(1000 * math.cos(a / 250)), round(1000 * math.sin(a / 250))] for a in range(1570)],  # hardly any step
    ],
)
@pytest.mark.parametrize("distance", [30.0, 250.0, 999.0])
def test_nasty_outlines_give_what_the_general_clipper_gives(loop, distance):
    loops = [np.array(loop, np.float64)]
    own = inset(regions(loops), np.array([distance])).loops_of(0)
    clipped = offset(loops, -distance)
    around = max(1.0, sum(np.hypot(*(p - np.roll(p, 1, axis=0)).T).sum() for p in clipped))
    assert abs(sum(map(loop_area, own)) - sum(map(loop_area, clipped))) < 2000.0 + 10.0 * around + 0.25 * distance**2


def test_the_clipper_takes_over_where_loops_cross():
    knot = [np.array([[0, 0], [2000, 2000], [2000, 0], [0, 2000]], np.float64)]
    shrunk = inset(regions(knot, [rectangle(900, 900)]), np.array([100.0, 100.0]))
    assert areas(shrunk)[1] == pytest.approx(700.0**2)
    assert 0.0 <= areas(shrunk)[0] < 2e6
    within = inset_within_disc([rectangle(4000, 4000), rectangle(3000, 500, 3000)], 100.0, 400.0)
    assert sum(map(loop_area, within)) == pytest.approx(3800.0**2, rel=0.01)


def test_regions_from_no_loops_are_empty():
    r = regions_from_loops([[], []])
    assert r.cells == 2
    assert areas(inset(r, np.array([5.0, 5.0]))).tolist() == [0.0, 0.0]
