"""Kernels that work row by row against their slow twins."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerworks.kernels.scanline_borders import link_along_border
from layerworks.kernels.scanline_link import link_rows
from layerworks.kernels.scanline_rows import cross_rows
from layerworks.kernels.scanline_skins import split_rows
from layerworks.kernels.scanline_slivers import find_slivers
from layerworks.kernels.scanline_spans import measure_spans
from reference import scanline_rows as slow
from slicing.polygons import border_distance, hole, inside, rectangle, regions, stars

BRIEF = settings(max_examples=40, deadline=None)
PITCH = 450.0
angle = st.floats(0.0, math.pi)


def direction(turn, cells=1):
    return np.tile([math.cos(turn), math.sin(turn)], (cells, 1))


def rows_of(r, turn, pitch=PITCH, beyond=0):
    every = np.ones(r.cells, np.bool_)
    return cross_rows(r.points_um, r.loop_start, r.cell_start, every, direction(turn, r.cells), pitch, beyond)


def as_points(loop):
    return [tuple(p) for p in loop]


@BRIEF
@given(stars(), angle, st.integers(0, 2))
def test_rows_cross_outlines_where_lines_do(loop, turn, beyond):
    r = regions([], [loop])
    first_row, cell_row, row_start, along, edge = rows_of(r, turn, PITCH, beyond)
    assert cell_row[1] == 0
    c, s = math.cos(turn), math.sin(turn)
    for i in range(cell_row[2]):
        v = (first_row[1] + i + 0.5) * PITCH
        own = slice(row_start[i], row_start[i + 1])
        assert along[own].tolist() == pytest.approx(slow.row_crossings([as_points(loop)], (c, s), v), abs=1e-5)
        spots = np.stack([c * along[own] - s * v, s * along[own] + c * v], 1)
        for spot, e in zip(spots, edge[own], strict=True):
            assert border_distance([loop[[e, (e + 1) % len(loop)]]], spot[None])[0] < 1e-5
    across = loop @ [-s, c]
    assert first_row[1] + beyond <= math.ceil(across.min() / PITCH - 0.5)
    assert first_row[1] + cell_row[2] - beyond > math.floor(across.max() / PITCH - 0.5)


@BRIEF
@given(st.lists(stars(), min_size=3, max_size=5), angle, st.integers(0, 2), st.integers(0, 2), st.sampled_from([1, 2]))
def test_pieces_are_told_apart_as_place_by_place(loops, turn, above, below, levels):
    r = regions(*[[loop] for loop in loops])
    fill, cover = rows_of(r, turn)[:4], rows_of(r, turn, PITCH / levels)[:4]
    none = np.zeros(len(fill[2]), np.int64), np.empty((0, 2)), np.empty((0, 2))
    cell, row, ends, lift, kind, crossing = split_rows(
        *fill, *none, *cover, levels, 1, above, below, 0.0, 0.0, 0.0, 0.0
    )
    assert (lift == 0.0).all()
    c, s = math.cos(turn), math.sin(turn)
    for own in range(len(loops)):
        lines = {}
        for p in np.flatnonzero(cell == own):
            lines.setdefault(int(row[p]), []).append((*ends[p], int(kind[p]), *crossing[p]))
        for j, pieces in lines.items():
            inside_row = slow.row_crossings([as_points(loops[own])], (c, s), (j + 0.5) * PITCH)
            assert sum(b - a for a, b, *_ in pieces) == pytest.approx(
                sum(inside_row[1::2]) - sum(inside_row[::2]), abs=1e-4
            )
            for a, b, k, left, right in pieces:
                if b - a < 1e-6:  # a corner that just touches the row
                    continue
                u = (a + b) / 2.0
                assert slow.covered(inside_row, u)

                def looks(other, j=j):
                    if not 0 <= other < len(loops):
                        return [[]]
                    levels_of = [j * levels + i for i in range(levels)]
                    return [
                        slow.row_crossings([as_points(loops[other])], (c, s), (i + 0.5) * PITCH / levels)
                        for i in levels_of
                    ]

                expected = slow.kind_at(
                    u, [looks(own + i) for i in range(1, above + 1)], [looks(own - i) for i in range(1, below + 1)]
                )
                assert k == expected
                assert (left >= 0) == any(abs(a - x) < 1e-9 for x in inside_row[::2])
                assert (right >= 0) == any(abs(b - x) < 1e-9 for x in inside_row[1::2])


def test_a_skin_that_only_passes_the_ends_of_lines_makes_them_solid_there():
    lines, roof = rectangle(20_000, 3000), rectangle(20_400, 3400)
    r, around = regions([], [lines], []), regions([roof], [roof], [rectangle(20_100, 3400)])
    fill, cover = rows_of(r, 0.0)[:4], rows_of(around, 0.0)[:4]
    none = np.zeros(len(fill[2]), np.int64), np.empty((0, 2)), np.empty((0, 2))
    arguments = (*fill, *none, *cover, 1, 1, 1, 1, 0.0)
    assert set(split_rows(*arguments, 0.0, 0.0, 0.0)[4]) == {0}
    _cell, _row, ends, _, kind, _ = split_rows(*arguments, 180.0, 225.0, 0.0)
    assert kind.reshape(-1, 3).tolist() == [[3, 0, 3]] * (len(kind) // 3)
    assert np.allclose(ends[::3], [-10_000.0, -9775.0])
    assert np.allclose(ends[2::3], [9775.0, 10_000.0])


def test_a_little_sparse_between_solid_is_made_solid():
    floor, slot = rectangle(10_000, 900), rectangle(600, 3000, 1000)
    r, around = regions([floor]), regions([slot])
    fill, cover = rows_of(r, 0.0)[:4], rows_of(around, 0.0)[:4]
    # what is under and over a cell of three: itself in the middle, the slot where the others would be
    fill3 = (np.repeat(fill[0], 3), np.array([0, 0, 1, 1]) * fill[1][1], fill[2], fill[3])
    cover3 = (
        np.repeat(cover[0], 3),
        np.array([0, 1, 1, 2]) * cover[1][1],
        np.append(cover[2], cover[2][1:] + cover[2][-1]),
        np.tile(cover[3], 2),
    )
    none = np.zeros(len(fill[2]), np.int64), np.empty((0, 2)), np.empty((0, 2))
    plain = split_rows(*fill3, *none, *cover3, 1, 1, 1, 1, 0.0, 0.0, 0.0, 0.0)
    assert plain[4].reshape(-1, 3).tolist() == [[7, 0, 7]] * (len(plain[4]) // 3)
    merged = split_rows(*fill3, *none, *cover3, 1, 1, 1, 1, 900.0, 0.0, 0.0, 0.0)
    assert merged[4].tolist() == [7, 1, 7] * (len(merged[4]) // 3)


@BRIEF
@given(stars(least=4000.0), angle)
def test_slivers_are_what_a_strip_keeps_of_an_area(loop, turn):
    r = regions([loop])
    fill = rows_of(r, turn, PITCH, 1)
    start, ends, lift = find_slivers(
        r.points_um, r.loop_start, r.cell_start, direction(turn), PITCH, 0.35 * PITCH, fill[0], fill[1]
    )
    for i in range(fill[1][1]):
        row = int(fill[0][0]) + i
        for k in range(start[i], start[i + 1]):
            u, middle = ends[k] @ (0.5618, 0.4382), lift[k] @ (0.5618, 0.4382)  # a corner may lie at the very middle
            assert ends[k, 0] < ends[k, 1]
            half = (PITCH - 2.0 * abs(middle)) / 2.0
            assert half * 2.0 >= 0.35 * PITCH - 1e-6
            side = 1.0 if middle > 0.0 else -1.0  # the area lies on this side of the border
            at = (row + 0.5) * PITCH + middle - side * half
            assert abs(at + side * 2.0 * half - (row + 0.5 + side / 2.0) * PITCH) < 1e-6
            borders = slow.row_crossings([as_points(loop)], (-math.sin(turn), math.cos(turn)), -u)
            which = [n for n, v in enumerate(borders) if abs(v - at) < 1e-3]
            assert (0 if side > 0.0 else 1) in [n % 2 for n in which]


@BRIEF
@given(stars(), stars(), angle, st.floats(10.0, 800.0))
def test_spans_are_held_where_something_lies_below(air, ground, turn, anchor):
    ground = np.add(ground, [0.37, 0.21])  # so that no end lies on its border by design
    over, held = regions([air]), regions([ground])
    got = measure_spans(*rows_of(over, turn)[:4], *rows_of(held, turn)[:4], anchor)
    expected = slow.spans([as_points(air)], [as_points(ground)], (math.cos(turn), math.sin(turn)), PITCH, anchor)
    assert got[0].tolist() == pytest.approx(expected, rel=1e-6, abs=1e-3)


def linked(r, turn=0.0, reach=2.5, least=0.0):
    fill = rows_of(r, turn)
    none = np.zeros(len(fill[2]), np.int64), np.empty((0, 2)), np.empty((0, 2))
    cell, row, ends, lift, kind, crossing = split_rows(
        *fill[:4], *none, *fill[:4], 1, r.cells, 1, 0, 0.0, 0.0, 0.0, 0.0
    )
    out = link_rows(cell, row, ends, lift, kind, crossing, PITCH, reach * PITCH, 1500.0, least * PITCH, 0.1 * PITCH)
    return (cell, row, ends), out


@BRIEF
@given(stars(least=3000.0), angle)
def test_zigzags_lay_every_line_once_and_never_between_two_that_lie(loop, turn):
    (_, row, ends), (points, start, _, _, area) = linked(regions([loop]), turn)
    lines = {(int(j), *np.round(e, 4)) for j, e in zip(row, ends, strict=True)}
    laid = []
    for s in range(len(area)):
        own = points[start[s] : start[s + 1]]
        for a, b in itertools.pairwise(own):
            if a[1] == b[1]:
                laid.append((round(a[1] / PITCH - 0.5), *np.round(sorted((a[0], b[0])), 4)))
    drawn = set(laid)
    assert len(laid) == len(drawn)
    short = {line for line in lines - drawn if line[2] - line[1] > 0.7 * PITCH + 1.0}
    assert not short  # only short ones may have become a strip
    for i, (j, a, b) in enumerate(laid):
        beside = [n for n, (k, x, y) in enumerate(laid) if abs(k - j) == 1 and x < b and a < y]
        before = {laid[n][0] for n in beside if n < i}
        assert len(before) < 2


def test_areas_stay_apart_and_crumbs_are_left_out():
    r = regions([rectangle(4000, 4000), rectangle(4000, 4000, 9000), rectangle(500, 500, 20_000)])
    _, (points, _start, cell, kind, area) = linked(r, least=3.0)
    assert len(area) == 2
    assert set(cell) == {0}
    assert set(kind) == {3}
    assert points[:, 0].max() < 12_000.0


def test_lines_are_joined_along_the_border_where_that_is_short():
    loops = [rectangle(10_500, 6000), hole(rectangle(3000, 1000))]
    r = regions(loops)
    turn = math.pi / 2.0
    first_row, cell_row, row_start, along, edge = rows_of(r, turn, 2000.0)
    none = np.zeros(len(row_start), np.int64), np.empty((0, 2)), np.empty((0, 2))
    fill = (first_row, cell_row, row_start, along)
    cell, row, ends, _, _, crossing = split_rows(*fill, *none, *fill, 1, 1, 0, 0, 0.0, 0.0, 0.0, 0.0)
    arguments = (r.points_um, r.loop_start, direction(turn), 2000.0, edge, cell, row, ends, crossing)
    wanted, none_short = np.ones(len(cell), np.bool_), np.zeros(len(cell), np.bool_)
    apart = link_along_border(*arguments, wanted, none_short, 100.0)
    assert len(apart[2]) == len(cell)
    points, start, _ = link_along_border(*arguments, wanted, none_short, 2500.0)
    assert len(start) - 1 < len(cell) / 2
    laid = 0.0
    for s in range(len(start) - 1):
        own = points[start[s] : start[s + 1]]
        step = np.diff(own, axis=0)
        middles = (own[1:] + own[:-1]) / 2.0
        on_border = border_distance(loops, middles) < 1e-6
        assert (np.abs(step[~on_border, 0]) < 1e-6).all()
        assert inside(loops, middles[~on_border]).all()
        laid += np.abs(step[~on_border, 1]).sum()
    assert laid == pytest.approx((ends[:, 1] - ends[:, 0]).sum())
    some = wanted.copy()
    some[0] = False
    assert sum(len(p) for p in link_along_border(*arguments, some, none_short, 100.0)[:1]) == 2 * (len(cell) - 1)
