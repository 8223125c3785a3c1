"""Brims and skirts: where they lie, what they keep off, that nothing is laid twice."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manifold3d import CrossSection, OpType

from layerworks.errors import Rejected
from layerworks.kernels.point_winding import winds_around
from layerworks.slicing.adhesion import AdhesionSettings
from layerworks.slicing.adhesion.brims import Standing, brims
from layerworks.slicing.adhesion.skirts import skirt
from layerworks.slicing.cutting import LayerSettings, cut
from layerworks.slicing.laying import StrokeSettings, lay
from layerworks.slicing.laying_by_part import lay_by_part
from layerworks.slicing.ordering import CoolingSettings, OrderSettings, RetractionSettings, SpeedSettings, order
from layerworks.slicing.regions import no_regions, regions_from_loops
from layerworks.slicing.role import Role
from reference.point_winding import winding
from slicing.coverage import stroke_lines
from slicing.polygons import block, border_distance, hole, inside, plate_of, rectangle, stars, turned

WIDTH_UM = 450.0
BRIM = AdhesionSettings(skirt_loops=0, brim_width_mm=3.6)  # eight rounds


def standing(*loops, chosen=BRIM, supports=()):
    return Standing(
        regions_from_loops([[np.asarray(loop, float) for loop in loops]]),
        regions_from_loops([list(supports)]) if supports else no_regions(1),
        WIDTH_UM,
        chosen,
    )


def lines_of(beads):
    """Polylines of beads, closed ones with their first point repeated."""
    lines = []
    for a, b, closed in zip(beads.start, beads.start[1:], beads.closed, strict=False):
        points = beads.points_um[a:b]
        lines.append(np.vstack([points, points[:1]]) if closed else points)
    return lines


def places(line, step_um=90.0):
    """Places along a polyline and how far along it they are."""
    found, along, total = [], [], 0.0
    for a, b in itertools.pairwise(line):
        length = float(np.hypot(*(b - a)))
        share = (np.arange(max(1, math.ceil(length / step_um))) / max(1, math.ceil(length / step_um)))[:, None]
        found.append(a + share * (b - a))
        along.append(total + share[:, 0] * length)
        total += length
    return np.concatenate(found), np.concatenate(along), total


def laid_twice(lines):
    """Area in mm² over which beads, their round corners left out, overlap."""
    areas = [_band(line) for line in lines]
    whole = CrossSection.batch_boolean(areas, _ADD).area() if areas else 0.0
    return (sum(a.area() for a in areas) - whole) * 1e-6


def _band(line):
    ways = [(a, b) for a, b in itertools.pairwise(line) if np.hypot(*(b - a)) > 1.0]
    boxes = []
    for a, b in ways:
        side = np.array([a[1] - b[1], b[0] - a[0]]) / np.hypot(*(b - a)) * (WIDTH_UM / 2)
        boxes.append(CrossSection([np.array([a - side, b - side, b + side, a + side])]))
    return CrossSection.batch_boolean(boxes, _ADD)


_ADD = OpType.Add


def total_um(lines):
    return sum(places(line)[2] for line in lines)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(stars(), min_size=1, max_size=3),
    st.floats(3.0, 12.0),
    st.sampled_from(["outer", "both"]),
    st.floats(0.0, 0.5),
)
def test_a_brim_covers_its_rim_once_and_keeps_its_gap(shapes, apart_mm, place, gap_mm):
    parts = [shape + np.array([12_000.0 * n + apart_mm * 1000.0 * n, 0.0]) for n, shape in enumerate(shapes)]
    chosen = replace(BRIM, brim_place=place, brim_gap_mm=gap_mm)
    lines = lines_of(brims([standing(*(p for p in parts if len(p) > 2), chosen=chosen)]))
    united = [np.asarray(loop) for loop in CrossSection(parts).to_polygons()]
    for line in lines:
        points, _, _ = places(line)
        assert not inside(united, points).any()
        away = border_distance(parts, points)
        assert away.min() > gap_mm * 1000.0 + WIDTH_UM / 2 - 8.0
    assert laid_twice(lines) < 0.004 * total_um(lines) * WIDTH_UM * 1e-6 + 0.02


def test_rounds_lie_side_by_side_from_the_outside_in():
    lines = lines_of(brims([standing(rectangle(20_000, 10_000))]))
    at = [border_distance([rectangle(20_000, 10_000)], (line[1:] + line[:-1]) / 2).min() for line in lines]
    assert at == pytest.approx([WIDTH_UM * (k + 0.5) for k in reversed(range(8))], abs=2.0)


@pytest.mark.parametrize(
    ("place", "outside", "within"), [("outer", True, False), ("inner", False, True), ("both", True, True)]
)
def test_a_brim_goes_where_it_is_asked_for(place, outside, within):
    frame = [rectangle(40_000, 40_000), hole(rectangle(24_000, 24_000))]
    lines = lines_of(brims([standing(*frame, chosen=replace(BRIM, brim_place=place))]))
    far = [np.abs(line).max() for line in lines]
    assert any(f > 20_000 for f in far) == outside
    assert any(f < 12_000 for f in far) == within
    assert len(lines) == 8 * (outside + within)


def test_a_part_in_the_hole_of_another_one_has_an_outer_brim_too():
    frame = [rectangle(60_000, 60_000), hole(rectangle(40_000, 40_000)), rectangle(10_000, 10_000)]
    far = sorted(np.abs(line).max() for line in lines_of(brims([standing(*frame)])))
    assert len(far) == 16
    assert far[:8] == pytest.approx([5000 + WIDTH_UM * (k + 0.5) for k in range(8)], abs=2.0)
    tight = [rectangle(60_000, 60_000), hole(rectangle(14_000, 14_000)), rectangle(10_000, 10_000)]
    lines = lines_of(brims([standing(*tight, chosen=replace(BRIM, brim_place="both"))]))
    inner = [line for line in lines if np.abs(line).max() < 30_000]
    assert inner
    assert laid_twice(inner) < 0.05
    assert all(np.abs(line).max() < 7000 - WIDTH_UM / 2 + 3.0 for line in inner)


def test_near_parts_share_their_rounds():
    near = [rectangle(10_000, 10_000), rectangle(10_000, 10_000, 13_000)]
    apart = [rectangle(10_000, 10_000), rectangle(10_000, 10_000, 33_000)]
    shared, own = (lines_of(brims([standing(*two)])) for two in (near, apart))
    assert len(own) == 16
    assert 8 <= len(shared) < 16
    assert total_um(shared) < 0.85 * total_um(own)
    assert laid_twice(shared) < 0.05


def test_brims_of_different_widths_keep_off_each_other_and_all_parts():
    one = standing(rectangle(10_000, 10_000))
    other = standing(rectangle(10_000, 10_000, 12_500), chosen=replace(BRIM, brim_width_mm=1.8, brim_gap_mm=0.2))
    lines = lines_of(brims([one, other]))
    parts = [rectangle(10_000, 10_000), rectangle(10_000, 10_000, 12_500)]
    for line in lines:
        points, _, _ = places(line)
        assert not inside(parts, points).any()
        assert border_distance(parts, points).min() > WIDTH_UM / 2 - 5.0
    assert laid_twice(lines) < 0.1
    assert any(len(line) and line[:, 0].max() > 12_500 + 5000 + 1500 for line in lines)


def test_ears_are_at_sharp_corners_alone():
    ears = replace(BRIM, brim_place="ears")
    for degrees, corners in ((90.0, 4), (60.0, 2)):
        wide = math.tan(math.radians(degrees / 2)) * 15_000.0
        shape = (
            rectangle(30_000, 30_000) if degrees == 90.0 else np.array([[-wide, 0], [0, -15e3], [wide, 0], [0, 15e3]])
        )
        tight = replace(ears, brim_ear_deg=100.0)
        lines = lines_of(brims([standing(shape, chosen=tight)]))
        sharp = shape if corners == 4 else shape[[1, 3]]
        points = np.concatenate(lines)
        away = np.hypot(*(points[:, None] - sharp[None]).transpose(2, 0, 1))
        assert (away.min(axis=1) <= 3600.0 + 5.0).all()
        assert len(np.unique(away.argmin(axis=1))) == corners
        assert laid_twice(lines) < 0.1
    circle = 10_000.0 * np.stack([np.cos(np.arange(90) * math.pi / 45), np.sin(np.arange(90) * math.pi / 45)], 1)
    assert len(brims([standing(circle, chosen=ears)]).closed) == 0


def test_a_turned_part_has_a_turned_brim():
    shape = np.array([[0, 0], [20e3, 0], [20e3, 8e3], [9e3, 8e3], [9e3, 15e3], [0, 15e3]])
    for place in ("outer", "ears"):
        chosen = replace(BRIM, brim_place=place)
        plain, other = (lines_of(brims([standing(s, chosen=chosen)])) for s in (shape, turned(shape, 90.0)))
        assert total_um(plain) == pytest.approx(total_um(other), rel=1e-3)


def test_skirts_are_as_long_and_as_high_as_asked():
    points = rectangle(20_000, 20_000)
    chosen = AdhesionSettings(skirt_loops=2, skirt_length_mm=500.0, skirt_layers=4)
    laid = skirt(points, 100, WIDTH_UM, chosen)
    lines = lines_of(laid)
    on_bed = [line for line, cell in zip(lines, laid.cell, strict=True) if cell == 0]
    assert total_um(on_bed) >= 500_000.0 > total_um(on_bed[:-1])
    assert np.bincount(laid.cell).tolist() == [len(on_bed), 2, 2, 2]
    assert border_distance([points], on_bed[0]).min() == pytest.approx(3000.0 + WIDTH_UM / 2, abs=6.0)
    assert np.bincount(skirt(points, 2, WIDTH_UM, chosen).cell).tolist() == [len(on_bed), 2]
    assert len(skirt(points, 9, WIDTH_UM, AdhesionSettings(skirt_loops=0)).closed) == 0


def test_a_tall_skirt_goes_about_what_leans_out_above():
    mushroom = block(6, 6, 3) + block(40, 8, 2).translate((0, 0, 3))
    layers = cut(plate_of(mushroom), LayerSettings())
    for tall, clear in ((1, False), (25, True)):
        strokes = lay(layers, StrokeSettings(adhesion=AdhesionSettings(skirt_layers=tall)))
        (loop,) = [points[:-1] for points, _ in stroke_lines(strokes, 0, {Role.SKIRT})]
        assert inside([loop], rectangle(40_000, 8_000, 200_000, 200_000)).all() == clear
        assert len(np.unique(strokes.layer[strokes.role == Role.SKIRT])) == min(tall, len(layers.z_mm))
        assert (np.diff(strokes.layer) >= 0).all()
        shared = strokes.part < 0
        assert (strokes.role[shared] == Role.SKIRT).all()
        for layer in np.unique(strokes.layer[shared]):
            assert shared[strokes.layer == layer][0]


def test_a_tall_skirt_and_parts_in_turn_are_refused():
    layers = cut(plate_of(block(10, 10, 2), block(10, 10, 2), at=((150.0, 200.0), (250.0, 200.0))), LayerSettings())
    strokes = lay_by_part(layers, [StrokeSettings(adhesion=AdhesionSettings(skirt_layers=3))] * 2)
    records = (OrderSettings(), SpeedSettings(), CoolingSettings(), RetractionSettings())
    with pytest.raises(Rejected):
        order(strokes, *records, ("a", "b"), (0, 1))
    assert order(strokes, *records, ("a", "b")).role.size


@settings(max_examples=60, deadline=None)
@given(
    st.lists(stars(), min_size=1, max_size=3),
    st.lists(st.tuples(st.floats(-15e3, 15e3), st.floats(-15e3, 15e3)), min_size=1, max_size=8),
)
def test_winding_against_its_slow_twin(loops, where):
    area = regions_from_loops([loops])
    clear = [p for p in where if border_distance(loops, np.array([p])).min() > 1.0]
    found = winds_around(np.array(clear).reshape(-1, 2), area.points_um, area.loop_start)
    assert found.tolist() == [winding([loop.tolist() for loop in loops], x, y) > 0 for x, y in clear]
