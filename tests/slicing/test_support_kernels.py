"""Kernels of supports against their slow twins."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from layerworks.kernels.support_borders import label_areas, label_borders
from layerworks.kernels.support_columns import lines_under
from layerworks.kernels.support_groups import LAYERS, drop_bridges, overhang_areas
from layerworks.kernels.support_rows import fill_pixels, mark_open
from layerworks.slicing.supports.raster import Raster, grown_by_one, spread_by_one, window_around
from reference import support_pixels as slow
from slicing.polygons import inside, regions, stars

BRIEF = settings(max_examples=40, deadline=None)
RASTER = Raster(450.0, 5, 0.0)


def as_points(loop):
    return [tuple(p) for p in loop]


@BRIEF
@given(stars(), stars())
def test_open_pixels_are_those_that_the_twin_finds(loop, below):
    # the layer below has another part in front
    rows = [RASTER.rows(regions([], [], [], [loop])), RASTER.rows(regions([], [below], [], []))]
    cell, row, column, share = mark_open(rows[0], rows[1], 2, RASTER.pitch_um, 1.0)
    assert set(cell.tolist()) <= {3}
    found = {}
    for j, i, s in zip(row.tolist(), column.tolist(), share.tolist(), strict=True):
        found[j, i] = found.get((j, i), 0.0) + s
    wanted = slow.open_pixels([as_points(loop)], [as_points(below)], RASTER.pitch_um, range(-60, 60))
    for pixel in found.keys() | wanted.keys():
        assert found.get(pixel, 0.0) == pytest.approx(wanted.get(pixel, 0.0), abs=1.1 / RASTER.pitch_um)


@BRIEF
@given(stars(), st.floats(-360.0, 360.0))
def test_pixels_are_filled_where_their_middles_lie_inside(loop, angle):
    raster = Raster(700.0, 3, angle)
    pixels = np.zeros((40, 42), np.bool_)
    fill_pixels(raster.rows(regions([], [loop])), np.array([1]), -20, -21, raster.pitch_um, pixels)
    middles = np.stack(np.meshgrid(np.arange(42) - 20.5, np.arange(40) - 19.5), -1).reshape(-1, 2)
    places = raster.in_machine(middles)
    assert np.allclose(raster.in_pixels(places), middles)
    assert np.array_equal(pixels.ravel(), inside([loop], places))


pixels_of = st.tuples(st.integers(0, 9), st.integers(0, 7), st.integers(0, 7), st.sampled_from([0.5, 1.0]))


@BRIEF
@given(st.lists(pixels_of, max_size=60, unique_by=lambda p: p[:3]))
def test_overhangs_are_measured_as_bodies_over_layers(pixels):
    pixels.sort()
    layer, row, column = (np.array([p[k] for p in pixels], np.int64) for k in range(3))
    found = overhang_areas(layer, row, column, np.array([p[3] for p in pixels]))
    # of two pixels at one place only the upper one is a neighbour to those further up: the same bodies, as they touch
    assert found.tolist() == pytest.approx(slow.body_sizes(pixels, LAYERS))


@BRIEF
@given(arrays.arrays(np.int32, (9, 11), elements=st.integers(0, 2)))
def test_borders_go_once_along_every_edge_with_the_label_on_the_left(label):
    label[[0, -1]] = label[:, [0, -1]] = 0
    corners, loop_start, of = label_borders(label)
    found = {}
    for k, own in enumerate(of.tolist()):
        loop = corners[loop_start[k] : loop_start[k + 1]]
        for a, b in zip(loop, np.roll(loop, -1, axis=0), strict=True):
            step = np.sign(b - a)
            assert np.abs(step).sum() == 1
            for n in range(int(np.abs(b - a).sum())):
                edge = (tuple((a + n * step).tolist()), tuple((a + (n + 1) * step).tolist()))
                assert edge not in found.setdefault(own, set())
                found[own].add(edge)
    assert found == slow.border_edges(label.tolist())


bits = arrays.arrays(np.bool_, (7, 8))


@BRIEF
@given(arrays.arrays(np.int32, (7, 8), elements=st.integers(0, 2)), bits, bits, bits)
def test_areas_are_labelled_and_grow_by_one_pixel_into_where_they_may(part, dense, off, into):
    part[[0, -1]] = part[:, [0, -1]] = 0
    left = np.where(off, 0, part)
    label = np.where(left > 0, 2 * left - 1 + dense, 0)
    grown = label_areas(part, dense, off, into)
    assert part.tolist() == left.tolist()
    for (j, i), own in np.ndenumerate(label):
        border = j in (0, 6) or i in (0, 7)
        around = label[max(0, j - 1) : j + 2, max(0, i - 1) : i + 2].max()
        assert grown[j, i] == (around if own == 0 and into[j, i] and not border else own)


@BRIEF
@given(arrays.arrays(np.int8, (9, 12), elements=st.sampled_from([0, 1, 1, 1, 2])), st.integers(1, 6))
def test_what_is_held_at_both_ends_bridges_by_itself(kind, longest):
    kind[[0, -1]] = kind[:, [0, -1]] = 0
    part, below = kind > 0, kind == 2
    need, spare = part & ~below, np.zeros(kind.shape, np.bool_)
    drop_bridges(need, part, below, longest, spare)
    sets = [set(map(tuple, np.argwhere(a).tolist())) for a in (need, part, below)]
    small = need.sum() < 20  # so that not one pixel may fail
    wanted = slow.self_held(*sets, longest)
    found = set(map(tuple, np.argwhere(spare).tolist()))
    assert found == wanted if small else found >= wanted


@BRIEF
@given(arrays.arrays(np.bool_, (6, 9)))
def test_neighbours(pixels):
    near = grown_by_one(pixels)
    labels = spread_by_one(pixels.astype(np.int32) * 3)
    for j, i in np.ndindex(6, 9):
        assert near[j, i] == pixels[max(0, j - 1) : j + 2, max(0, i - 1) : i + 2].any()
        assert labels[j, i] == 3 * near[j, i]
    window = window_around(np.array([-4, 2]), np.array([5]), 3, 2)
    assert (window.row, window.column, window.height, window.width) == (-6, 3, 12, 6)


@BRIEF
@given(st.integers(1, 6), st.integers(1, 4), st.data())
def test_a_line_passes_every_column(block, blocks, data):
    label = data.draw(arrays.arrays(np.int32, (block * blocks, 4), elements=st.integers(0, 2)))
    found = lines_under(label, block)
    assert found.tolist() == slow.lines_under(label.tolist(), block)
    middles = [(t * block + (block - 1) // 2, t * block + block // 2) for t in range(blocks)]
    for i in range(4):
        column = (found[:, i] > 0).tolist()
        for j in np.flatnonzero(label[:, i]).tolist():
            assert column[j]
            low, high = j, j
            while low > 0 and column[low - 1]:
                low -= 1
            while high + 1 < len(column) and column[high + 1]:
                high += 1
            assert any(low <= a and b <= high for a, b in middles)
