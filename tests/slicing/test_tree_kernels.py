"""Kernels of tree supports against their slow twins."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from layerworks.kernels.branch_discs import paint_discs
from layerworks.kernels.branch_steps import clearance, reachable, step_down
from reference import branch_steps as slow

SIDES = st.tuples(st.integers(2, 9), st.integers(2, 9))


@st.composite
def pairs(draw):
    shape = draw(SIDES)
    return draw(arrays(np.bool_, shape)), draw(arrays(np.bool_, shape))


@settings(max_examples=80, deadline=None)
@given(pairs())
def test_what_a_step_reaches(two):
    go, free = two
    assert reachable(go, free).tolist() == slow.reachable(go.tolist(), free.tolist())


@settings(max_examples=80, deadline=None)
@given(SIDES.flatmap(lambda shape: arrays(np.bool_, shape)), st.integers(1, 30))
def test_how_far_off_the_part_is(free, most):
    assert clearance(free, most).tolist() == slow.clearance(free.tolist(), most)


@st.composite
def fronts(draw):
    height, width = draw(st.integers(3, 12)), draw(st.integers(3, 12))
    go = draw(arrays(np.bool_, (height, width), fill=st.just(True)))
    on = np.argwhere(reachable(go, np.ones_like(go)))
    rows = draw(st.lists(st.integers(0, max(0, len(on) - 1)), unique=True, max_size=8)) if len(on) else []
    places = on[rows].reshape(-1, 2).astype(np.int64)
    load = np.array(draw(st.lists(st.sampled_from([1.0, 2.0, 9.0]), min_size=len(rows), max_size=len(rows))))
    return go, places, load, draw(st.integers(0, 9)), draw(st.integers(1, 9)), draw(st.integers(0, 6))


@settings(max_examples=150, deadline=None)
@given(fronts())
def test_a_step_down(front):
    go, places, load, steps_left, look, wanted = front
    clear = clearance(go, 12)
    owner = np.full(go.shape, -1, np.int32)
    want = np.full(len(places), float(wanted))
    row, column = np.ascontiguousarray(places.T)
    new_row, new_column, into = step_down(row, column, load, go, clear, want, steps_left, look, owner)
    moved, joined = slow.step_down(
        [tuple(p) for p in places.tolist()], load.tolist(), go.tolist(), clear.tolist(), want.tolist(), steps_left, look
    )
    assert (owner == -1).all()
    assert into.tolist() == joined
    assert list(zip(new_row.tolist(), new_column.tolist(), strict=True)) == moved


@settings(max_examples=60, deadline=None)
@given(
    SIDES, st.lists(st.tuples(st.floats(-2, 11), st.floats(-2, 11), st.floats(0, 4)), max_size=4), st.floats(0.0, 2.0)
)
def test_painted_discs(shape, discs, rim):
    pixels = np.zeros(shape, np.bool_)
    paint_discs(np.array(discs, np.float64).reshape(-1, 3), rim, pixels)
    assert pixels.tolist() == slow.painted(discs, rim, *shape)
