"""Kernels of the ordering against their slow twins."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerworks.kernels import corner_rounding, order_links, order_path, order_rates, order_timing, order_tour
from layerworks.kernels.order_items import Items
from layerworks.kernels.order_moves import Beads, Moves, Ways, weave
from layerworks.kernels.travel_grid import meets, outlines_of
from reference import corner_rounding as slow_rounding
from reference import order_links as slow_links
from reference import order_moves as slow_moves
from reference import order_path as slow_path
from reference import order_rates as slow_rates
from reference import order_timing as slow_timing
from reference import order_tour as slow_tour
from reference import travel_grid as slow_grid

BRIEF = settings(max_examples=40, deadline=None)
whole = st.integers(-30, 30)
point = st.tuples(whole, whole)
far = st.tuples(st.integers(-9000, 9000), st.integers(-9000, 9000))
node = st.tuples(whole, whole, st.sampled_from([400, 450]))


def i32(values, shape=None) -> np.ndarray:
    array = np.array(values, np.int32)
    return array.reshape(shape) if shape else array


def starts(lists) -> np.ndarray:
    return np.cumsum([0, *map(len, lists)]).astype(np.int32)


@BRIEF
@given(
    st.lists(st.lists(st.tuples(far, far), min_size=1, max_size=4), min_size=1, max_size=60),
    st.sets(st.tuples(st.integers(0, 59), st.integers(0, 59)), max_size=40),
    far,
)
def test_greedy_tour_is_that_of_scanning_everything(entries, pairs, head):
    pairs = {(a, b) for a, b in pairs if a < b < len(entries)}
    tour = slow_tour.greedy_tour(entries, [[a for a, b in pairs if b == k] for k in range(len(entries))], head)
    flat = [way for ways in entries for way in ways]
    chosen = np.empty(len(entries), np.int32)
    later = [[b for a, b in sorted(pairs) if a == k] for k in range(len(entries))]
    order_tour.greedy_tour(
        np.array([a for a, _ in flat], float),
        np.array([b for _, b in flat], float),
        starts(entries),
        i32([sum(b == k for _, b in pairs) for k in range(len(entries))]),
        starts(later),
        i32([b for bs in later for b in bs]),
        float(head[0]),
        float(head[1]),
        chosen,
    )
    assert chosen.tolist() == [int(starts(entries)[place]) + e for place, e in tour]


@BRIEF
@given(st.lists(st.tuples(far, far), min_size=1, max_size=12), far)
def test_untangle_makes_the_exchanges_of_trying_them_all(strokes, head):
    enter = np.array([p for a, b in strokes for p in (a, b)], float)
    leave = np.array([p for a, b in strokes for p in (b, a)], float)
    chosen = np.arange(0, 2 * len(strokes), 2).astype(np.int32)
    mate = np.arange(2 * len(strokes)).astype(np.int32) ^ 1
    order_tour.untangle(enter, leave, mate, float(head[0]), float(head[1]), chosen)
    assert sorted(chosen // 2) == list(range(len(strokes)))
    found = [(tuple(enter[e]), tuple(leave[e])) for e in chosen]
    slow = slow_tour.untangle(strokes, head, order_tour.WINDOW, order_tour.PASSES)
    assert slow_tour.tour_length(found, head) == pytest.approx(slow_tour.tour_length(slow, head))


def test_untangle_never_turns_what_must_stay():
    enter, leave = np.array([[0.0, 0], [9, 0]]), np.array([[9.0, 9], [0, 9]])
    chosen = i32([0, 1])
    order_tour.untangle(enter, leave, i32([-1, -1]), 9.0, 0.0, chosen)
    assert chosen.tolist() == [0, 1]


@BRIEF
@given(st.lists(st.tuples(st.lists(point, min_size=1, max_size=9), st.integers(0, 2)), min_size=1, max_size=14))
def test_walls_are_linked_as_by_comparing_all_vertices(walls):
    loops, depths = [w for w, _ in walls], [d for _, d in walls]
    flat = i32([p for loop in loops for p in loop], (-1, 2))
    count = len(walls)
    items = Items(
        flat,
        starts(loops),
        np.ones(count, np.bool_),
        i32([-1] * count),
        np.arange(count, dtype=np.int32),
        np.arange(count + 1, dtype=np.int32),
        i32(depths),
        np.zeros(count, np.bool_),
    )
    links = np.empty((2 * count, 2), np.int32)
    found = {tuple(r) for r in links[: order_links.link_walls(items, 0, count, 12.0, links)].tolist()}
    if count <= order_links.FEW and len(set(depths)) == count:  # each has only one neighbour: distance does not matter
        assert found == {(i, j) for i in range(count) for j in range(count) if depths[j] == depths[i] + 1}
    else:
        assert found == slow_links.link_walls(loops, depths, 12.0, order_links.LOOKS)


@BRIEF
@given(
    st.lists(
        st.tuples(st.lists(node, min_size=2, max_size=9), st.booleans(), st.booleans(), st.integers(0, 8)), max_size=6
    ),
    st.sampled_from([0.0, 3.0, 25.0]),
)
def test_strokes_are_traced_as_by_hand(strokes, gap):
    nodes = [n for n, _, _, _ in strokes]
    flat = i32([n for ns in nodes for n in ns], (-1, 3))
    count, room = len(strokes), len(flat) + 3 * len(strokes)
    first = i32([k % len(ns) for ns, _, _, k in strokes])
    xy, width, start = np.empty((room, 2), np.int32), np.empty(room, np.int32), np.zeros(count + 1, np.int32)
    used = order_path.trace(
        np.ascontiguousarray(flat[:, :2]),
        np.ascontiguousarray(flat[:, 2]),
        starts(nodes),
        np.array([c for _, c, _, _ in strokes], np.bool_),
        np.zeros((count, 3), np.int32),
        np.arange(count, dtype=np.int32),
        np.array([b for _, _, b, _ in strokes], np.bool_),
        first,
        gap,
        xy,
        width,
        start,
        np.zeros(count),
    )
    found = [(*p, w) for p, w in zip(xy[:used].tolist(), width[:used].tolist(), strict=True)]
    slow = [slow_path.trace(ns, c, b, int(f), None, gap) for (ns, c, b, _), f in zip(strokes, first, strict=True)]
    assert found == [n for path in slow for n in path]
    assert start.tolist() == starts(slow).tolist()


def test_a_seam_between_two_vertices_begins_and_ends_the_stroke():
    square = [(0, 0, 450), (10, 0, 450), (10, 10, 450), (0, 10, 450)]
    xy, width, start = np.empty((9, 2), np.int32), np.empty(9, np.int32), np.zeros(2, np.int32)
    flat, none = i32(square), np.zeros(1, np.bool_)
    used = order_path.trace(
        flat[:, :2].copy(), flat[:, 2].copy(), i32([0, 4]), ~none, i32([[10, 4, 450]]), i32([0]), none, i32([2]), 0.0,
        xy, width, start, np.zeros(1),
    )  # fmt: skip
    assert xy[:used].tolist() == [[10, 4], [10, 10], [0, 10], [0, 0], [10, 0], [10, 4]]


@BRIEF
@given(
    st.lists(st.lists(point, min_size=1, max_size=12), min_size=1, max_size=4),
    st.lists(st.tuples(point, point), min_size=1, max_size=12),
)
def test_the_grid_meets_what_comparing_with_every_segment_meets(loops, lines):
    outlines = outlines_of(i32([p for loop in loops for p in loop], (-1, 2)), starts(loops), 0, len(loops))
    hits = np.empty(64, np.int32)
    for a, b in lines:
        assert meets(outlines, i32(a), i32(b), hits) == slow_grid.meets(loops, a, b)


@BRIEF
@given(st.lists(st.tuples(far, st.integers(300, 600)), min_size=3, max_size=8), st.sampled_from([5.0, 20.0, 80.0]))
def test_corners_are_rounded_as_in_complex_numbers(nodes, tolerance):
    xy = [p for p, _ in nodes]
    if any(math.dist(a, b) < 50 for a, b in pairwise(xy)):
        return
    given_path = (i32(xy), i32([w for _, w in nodes]), i32([0, len(nodes)]))
    out, width, start = corner_rounding.round_corners(*given_path, tolerance)
    assert len(width) == len(out)
    assert start.tolist() == [0, len(out)]
    assert out[0].tolist() == list(xy[0])
    assert out[-1].tolist() == list(xy[-1])
    limits = (
        corner_rounding.MOST_CHORDS, corner_rounding.LEAST_CHORD, corner_rounding.LEAST_AREA, corner_rounding.LEAST_TURN
    )  # fmt: skip
    corners = [complex(*p) for p in xy]
    triples = list(zip(corners, corners[1:], corners[2:], strict=False))
    chords = [slow_rounding.chords_at(*t, tolerance, *limits) for t in triples]
    moved = [slow_rounding.moved_corner(*t, tolerance, k) for t, k in zip(triples, chords, strict=True)]
    moved = [corners[0], *moved, corners[-1]]
    slow = [corners[0]]
    for a, b, c, k in zip(moved, moved[1:], moved[2:], chords, strict=False):
        slow += slow_rounding.round_corner(a, b, c, tolerance, k)
    slow.append(corners[-1])
    for x, y in out.tolist():  # points too near the one before are left out
        assert min(abs(complex(x, y) - q) for q in slow) < 1.0


lengths = st.lists(st.floats(0.01, 30.0), min_size=1, max_size=30)


@BRIEF
@given(lengths, st.floats(10.0, 2000.0))
def test_move_rate_is_capped_as_by_summing_windows(steps, rate):
    points = np.zeros((len(steps) + 1, 3))
    points[1:, 0] = np.cumsum(steps)
    width = np.array([0.0] + [0.45] * len(steps), np.float32)
    speed = np.full(len(steps) + 1, 500.0, np.float32)
    order_rates.cap_move_rate(points, width, speed, rate)
    slow = slow_rates.cap_move_rate(steps, [500.0] * len(steps), rate, order_rates.HALF_WINDOW)
    assert speed[0] == 500.0
    np.testing.assert_allclose(speed[1:], slow, rtol=1e-5)


move = st.tuples(point, st.sampled_from([20.0, 60.0, 500.0]), st.sampled_from([500.0, 20_000.0]))


@BRIEF
@given(st.lists(move, min_size=2, max_size=30))
def test_a_layer_takes_the_seconds_of_the_slow_planner(moves):
    points = np.array([(*p, 0.2) for p, _, _ in moves], float)
    volume = np.full(len(moves), 2.0)
    speed, accel = (np.array([m[k] for m in moves], np.float32) for k in (1, 2))
    width = np.full(len(moves), 0.45, np.float32)
    entry, cruise = np.empty(len(moves) + 1), np.empty(1)
    seconds = order_timing.layer_time(
        points, speed, accel, volume, width, 2.0, 1, len(moves), 1.0, 10.0, speed, entry, cruise
    )
    rows = [
        (tuple(points[i - 1]), tuple(points[i]), float(speed[i]), float(accel[i]), 1.0) for i in range(1, len(moves))
    ]
    assert seconds == pytest.approx(slow_timing.layer_time(rows, order_timing.CORNER), rel=1e-9)


bead = st.builds(
    slow_moves.Bead,
    nodes=st.lists(node, min_size=1, max_size=5, unique_by=lambda n: n[:2]),
    layer=st.just(0),
    role=st.sampled_from([3, 4, 9]),
    speed=st.sampled_from([30.0, 80.0]),
    retract=st.booleans(),
    bends=st.lists(point, max_size=2),
    flow=st.sampled_from([1.0, 0.7, 1.3]),
    hang=st.integers(0, 2),
)


@BRIEF
@given(
    st.lists(bead, max_size=8),
    st.sampled_from([0.0, 0.4]),
    st.sampled_from([0.0, 0.02, 2.0]),
    st.sampled_from([0.0, 3.0]),
)
def test_beads_are_woven_as_by_hand(beads, hop, wipe, max_flow):
    for layer, b in enumerate(beads):
        b.layer = layer // 3
    hanging = ((0.0, 0.0, 25.0), (False, False, True))
    way = slow_moves.Way(150.0, 1.9, 2.0, 40.0, 30.0, hop, wipe, 50.0, 1.0, max_flow, *hanging)
    z, height = np.array([0.2, 0.4, 0.7]), np.array([0.2, 0.2, 0.3])
    slow = slow_moves.weave(beads, z.tolist(), height.tolist(), way)
    nodes = i32([n for b in beads for n in b.nodes], (-1, 3))
    fields = Beads(
        nodes[:, :2].copy(),
        nodes[:, 2].copy(),
        starts([b.nodes for b in beads]),
        i32([b.layer for b in beads]),
        i32([0] * len(beads)),
        np.array([b.role for b in beads], np.uint8),
        np.array([b.speed for b in beads], np.float32),
        np.zeros(len(beads), np.float32),
        np.array([b.flow for b in beads], np.float32),
        np.array([b.hang for b in beads for _ in b.nodes], np.uint8),
        np.array([b.retract for b in beads], np.bool_),
        starts([b.bends for b in beads]),
        i32([p for b in beads for p in b.bends], (-1, 2)),
    )
    classes = (np.array(hanging[0], np.float32), np.array(hanging[1]))
    ways = Ways(150.0, np.zeros(3, np.float32), 1.9, 2.0, 40.0, 30.0, hop, wipe, 50.0, 1.0, max_flow, *classes)
    room = 200
    f32 = [np.zeros(room, np.float32) for _ in range(4)]
    moves = Moves(
        np.zeros((room, 3)), f32[0], f32[1], np.zeros(room), f32[2], f32[3], np.zeros(room, np.uint8),
        np.zeros(room, np.int32), np.zeros(room, np.int32), np.zeros(room, np.uint8), np.zeros(1, np.int64),
    )  # fmt: skip
    weave(fields, z, height, ways, moves)
    used = int(moves.used[0])
    assert moves.role[:used].tolist() == [row[3] for row in slow]
    np.testing.assert_allclose(moves.points[:used], np.array([row[:3] for row in slow]).reshape(-1, 3), atol=1e-9)
    for column, k in ((moves.width, 4), (moves.volume, 5), (moves.speed, 6)):
        np.testing.assert_allclose(column[:used], [row[k] for row in slow], rtol=1e-5, atol=1e-9)
