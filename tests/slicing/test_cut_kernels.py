"""Kernels of the cutting against their slow twins."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerworks.kernels.chain_gaps import close_gaps
from layerworks.kernels.chain_segments import chain_segments
from layerworks.kernels.cut_planes import count_crossings, cut_triangles
from layerworks.kernels.simplify_loops import simplify_loops
from layerworks.kernels.sorting import ascending, ascending_by_bucket, first_not_below
from reference import cut_planes as slow_planes
from reference import simplify_loops as slow_simplify
from reference import sorting as slow_sorting
from slicing.polygons import stars

BRIEF = settings(max_examples=40, deadline=None)
height = st.integers(-3, 4).map(float) | st.floats(-3.0, 4.0)
vertex = st.tuples(st.floats(-5.0, 5.0), st.floats(-5.0, 5.0), height)


@BRIEF
@given(st.lists(vertex, min_size=3, max_size=12), st.data())
def test_triangles_are_cut_as_one_by_one(vertices, data):
    index = st.integers(0, len(vertices) - 1)
    faces = data.draw(st.lists(st.tuples(index, index, index), max_size=12))
    planes = np.array([-2.0, -0.5, 0.0, 1.0, 2.5])
    points, triangles = np.array(vertices), np.array(faces, np.int32).reshape(-1, 3)
    start = count_crossings(points, triangles, planes)
    segments, edges = np.empty((start[-1], 4)), np.empty((start[-1], 2), np.int64)
    cut_triangles(points, triangles, planes, start, segments, edges)
    for k, z in enumerate(planes):
        expected = slow_planes.segments_of_plane(vertices, faces, z)
        got = segments[start[k] : start[k + 1]]
        assert len(got) == len(expected)
        assert np.allclose(got, np.array(expected).reshape(-1, 4), atol=1e-9)


@BRIEF
@given(st.lists(stars(), min_size=1, max_size=4), st.randoms())
def test_shuffled_segments_are_chained_to_the_loops_they_came_from(loops, random):
    rows, names, first = [], [], 0
    for loop in loops:
        for i, (a, b) in enumerate(zip(loop, np.roll(loop, -1, axis=0), strict=True)):
            rows.append([*a, *b])
            names.append((first + i, first + (i + 1) % len(loop)))
        first += len(loop)
    order = list(range(len(rows)))
    random.shuffle(order)
    points, start, plane, closed = chain_segments(
        np.array(rows)[order], np.array(names, np.int64)[order], np.array([0, 0, len(rows)], np.int64)
    )
    assert closed.all()
    assert (plane == 1).all()
    assert len(start) - 1 == len(loops)
    chained = {tuple(map(tuple, np.roll(c, -k, axis=0))) for c in _cut(points, start) for k in range(len(c))}
    assert all(tuple(map(tuple, loop)) in chained for loop in loops)


@BRIEF
@given(stars(), st.integers(1, 5), st.randoms())
def test_a_loop_torn_apart_is_closed_again(loop, tears, random):
    torn = sorted(random.sample(range(len(loop)), min(tears, len(loop))))
    pieces = [
        np.roll(loop, -a, axis=0)[: (b - a - 1) % len(loop) + 1]
        for a, b in zip(torn, [*torn[1:], torn[0]], strict=True)
    ]
    # each piece goes on until shortly before the next
    ends = [q[0] + (p[-1] - q[0]) * 1e-6 for p, q in zip(pieces, [*pieces[1:], pieces[0]], strict=True)]
    expected = np.concatenate([np.vstack([p, end]) for p, end in zip(pieces, ends, strict=True)])
    pieces = [np.vstack([p, end]) for p, end in zip(pieces, ends, strict=True)]
    random.shuffle(pieces)
    points, loop_start, plane, bridged = close_gaps(
        np.concatenate(pieces),
        np.cumsum([0, *map(len, pieces)]).astype(np.int64),
        np.zeros(len(pieces), np.int32),
        np.zeros(len(pieces), np.bool_),
        np.array([0.1]),
        0.5,
    )
    assert loop_start.tolist() == [0, len(expected)]
    assert any((np.roll(expected, -k, axis=0) == points).all() for k in range(len(expected)))
    assert 0.0 < bridged[0] < 0.1 * tears
    assert plane.tolist() == [0]


def test_the_nearest_ends_are_joined_first_and_the_wide_open_is_left_out():
    right = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 9.9]])
    left = np.array([[10.0, 10.0], [0.0, 10.0], [0.0, 0.3]])
    alone = np.array([[50.0, 0.0], [60.0, 0.0]])
    start = np.array([0, 3, 6, 8], np.int64)
    points, loop_start, plane, bridged = close_gaps(
        np.concatenate([right, left, alone]),
        start,
        np.array([0, 0, 0], np.int32),
        np.zeros(3, np.bool_),
        np.array([0.2, 2.0]),
        0.5,
    )
    assert len(plane) == 1
    assert points[loop_start[0] : loop_start[1]].tolist() == [*right.tolist(), *left.tolist()]
    assert bridged[0] == pytest.approx(0.4)


@BRIEF
@given(stars(corners=st.integers(3, 40)), st.floats(0.0, 3000.0))
def test_outlines_are_thinned_as_by_recursion(loop, tolerance):
    kept, start, which = simplify_loops(loop, np.array([0, len(loop)], np.int64), tolerance, 0.0)
    expected = slow_simplify.simplify([tuple(p) for p in loop], tolerance)
    if len(expected) < 3:
        assert len(which) == 0
        return
    assert sorted(kept) == expected
    assert start.tolist() == [0, len(expected)]
    for i, point in enumerate(loop):
        chords = zip(expected, [*expected[1:], expected[0]], strict=True)
        own = [(a, b) for a, b in chords if (a <= i <= b if a < b else i >= a or i <= b)]
        assert min(slow_simplify.distance(point, loop[a], loop[b]) for a, b in own) <= tolerance + 1e-9


@BRIEF
@given(st.lists(st.integers(-5, 5).map(float), max_size=70), st.floats(-6.0, 6.0))
def test_sorting_and_searching(keys, least):
    assert ascending(np.array(keys), len(keys)).tolist() == slow_sorting.ascending(keys, len(keys))
    assert first_not_below(np.array(sorted(keys)), least) == slow_sorting.first_not_below(keys, least)


def _cut(points, start):
    return [points[a:b] for a, b in itertools.pairwise(start)]


@BRIEF
@given(st.lists(st.integers(12, 39), max_size=200), st.booleans())
def test_sorting_by_buckets(quarters, crowded):
    keys = [3.0 + q / 40 if crowded else q / 4 for q in quarters]
    assert ascending_by_bucket(np.array(keys, np.float64), 3, 10).tolist() == slow_sorting.ascending(keys, len(keys))
