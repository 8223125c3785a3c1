"""Outer walls reach further into sharp corners, and no farther out of the part than they may."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from manifold3d import CrossSection, FillRule, JoinType, OpType

from layerworks.slicing.beads import Beads
from layerworks.slicing.regions import regions_from_loops
from layerworks.slicing.walls import STADIUM, WallSettings, walls
from slicing.polygons import rectangle, turned

HEIGHT_UM = 200.0
WHOLE_UM = 1.0


def outer_wall(loops, stand_out_um: float) -> Beads:
    height = np.array([HEIGHT_UM])
    beads, _ = walls(regions_from_loops([loops]), height, WallSettings(corner_stand_out_um=stand_out_um))
    return beads[0]


def laid(beads: Beads) -> CrossSection:
    """Return what closed beads cover, their ends round."""
    shapes = []
    for s in range(len(beads.cell)):
        at = np.arange(beads.start[s], beads.start[s + 1])
        for i, j in zip(at, np.roll(at, -1), strict=True):
            radius = (beads.width_um[i] + HEIGHT_UM * STADIUM) / 2.0
            ends = [CrossSection.circle(radius, 128).translate(tuple(beads.points_um[k])) for k in (i, j)]
            shapes.append(CrossSection.batch_hull(ends))
    return CrossSection.batch_boolean(shapes, OpType.Add)


def kite(inner_deg: float, turn_deg: float) -> np.ndarray:
    """A polygon with one corner of a given angle, at the origin, and sides of 12 mm beside it."""
    half = math.radians(inner_deg) / 2.0
    far = 12_000.0 * np.array([math.cos(half), math.sin(half)])
    return turned(np.array([(0.0, 0.0), far * (1, -1), (24_000.0, 0.0), far]), turn_deg)


@given(st.floats(45.0, 150.0), st.floats(0.0, 360.0), st.sampled_from([5.0, 10.0, 30.0]))
def test_tips_are_filled_further_and_little_stands_out(inner_deg, turn_deg, stand_out_um):
    loop = kite(inner_deg, turn_deg)
    part = CrossSection([loop], FillRule.Positive)
    plain, led = (laid(outer_wall([loop], out)) for out in (0.0, stand_out_um))
    assert (led - part.offset(stand_out_um + WHOLE_UM, JoinType.Miter, 20.0)).area() == pytest.approx(0.0, abs=1.0)
    open_before, open_after = (part - plain).area(), (part - led).area()
    out_before, out_after = (plain - part).area(), (led - part).area()
    if inner_deg < 109.0:
        assert open_after < open_before
    if stand_out_um <= 10.0:  # the outline is met better than before
        assert open_after + out_after <= open_before + out_before + 1.0


def test_a_right_angle_is_left_a_quarter_less_open():
    loop = rectangle(20_000.0, 20_000.0)
    part = CrossSection([loop], FillRule.Positive)
    inside = part.offset(-400.0, JoinType.Miter)
    plain, led = (((part - inside) - laid(outer_wall([loop], out))).area() for out in (0.0, 10.0))
    assert led < 0.75 * plain


def test_corners_that_turn_into_the_part_stay():
    outline, hole = rectangle(20_000.0, 20_000.0), rectangle(8000.0, 8000.0)[::-1]
    plain, led = (outer_wall([outline, hole], out) for out in (0.0, 10.0))
    assert np.array_equal(led.points_um[led.start[1] :], plain.points_um[plain.start[1] :])
    assert led.start[1] == plain.start[1] + 8
