"""Outlines with fewer points enclose the same area."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerworks.kernels.simplify_loops import simplify_loops
from layerworks.kernels.simplify_shift import shift_edges
from layerworks.slicing.simplifying import LEAST_SHIFT_UM, SHARP, simplified
from reference.simplify_shift import shift_edges as slow_shift
from slicing.polygons import border_distance, hole, loop_area, rectangle, stars, turned


def simpler(loop, tolerance):
    points, start, _ = simplified(np.asarray(loop, np.float64), np.array([0, len(loop)]), tolerance, 1.0)
    return points[start[0] : start[1]]


@settings(max_examples=60, deadline=None)
@given(st.floats(300.0, 60_000.0), st.integers(40, 2000), st.floats(2.0, 20.0), st.booleans())
def test_circles_and_bores_keep_their_size(radius, corners, tolerance, bore):
    t = 2.0 * math.pi * np.arange(corners) / corners
    loop = np.stack([np.cos(t), np.sin(t)], 1) * radius
    loop = hole(loop) if bore else loop
    got = simpler(loop, tolerance)
    mean_gap = (loop_area(got) - loop_area(loop)) / (2.0 * math.pi * radius)
    assert abs(mean_gap) < 0.12 * tolerance
    assert border_distance([got], loop).max() < tolerance + 1e-6


@settings(max_examples=100, deadline=None)
@given(stars(), st.floats(1.0, 30.0))
def test_nothing_moves_farther_than_the_tolerance(loop, tolerance):
    got = simpler(loop, tolerance)
    if len(got):
        assert border_distance([got], loop).max() < 2.0 * tolerance + 1e-6
        assert border_distance([loop], got).max() < tolerance + 1e-6


def test_corners_between_straight_edges_stay():
    sides = rectangle(20_000.0, 10_000.0)
    between = np.concatenate([sides, (sides + np.roll(sides, -1, axis=0)) / 2.0])[[0, 4, 1, 5, 2, 6, 3, 7]]
    assert sorted(map(tuple, simpler(between, 5.0))) == sorted(map(tuple, sides))
    askew = turned(sides, 33.0)
    assert np.abs(np.sort(simpler(askew, 5.0), axis=0) - np.sort(askew, axis=0)).max() < 0.1


@pytest.mark.parametrize("count", [0, 2])
def test_nothing_is_left_of_nothing(count):
    points, start, loop = simplified(np.zeros((count, 2)), np.array([0, count]), 5.0, 1.0)
    assert len(points) == 0
    assert start.tolist() == [0]
    assert len(loop) == 0


@settings(max_examples=100, deadline=None)
@given(st.lists(stars(), min_size=1, max_size=3), st.floats(1.0, 300.0))
def test_edges_are_shifted_as_the_slow_twin_does(loops, tolerance):
    points = np.concatenate(loops)
    loop_start = np.cumsum([0, *map(len, loops)])
    kept, start, loop = simplify_loops(points, loop_start, tolerance, 1.0)
    moved = shift_edges(points, loop_start, kept, start, loop, tolerance, SHARP, LEAST_SHIFT_UM)
    for r, q in enumerate(loop.tolist()):
        own = (kept[start[r] : start[r + 1]] - loop_start[q]).tolist()
        slow = slow_shift(loops[q].tolist(), own, tolerance, SHARP, LEAST_SHIFT_UM)
        assert moved[start[r] : start[r + 1]] == pytest.approx(np.array(slow), abs=1e-6)
