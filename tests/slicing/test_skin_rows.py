"""Rows of skins where they meet walls: nothing is left open, and no more is laid than asked."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerworks.slicing.adhesion import AdhesionSettings
from layerworks.slicing.layers import Layers
from layerworks.slicing.laying import StrokeSettings, lay
from layerworks.slicing.role import Role
from slicing.coverage import covered, places_in, stroke_lines, volume_mm3
from slicing.polygons import border_distance, inside, loop_area, rectangle, stars, turned

SETTINGS = StrokeSettings(adhesion=AdhesionSettings(skirt_loops=0))
SKINS = {Role.TOP_SKIN, Role.BOTTOM_SKIN, Role.SOLID_FILL}


def one_layer(loop, height_mm=0.2) -> Layers:
    points = np.rint(loop).astype(np.int32)
    height = np.array([height_mm])
    zero = np.zeros(1, np.int32)
    return Layers(height, height, points, np.array([0, len(points)], np.int32), zero, zero)


@settings(max_examples=30, deadline=None)
@given(st.floats(0.0, 90.0), st.floats(0.1, 0.3), st.sampled_from([(12.0, 9.0), (5.0, 20.0), (8.0, 8.0)]))
def test_a_plate_at_any_angle_is_covered_with_the_plastic_it_has_room_for(degrees, height_mm, size_mm):
    loop = turned(rectangle(size_mm[0] * 1000.0, size_mm[1] * 1000.0), degrees)
    strokes = lay(one_layer(loop, height_mm), SETTINGS)
    places = places_in([loop], 50.0)
    fill = places[border_distance([loop], places) > 600.0]
    # what is left are the corners, and at thin layers the cusps between round ends
    assert (~covered(strokes, 0, fill)).mean() < 0.02
    assert volume_mm3(strokes) / (size_mm[0] * size_mm[1] * height_mm) == pytest.approx(1.0, abs=0.03)


@pytest.mark.parametrize("degrees", [0.0, 10.0, 30.0, 45.0, 60.0])
def test_a_long_border_at_any_angle_leaves_no_holes(degrees):
    """Away from corners rows cover everything, on the side where they turn and where they do not."""
    loop = turned(rectangle(16_000.0, 10_000.0), degrees)
    strokes = lay(one_layer(loop), SETTINGS)
    places = places_in([loop], 50.0)
    away = np.hypot(*(places[:, None] - loop[None]).transpose(2, 0, 1)).min(axis=1) > 3000.0
    assert (~covered(strokes, 0, places[away])).mean() < 0.003


@settings(max_examples=60, deadline=None)
@given(stars(least=4000.0))
def test_no_row_leaves_the_part(loop):
    if loop_area(loop) < 1e6:
        return
    strokes = lay(one_layer(loop), SETTINGS)
    for points, width in stroke_lines(strokes, 0, SKINS):
        for (a, b), w in zip(itertools.pairwise(points), itertools.pairwise(width), strict=True):
            step = np.linspace(0.0, 1.0, 9)[:, None]
            along, half = a + step * (b - a), (w[0] + step[:, 0] * (w[1] - w[0])) / 2.0
            out = np.where(inside([loop], along), -border_distance([loop], along), border_distance([loop], along))
            assert (out + half < 1.0).all()
