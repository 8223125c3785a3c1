"""Corners are cut within a tolerance, and curves keep the area they enclose."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from layerworks.kernels.corner_rounding import LEAST_TURN, round_corners
from slicing.polygons import loop_area

WHOLE_UM = 1.0  # that a point may be moved by, once for where it comes from and once for where it goes


def rounded(line: NDArray[np.int32], tolerance_um: float) -> NDArray[np.float64]:
    width = np.full(len(line), 450, np.int32)
    return round_corners(line, width, np.array([0, len(line)], np.int32), tolerance_um)[0].astype(np.float64)


def farthest(points: NDArray[np.float64], line: NDArray[np.float64]) -> float:
    """Return how far points (n, 2) lie from a polyline at most."""
    a, b = line[:-1, None], line[1:, None]
    along = ((points - a) * (b - a)).sum(axis=2) / np.maximum(((b - a) ** 2).sum(axis=2), 1e-9)
    foot = a + np.clip(along, 0.0, 1.0)[..., None] * (b - a)
    return float(np.hypot(*(points - foot).T).min(axis=1).max())


def between(line: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points along a polyline, eight a side."""
    share = np.linspace(0.0, 1.0, 9)[:, None, None]
    return (line[:-1] + share * (line[1:] - line[:-1])).reshape(-1, 2)


corner = st.tuples(st.integers(-3000, 3000), st.integers(-3000, 3000))


@given(st.lists(corner, min_size=2, max_size=12, unique=True), st.sampled_from([5.0, 10.0, 80.0]))
def test_a_path_and_its_rounded_self_are_nowhere_farther_apart_than_the_tolerance(corners, tolerance_um):
    line = np.array(corners, np.int32)
    out = rounded(line, tolerance_um)
    assert farthest(between(out), line.astype(float)) <= tolerance_um + WHOLE_UM
    assert farthest(between(line.astype(float)), out) <= tolerance_um + WHOLE_UM


@given(st.integers(12, 100), st.floats(3000.0, 20_000.0), st.booleans())
def test_a_curve_of_many_corners_encloses_what_it_did(sides, radius_um, backward):
    turn = np.linspace(0.0, 2.0 * np.pi, sides + 1) * (-1.0 if backward else 1.0)
    line = np.rint(radius_um * np.stack([np.cos(turn), np.sin(turn)], 1)).astype(np.int32)
    out = rounded(line, 10.0)
    length = 2.0 * np.pi * radius_um
    assert len(out) > len(line)
    assert abs(loop_area(out)) == pytest.approx(abs(loop_area(line.astype(float))), abs=0.4 * length)


def test_between_long_sides_a_corner_stays_where_it_is():
    line = np.array([(0, 0), (20_000, 0), (20_000, 20_000)], np.int32)
    out = rounded(line, 40.0)
    assert len(out) > len(line)
    assert (out[:, 0] <= 20_000).all()
    assert (out[:, 1] >= 0.0).all()


def test_a_gentle_turn_is_left_alone():
    away = 5000.0 * np.tan(1.5 * LEAST_TURN)
    line = np.rint([(0, 0), (5000, 0), (10_000, away)]).astype(np.int32)
    assert rounded(line, 10.0).tolist() == line.tolist()
