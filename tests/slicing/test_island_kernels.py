"""Which outline lies in which, and in which a point lies, against slow twins; and at what cost."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from layerworks.kernels.cut_islands import locate_points, nest_loops
from layerworks.kernels.edge_rows import rows_of_edges
from reference import cut_islands as slow_islands
from slicing.polygons import hole, rectangle, regions, stars

BRIEF = settings(max_examples=40, deadline=None)


def nest(r):
    loops = r.points_um, r.loop_start, r.cell_start
    return nest_loops(*loops, *rows_of_edges(*loops))


def locate(where, cells, r, island):
    loops = r.points_um, r.loop_start, r.cell_start
    return locate_points(where, cells, *loops, *rows_of_edges(*loops), island)


@BRIEF
@given(st.lists(st.tuples(stars(), st.booleans(), st.integers(-2, 2), st.integers(-2, 2)), min_size=1, max_size=6))
def test_islands_are_numbered_as_by_angles(drawn):
    loops = [
        np.ascontiguousarray((loop if outer else hole(loop)) * 0.7**i + [9001 * x, 8000 * y])
        for i, (loop, outer, x, y) in enumerate(drawn)
    ]
    r = regions(loops)
    island, proper = nest(r)
    expected, fine = slow_islands.islands([[tuple(p) for p in loop] for loop in loops])
    assert island.tolist() == expected
    assert proper.tolist() == [fine]


def test_a_point_lies_in_the_innermost_island_or_the_nearest():
    outer, tunnel, kernel = rectangle(90, 90), hole(rectangle(60, 60)), rectangle(20, 20)
    r = regions([outer, tunnel, kernel], [outer])
    island, proper = nest(r)
    assert island.tolist() == [0, 0, 1, 0]
    assert proper.all()
    where = np.array([[40.0, 0.0], [0.0, 0.0], [14.0, 0.0], [27.0, 0.0], [0.0, 0.0]])
    cells = np.array([0, 0, 0, 0, 1], np.int64)
    assert locate(where, cells, r, island).tolist() == [0, 1, 1, 0, 0]


def tiles(count: int):
    """Squares of side 10, each with a hole, 20 apart, in rows."""
    side = int(np.ceil(np.sqrt(count)))
    at = [np.array([20.0 * (k % side), 20.0 * (k // side)]) for k in range(count)]
    return regions([loop for p in at for loop in (rectangle(10, 10) + p, hole(rectangle(4, 4)) + p)])


@BRIEF
@given(st.integers(1, 60), st.lists(st.tuples(st.floats(-30, 200), st.floats(-30, 200)), min_size=1, max_size=20))
def test_among_many_islands_a_point_is_found_as_one_by_one(count, places):
    r = tiles(count)
    island, proper = nest(r)
    assert island.tolist() == [k for k in range(count) for _ in range(2)]
    assert proper.all()
    where = np.array(places)
    loops = [r.points_um[a:b] for a, b in zip(r.loop_start[:-1], r.loop_start[1:], strict=True)]
    found = locate(where, np.zeros(len(where), np.int64), r, island)
    for point, one in zip(where, found, strict=True):
        inside, near_um = slow_islands.where_is(point, loops, island)
        best = min(near_um.values())
        assert one == inside if inside is not None else near_um[int(one)] <= best + 1e-9


@BRIEF
@given(st.lists(stars(), min_size=1, max_size=8), st.floats(-9000, 9000))
def test_whatever_crosses_a_height_stands_in_its_row(loops, y):
    r = regions([np.ascontiguousarray(loop) for loop in loops])
    cell_row, frame, row_start, edge, edge_loop = rows_of_edges(r.points_um, r.loop_start, r.cell_start)
    row = min(int(cell_row[1]) - 1, max(0, int((y - frame[0, 0]) * frame[0, 1])))
    there = set(edge[row_start[row] : row_start[row + 1]].tolist())
    for q, (a, b) in enumerate(zip(r.loop_start[:-1], r.loop_start[1:], strict=True)):
        assert set(edge_loop[(edge >= a) & (edge < b)].tolist()) == {q}
        for i in range(a, b):
            j = i - 1 if i > a else b - 1
            if (r.points_um[j, 1] <= y) != (r.points_um[i, 1] <= y):
                assert i in there


def test_rows_grow_with_the_edges_and_a_row_holds_few():
    for count in (100, 10_000):
        r = tiles(count)
        _, _, row_start, edge, _ = rows_of_edges(r.points_um, r.loop_start, r.cell_start)
        assert len(edge) <= 6 * len(r.points_um)
        assert np.diff(row_start).max() <= 20 * np.sqrt(count)
    tall = regions([rectangle(1.0, 1e6) + np.array([10.0 * k, 0.0]) for k in range(1000)])
    assert len(rows_of_edges(tall.points_um, tall.loop_start, tall.cell_start)[3]) <= 6 * len(tall.points_um)
