"""Patterns of sparse infill: as much as asked, on the curves that they are named after, and nowhere else."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerworks.slicing.beads import Beads, join_beads
from layerworks.slicing.infill.honeycomb import side_of
from layerworks.slicing.infill.settings import PATTERNS, InfillSettings
from layerworks.slicing.infill.sparse import sparse_beads
from layerworks.slicing.infill.waves import cut_at_nodes
from layerworks.slicing.raster import RasterSettings, turns_of
from layerworks.slicing.regions import Regions
from layerworks.slicing.rows import FillArea, Neighbours
from layerworks.slicing.skins import SkinSettings
from slicing.polygons import areas, border_distance, hole, inside, rectangle, regions, stars, turned

WIDTH_UM = 450.0
PLAIN = {"infill_link_mm": 0.0, "infill_min_line_mm": 0.0}


def filled(area: Regions, z_um=None, **values) -> Beads:
    """Infill of areas that nothing makes solid, a layer a cell."""
    z_um = 100.0 + 200.0 * np.arange(area.cells) if z_um is None else z_um
    around = Neighbours(area, 1, 0, 0)
    chosen = InfillSettings(**values)
    turns = turns_of(RasterSettings(), SkinSettings(), chosen, None, area.cells, 1)
    return join_beads(sparse_beads(FillArea(area, area), around, z_um, WIDTH_UM, chosen, turns.sparse_deg))


def lines(beads: Beads):
    """Cell and points of each bead, closed ones with their first point repeated."""
    for s, cell in enumerate(beads.cell):
        points = beads.points_um[beads.start[s] : beads.start[s + 1]]
        yield int(cell), np.vstack([points, points[:1]]) if beads.closed[s] else points


def length_um(points) -> float:
    return float(np.hypot(*np.diff(points, axis=0).T).sum())


def sections(count: int, seed: int) -> Regions:
    """Rectangles of many sizes and turns, some with a hole."""
    rng = np.random.default_rng(seed)
    cells = []
    for _ in range(count):
        width, depth, x, y, turn = rng.uniform([2e4, 2e4, -1e4, -1e4, 0], [4e4, 5e4, 1e4, 1e4, 90])
        cell = [rectangle(width, depth, x, y)]
        if rng.random() < 0.5:
            cell.append(hole(rectangle(width / 3, depth / 4, x, y)))
        cells.append([turned(loop, turn) for loop in cell])
    return regions(*cells)


@pytest.mark.parametrize("density", [0.1, 0.25, 0.6])
@pytest.mark.parametrize("pattern", PATTERNS)
def test_as_much_is_laid_as_asked(pattern, density):
    area = sections(40, 7)
    beads = filled(area, infill_pattern=pattern, infill_density=density)
    laid = sum(length_um(points) for _, points in lines(beads)) * WIDTH_UM
    assert laid / areas(area).sum() == pytest.approx(density, abs=0.02)


@pytest.mark.parametrize("pattern", [p for p in PATTERNS if p != "concentric"])
def test_no_line_is_shorter_than_asked(pattern):
    beads = filled(sections(20, 3), infill_pattern=pattern, infill_min_line_mm=4.0, infill_link_mm=0.0)
    shortest = min(length_um(points) for _, points in lines(beads))
    assert 4000.0 - 1e-6 <= shortest < 6000.0


def strip(width_um: float, length_um: float, turn: float) -> Regions:
    return regions([turned(rectangle(length_um, width_um), turn)])


@given(st.floats(560.0, 690.0), st.sampled_from([0.0, 90.0, 180.0]))
def test_a_narrow_place_is_not_left_hollow(width_um, turn):
    # lines at 45° to a strip are 0.8 to 0.98 mm long, below the least length of a millimetre
    area = strip(width_um, 60_000.0, turn)
    laid = sum(length_um(points) for _, points in lines(filled(area, infill_link_mm=0.0))) * WIDTH_UM
    assert laid / areas(area).sum() == pytest.approx(0.2, abs=0.02)


def test_a_place_too_narrow_for_lines_has_none():
    assert len(filled(strip(500.0, 60_000.0, 0.0)).cell) == 0


@given(st.floats(-4000.0, 4000.0), st.floats(-4000.0, 4000.0))
def test_short_lines_in_corners_of_wide_places_are_left_out(x, y):
    area = regions([rectangle(30_000.0, 20_000.0, x, y)])
    apart = filled(area, infill_link_mm=0.0)
    assert min(length_um(points) for _, points in lines(apart)) >= 1000.0


def test_no_ring_is_shorter_than_asked():
    every = filled(sections(20, 3), infill_pattern="concentric", infill_min_line_mm=0.0)
    beads = filled(sections(20, 3), infill_pattern="concentric", infill_min_line_mm=30.0)
    kept = [length_um(points) for _, points in lines(beads)]
    assert kept == [length for _, points in lines(every) if (length := length_um(points)) >= 30_000.0]
    assert 0 < len(kept) < len(every.cell)


@pytest.mark.parametrize("pattern", ["rectilinear", "cubic", "honeycomb", "gyroid"])
def test_joined_lines_are_fewer_and_hold_all_that_apart_ones_do(pattern):
    area = sections(20, 4)
    apart = filled(area, infill_pattern=pattern, **PLAIN)
    joined = filled(area, infill_pattern=pattern, infill_link_mm=15.0, infill_min_line_mm=0.0)
    assert len(joined.cell) < 0.7 * len(apart.cell)
    ends = {tuple(np.round(p, 3)) for _, points in lines(joined) for p in points}
    assert all(tuple(np.round(points[0], 3)) in ends for _, points in lines(apart))


@settings(max_examples=25, deadline=None)
@given(
    stars(least=6000.0, most=20_000.0),
    st.sampled_from(["cubic", "honeycomb", "gyroid"]),
    st.sampled_from([0.0, 3.0]),
    st.floats(0.0, 90.0),
)
def test_nothing_lies_outside(loop, pattern, link_mm, angle):
    beads = filled(
        regions([loop]),
        infill_pattern=pattern,
        infill_link_mm=link_mm,
        infill_angles_deg=(angle,),
        infill_min_line_mm=0,
    )
    for _, points in lines(beads):
        fine = np.concatenate([a + (b - a) * np.linspace(0, 1, 9)[:, None] for a, b in itertools.pairwise(points)])
        assert (inside([loop], fine) | (border_distance([loop], fine) < 1e-3)).all()


def test_gyroid_lines_lie_on_the_surface():
    area = regions(*[[rectangle(30_000, 30_000)]] * 24)
    z_um = 137.0 + 411.0 * np.arange(area.cells)
    density = 0.2
    beads = filled(area, z_um, infill_pattern="gyroid", infill_density=density, infill_angles_deg=(0.0,), **PLAIN)
    period_um = 2.0 * WIDTH_UM * 1.229 / density
    for cell, points in lines(beads):
        x, y = 2.0 * math.pi * points.T / period_um
        z = 2.0 * math.pi * z_um[cell] / period_um
        off = np.sin(x) * np.cos(y) + np.sin(y) * np.cos(z) + np.sin(z) * np.cos(x)
        assert np.abs(off).max() < 0.03  # the chord of a 24th of a period


def test_cubic_lines_lie_on_the_faces_of_cubes():
    area = regions(*[[rectangle(30_000, 20_000)]] * 30)
    z_um = 100.0 + 200.0 * np.arange(area.cells)
    beads = filled(area, z_um, infill_pattern="cubic", infill_density=0.3, infill_angles_deg=(0.0,), **PLAIN)
    normals = [np.array([-math.sin(t), math.cos(t), -math.sqrt(0.5)]) for t in np.deg2rad([0.0, 120.0, 240.0])]
    normals = [n / np.linalg.norm(n) for n in normals]
    for a, b in itertools.combinations(normals, 2):
        assert a @ b == pytest.approx(0.0, abs=1e-12)
    edge_um = 3.0 * WIDTH_UM / 0.3 * math.sqrt(2.0 / 3.0)
    seen = set()
    for cell, points in lines(beads):
        spots = np.column_stack([points, np.full(len(points), z_um[cell])])
        on = [k for k, n in enumerate(normals) if np.abs((spots @ n / edge_um) % 1.0 - 0.5).max() < 1e-6]
        assert on
        seen.update(on)
    assert seen == {0, 1, 2}


@pytest.mark.parametrize("density", [0.1, 0.3, 0.8])
def test_honeycomb_layers_stand_on_each_other(density):
    side_um = 30_000 if density < 0.5 else 12_000
    area = regions(*[[rectangle(side_um, side_um)]] * 3)
    beads = filled(area, infill_pattern="honeycomb", infill_density=density, infill_angles_deg=(0.0,), **PLAIN)
    side = side_of(WIDTH_UM, density)
    for _, points in lines(beads):
        fine = np.concatenate([a + (b - a) * np.linspace(0, 1, 9)[:, None] for a, b in itertools.pairwise(points)])
        assert cell_edge_distance(fine, side).max() <= WIDTH_UM / 2.0 + 1e-3


def cell_edge_distance(points, side):
    """How far points lie from the nearest side of hexagons of which one has its middle at the origin."""
    middles = np.array(
        [
            [side * 1.5 * i, side * math.sqrt(3.0) * (j + 0.5 * (i % 2))]
            for i, j in itertools.product(range(-60, 61), range(-60, 61))
            if abs(side * 1.5 * i) < 25_000 and abs(side * math.sqrt(3.0) * j) < 25_000
        ]
    )
    # in its own hexagon a point is inside by the least distance to the six sides
    away = points[:, None] - middles[None]
    nearest = away[np.arange(len(points)), np.hypot(away[..., 0], away[..., 1]).argmin(axis=1)]
    turns = np.deg2rad(np.arange(30, 390, 60))
    return (side * math.sqrt(0.75) - nearest @ np.stack([np.cos(turns), np.sin(turns)])).min(axis=1)


@settings(max_examples=30, deadline=None)
@given(stars(), st.floats(300.0, 5000.0), st.booleans())
def test_cuts_at_nodes_leave_the_polyline_as_it_is(loop, step, closed):
    start = np.array([0, 0, len(loop)])
    cut, cut_start = cut_at_nodes(loop, start, step, closed=closed)
    assert cut_start[1] == 0
    assert cut_start[2] == len(cut)
    whole = np.vstack([cut, cut[:1]]) if closed else cut
    assert length_um(whole) == pytest.approx(length_um(np.vstack([loop, loop[:1]]) if closed else loop))
    for (a, _), (b, _) in itertools.pairwise(whole):
        assert math.floor(max(a, b) / step - 1e-9) <= math.floor(min(a, b) / step + 1e-9)  # no node between two points
    assert {tuple(p) for p in loop} <= {tuple(p) for p in cut}
