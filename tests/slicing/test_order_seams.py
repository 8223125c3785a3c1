"""Where closed walls begin."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerworks.kernels import order_seams as kernel
from layerworks.slicing.ordering import CoolingSettings, OrderSettings, RetractionSettings, SpeedSettings, order
from layerworks.slicing.ordering.seams import own_seams, seams_of
from layerworks.slicing.role import Role
from reference import order_seams as slow
from slicing.order_strokes import Point, Stroke, square, strokes_of

BRIEF = settings(max_examples=40, deadline=None)


def ring(radius: int, corners: int, turned: float = 0.0, x: int = 0, y: int = 0) -> list[Point]:
    """Return a regular polygon, counter-clockwise, µm."""
    angles = [turned + 2 * math.pi * k / corners for k in range(corners)]
    return [(x + round(radius * math.cos(a)), y + round(radius * math.sin(a))) for a in angles]


def walls(loops: list[list[Point]]) -> list[Stroke]:
    """One outer wall a layer."""
    return [Stroke(loop, Role.OUTER_WALL, True, layer=k) for k, loop in enumerate(loops)]


def seam_points(loops: list[list[Point]], **chosen) -> list[Point]:
    strokes = strokes_of(walls(loops))
    seam, begin = seams_of(strokes, OrderSettings(**chosen))
    return [
        tuple((begin[s, :2] if begin[s, 2] else strokes.points_um[strokes.start[s] + seam[s]]).tolist())
        for s in range(len(loops))
    ]


def star(draw_radii: list[int]) -> list[Point]:
    """Return a polygon that is seen whole from its middle, counter-clockwise."""
    count = len(draw_radii)
    return [
        (round(r * math.cos(2 * math.pi * k / count)), round(r * math.sin(2 * math.pi * k / count)))
        for k, r in enumerate(draw_radii)
    ]


def test_a_caller_chooses_where_walls_begin():
    strokes = strokes_of(walls([ring(5000, 12), ring(6000, 12)]))
    chosen = np.array([3, -1], np.int32)
    seam, begin = own_seams(strokes, lambda _: chosen)
    assert seam.tolist() == [3, -1]
    assert not begin.any()
    path = order(
        strokes,
        OrderSettings(),
        SpeedSettings(),
        CoolingSettings(),
        RetractionSettings(),
        ("a",),
        seams=lambda _: chosen,
    )
    first = int(np.flatnonzero(path.role == Role.OUTER_WALL)[0])
    assert path.points_mm[first - 1, :2] * 1000.0 == pytest.approx(strokes.points_um[3])


@pytest.mark.parametrize("chosen", [[12, 0], [-2, 0], [0]])
def test_a_seam_is_a_vertex_of_its_wall(chosen: list[int]):
    with pytest.raises(ValueError, match="vertex"):
        own_seams(strokes_of(walls([ring(5000, 12), ring(6000, 12)])), lambda _: np.array(chosen, np.int32))


stars = st.lists(st.integers(2000, 9000), min_size=3, max_size=12).map(star)


@BRIEF
@given(stars)
def test_corners_cost_what_the_slow_twin_says(loop):
    points = np.array(loop, np.int32)
    for i in range(len(loop)):
        assert kernel.corner_cost(points, 0, len(loop), i) == pytest.approx(
            slow.corner_cost(loop, i, kernel.WINDOW, kernel.FLAT), abs=1e-9
        )


@BRIEF
@given(stars, stars)
def test_aligned_seams_follow_as_by_trying_every_vertex(low, high):
    costs = [slow.corner_cost(high, i, kernel.WINDOW, kernel.FLAT) for i in range(len(high))]
    below, above = seam_points([low, high])
    i = slow.aligned_seam(high, [below], costs, kernel.REACH, kernel.CORNER_WORTH)
    if i is None:
        i = slow.fresh_seam(high, costs)
    if costs[i] < 1.0 or math.dist(high[i], below) <= kernel.SPLIT:
        assert above == high[i]
    else:  # on a flat wall the seam may lie between two vertices, nearer to the one below
        assert math.dist(above, below) <= math.dist(high[i], below) + 1e-6


@BRIEF
@given(stars)
def test_a_first_seam_lies_in_the_sharpest_corner_and_a_rear_seam_at_the_rear(loop):
    costs = [slow.corner_cost(loop, i, kernel.WINDOW, kernel.FLAT) for i in range(len(loop))]
    assert seam_points([loop]) == [loop[slow.fresh_seam(loop, costs)]]
    assert seam_points([loop], seam="rear") == [loop[slow.rear_seam(loop, [], kernel.REACH, kernel.AT_THE_REAR)]]


@BRIEF
@given(stars, stars, st.integers(0, 8000))
def test_a_rear_seam_stays_at_the_rear_and_near_the_one_below(low, high, flat):
    high = [*high, *((p[0], flat) for p in high if p[1] > 0)]  # some vertices about as far at the rear
    high = sorted(set(high), key=lambda p: math.atan2(p[1], p[0]))
    below, above = seam_points([low, high], seam="rear")
    assert above == high[slow.rear_seam(high, [below], kernel.REACH, kernel.AT_THE_REAR)]
    assert above[1] >= max(y for _, y in high) - kernel.AT_THE_REAR


def test_the_rear_seam_of_a_turning_ring_does_not_jump_from_facet_to_facet():
    seams = seam_points([ring(20_000, 200, turned=0.4 * k) for k in range(40)], seam="rear")
    assert max(math.dist(a, b) for a, b in pairwise(seams)) < 700
    assert min(y for _, y in seams) > 19_600


def test_a_concave_corner_is_preferred():
    arrow = [(0, 0), (10_000, 0), (10_000, 10_000), (5000, 3000), (0, 10_000)]
    assert seam_points([arrow, arrow], seam="corner") == [(5000, 3000)] * 2
    assert seam_points([arrow, arrow], seam="aligned") == [(5000, 3000)] * 2


def test_the_seam_of_a_turning_ring_goes_straight_up():
    loops = [ring(20_000, 60, turned=0.03 * k) for k in range(30)]
    seams = seam_points(loops)
    for below, above in pairwise(seams):
        assert math.dist(below, above) < 100


def test_the_seam_of_a_cone_stays_on_one_line():
    seams = seam_points([ring(20_000 - 300 * k, 90) for k in range(40)])
    angles = np.unwrap([math.atan2(y, x) for x, y in seams])
    assert np.ptp(angles) < 0.05


def test_two_towers_keep_their_own_seams():
    strokes = []
    for layer in range(4):
        strokes += [
            Stroke(square(x, 0, 9000), Role.OUTER_WALL, True, layer=layer, island=k, part=k)
            for k, x in enumerate((0, 9500))
        ]
    seam, _ = seams_of(strokes_of(strokes), OrderSettings(seam="aligned"))
    assert len(set(seam[0::2].tolist())) == 1
    assert len(set(seam[1::2].tolist())) == 1


def test_random_seams_lie_on_the_wall_scatter_and_come_again_with_their_seed():
    loops = [square(0, 0, 20_000)] * 40
    seams = seam_points(loops, seam="random", seam_seed=1)
    assert seams == seam_points(loops, seam="random", seam_seed=1)
    assert seams != seam_points(loops, seam="random", seam_seed=2)
    assert all(x in (0, 20_000) or y in (0, 20_000) for x, y in seams)
    sides = {(x == 0, x == 20_000, y == 0, y == 20_000) for x, y in seams}
    assert len(sides) >= 4


def test_nearest_seams_and_inner_walls_are_left_free():
    strokes = strokes_of([*walls([square(0, 0, 9000)]), Stroke(square(450, 450, 8000), Role.INNER_WALL, True, 1)])
    assert seams_of(strokes, OrderSettings(seam="nearest"))[0].tolist() == [-1, -1]
    assert seams_of(strokes, OrderSettings(seam="aligned"))[0].tolist()[1] == -1
