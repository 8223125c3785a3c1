"""Thin walls, gaps and walls that share their room."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerworks.kernels.gap_settle import settle_loops
from layerworks.kernels.gap_spokes import measure_spokes
from layerworks.kernels.gap_tidy import tidy_beads
from layerworks.slicing.layers import Layers
from layerworks.slicing.laying import StrokeSettings, lay
from layerworks.slicing.offsetting import core_of
from layerworks.slicing.role import Role
from layerworks.slicing.walls import WallSettings, fill_area, walls
from reference import gap_spokes as slow_spokes
from slicing.coverage import covered, places_in, stroke_lines, volume_mm3
from slicing.polygons import areas, border_distance, hole, inside, rectangle, regions, stars, turned

BRIEF = settings(max_examples=25, deadline=None)
WIDTH_UM, HEIGHT_UM = 450.0, 200.0
MARGIN_UM = HEIGHT_UM * (1.0 - math.pi / 4.0) / 2.0


def one_layer(*loops, top=0) -> Layers:
    """Outlines that are the same in one layer, which has `top` more like it over it and under it."""
    count = 1 + 2 * top
    points = [np.rint(np.asarray(loop)) for _ in range(count) for loop in loops]
    return Layers(
        z_mm=0.2 * np.arange(1, count + 1),
        height_mm=np.full(count, 0.2),
        points_um=np.concatenate(points).astype(np.int32),
        loop_start=np.cumsum([0, *map(len, points)]).astype(np.int32),
        loop_layer=np.repeat(np.arange(count), len(loops)).astype(np.int32),
        loop_part=np.zeros(count * len(loops), np.int32),
    )


@BRIEF
@given(stars(corners=st.integers(3, 8)), st.floats(150.0, 900.0))
def test_discs_shrink_until_nothing_lies_in_them(loop, limit):
    r = regions([loop])
    spokes, edge, opposite, start = measure_spokes(
        r.points_um, r.loop_start, r.cell_start, np.zeros(len(loop), np.uint64), np.array([limit]), 400.0
    )
    assert start.tolist() == [0, len(spokes)]
    for (x, y, ux, uy, r_um, _), i, other in zip(spokes, edge, opposite, strict=True):
        if r_um == 0.0 or np.allclose([x, y], loop[i]):  # the corners have places of their own
            continue
        slow = slow_spokes.radius([[tuple(p) for p in loop]], (0, i), x, y, ux, uy, limit)
        assert r_um <= slow + 1e-6
        assert r_um == pytest.approx(slow, rel=0.05, abs=50.0)  # the twin looks every few hundredths of a millimetre
        assert (other >= 0) == (r_um < limit)


@settings(max_examples=60, deadline=None)
@given(st.floats(0.2, 2.0), st.floats(4.0, 12.0), st.floats(0.0, 180.0))
def test_a_plate_of_any_thickness_is_covered_and_nothing_lies_beside_it(thick_mm, long_mm, degrees):
    loop = np.rint(turned(rectangle(long_mm * 1000.0, thick_mm * 1000.0), degrees)) + 50_000.0
    layers = one_layer(loop)
    strokes = lay(layers, StrokeSettings())
    places = places_in([loop], 40.0)
    # round ends leave the corners of a plate open: a little of a bead at each
    open_um2 = (~covered(strokes, 0, places)).sum() * 40.0**2
    assert open_um2 < 0.02 * thick_mm * long_mm * 1e6 + 4 * 0.25 * min(1000.0 * thick_mm, 500.0) ** 2
    # a bead's plastic is width × height × length: round ends and the margin beside the outline are free
    most, least = thick_mm * long_mm, (max(thick_mm, 0.25) - 0.05) * (long_mm - max(thick_mm, 0.5) - 0.1)
    assert 0.97 * 0.2 * least < volume_mm3(strokes, set(Role) - {Role.SKIRT}) < 1.03 * 0.2 * max(most, 0.225 * long_mm)
    for points, width in stroke_lines(strokes, 0, set(Role) - {Role.SKIRT}):
        out = np.where(inside([loop], points), -border_distance([loop], points), border_distance([loop], points))
        thinnest = max(0.0, (WIDTH_UM / 2 - (1000.0 * thick_mm - 2 * MARGIN_UM)) / 2.0)
        assert (out + width / 2.0 + MARGIN_UM <= thinnest + 12.0).all()


@pytest.mark.parametrize("room", np.arange(0.3, 4.6, 0.1))
def test_room_is_shared_out_evenly(room):
    """A long plate takes the number of beads whose widths come nearest to a pitch, and none is left over."""
    loop = rectangle(20_000.0, room * WIDTH_UM + 2 * MARGIN_UM)
    outlines = regions([loop])
    beads, inner = walls(outlines, np.array([HEIGHT_UM]), WallSettings())
    _, gaps = fill_area(inner, WIDTH_UM)
    widths = []
    for b in [*beads, gaps]:
        points = b.points_um
        for s in range(len(b.cell)):
            own = slice(b.start[s], b.start[s + 1])
            ends = points[own] if not b.closed[s] else np.vstack([points[own], points[own][:1]])
            wide = b.width_um[own] if not b.closed[s] else np.append(b.width_um[own], b.width_um[own][:1])
            crosses = (ends[:-1, 0] <= 0.0) != (ends[1:, 0] <= 0.0)
            widths += wide[:-1][crosses].tolist()
    filled = sum(widths) + (areas(inner)[0] / 20_000.0 if room > 5.5 else 0.0)
    if room <= 4.5:
        inside = room if room < 2.0 else room - 2 * MARGIN_UM / WIDTH_UM  # two outer walls take their margins along
        assert len(widths) == max(1, round(inside))
        margins = 0.0 if len(widths) == 1 else 2 * MARGIN_UM  # the outer walls of two or more make up for them
        assert filled == pytest.approx(max(room, 0.5) * WIDTH_UM + margins, abs=2.0)
        assert all(0.49 * WIDTH_UM < w < 1.51 * WIDTH_UM + 2 * MARGIN_UM for w in widths)


def test_a_wedge_is_filled_to_its_tip_without_a_break():
    wedge = np.array([[0.0, 0.0], [20_000.0, -1500.0], [20_000.0, 1500.0]])
    strokes = lay(one_layer(wedge, top=0), StrokeSettings())
    places = places_in([wedge], 50.0)
    places = places[(places[:, 0] > 1500.0) & (places[:, 0] < 19_000.0)]
    assert (~covered(strokes, 0, places)).mean() < 0.01


def test_a_thin_ring_is_one_closed_bead():
    angle = np.linspace(0.0, 2 * math.pi, 120, endpoint=False)
    circle = np.stack([np.cos(angle), np.sin(angle)], 1)
    strokes = lay(one_layer(circle * 5000.0, hole(circle * 4500.0)), StrokeSettings())
    beads = np.flatnonzero(strokes.role != Role.SKIRT)
    assert len(beads) == 1
    assert strokes.closed[beads[0]]
    assert strokes.role[beads[0]] == Role.GAP_FILL
    own = slice(strokes.start[beads[0]], strokes.start[beads[0] + 1])
    assert np.allclose(np.hypot(*strokes.points_um[own].T), 4750.0, atol=15.0)
    assert np.allclose(strokes.width_um[own], 500.0 - 2 * MARGIN_UM, atol=10.0)


def test_a_dot_is_not_lost():
    dot = np.array([[0.0, 0.0], [330.0, 20.0], [300.0, 340.0], [10.0, 310.0]])
    triangle = np.array([[2000.0, 0.0], [2400.0, 0.0], [2200.0, 346.0]])
    strokes = lay(one_layer(dot, triangle), StrokeSettings())
    own = strokes.role != Role.SKIRT
    assert sorted(strokes.island[own].tolist()) == [0, 1]


def test_features_thinner_than_asked_for_are_left_out():
    loop = rectangle(8000.0, 150.0)
    assert (lay(one_layer(loop), StrokeSettings()).role == Role.GAP_FILL).any()
    thick = StrokeSettings(walls=WallSettings(thin_feature_mm=0.2))
    assert (lay(one_layer(loop), thick).role == Role.SKIRT).all()


def test_two_sides_are_moved_evenly_and_their_corners_with_them():
    line = regions([rectangle(9000.0, 400.0)])  # two sides 400 apart with beads of 450
    core = core_of(line, np.array([337.5]))
    spokes, edge, opposite, start = measure_spokes(
        line.points_um, line.loop_start, line.cell_start, core.kept, core.radius_um, 135.0
    )
    moved, loop_start = settle_loops(
        line.points_um, line.loop_start, core.kept, spokes, edge, opposite, start, WIDTH_UM, 3600.0
    )
    assert loop_start.tolist() == [0, len(moved)]
    assert np.allclose(moved[:, 2], 425.0, atol=0.1)
    assert np.allclose(np.abs(moved[:, 1]), 212.5, atol=0.1)  # apart by the 425 that each of them takes
    assert np.abs(moved[:, 0]).max() == pytest.approx(4512.5, abs=0.1)


def test_ends_that_meet_are_joined_crumbs_dropped_and_points_thinned():
    along = np.linspace(0.0, 4000.0, 41)
    left = np.stack([along, np.zeros(41)], 1)
    right = np.stack([along[::-1] + 4050.0, np.zeros(41)], 1)  # drawn from the far end
    crumb, dot = np.array([[0.0, 9000.0], [60.0, 9000.0]]), np.array([[5000.0, 9000.0]])
    points = np.concatenate([left, right, crumb, dot])
    width = np.concatenate([np.linspace(300.0, 400.0, 41), np.linspace(500.0, 400.0, 41), [200.0, 200.0, 300.0]])
    start = np.array([0, 41, 82, 84, 85], np.int64)
    sideways = np.tile([0.0, 1.0], (len(points), 1))
    out, wide, out_start, closed, cell = tidy_beads(
        points,
        width,
        sideways,
        start,
        np.zeros(4, np.bool_),
        np.array([False, False, False, True]),
        np.zeros(4, np.int64),
        100.0,
        50_000.0,
        5.0,
    )
    assert len(cell) == 2
    assert not closed.any()
    assert np.allclose(out[: out_start[1]][[0, -1], 0], [0.0, 8050.0])
    assert out_start[1] <= 4
    assert np.allclose(wide[: out_start[1]][[0, -1]], [300.0, 500.0])
    assert np.allclose(out[out_start[1] :], [[5000.0, 8925.0], [5000.0, 9075.0]])
