"""How often somebody may ask."""

from hypothesis import given
from hypothesis import strategies as st

from layerworks.web.guarding import MOST_CALLERS, Buckets


@given(st.lists(st.floats(0, 3), max_size=60))
def test_nobody_gets_more_than_flows_in_and_was_kept(waits):
    now = [0.0]
    buckets = Buckets(2.0, 5.0, lambda: now[0])
    taken = 0
    for wait in waits:
        now[0] += wait
        taken += buckets.take("a")
    assert taken <= 5.0 + 2.0 * now[0] + 1e-6


def test_callers_are_apart_and_old_ones_are_forgotten():
    buckets = Buckets(0.0, 1.0, lambda: 0.0)
    assert buckets.take("a")
    assert not buckets.take("a")
    assert all(buckets.take(str(n)) for n in range(MOST_CALLERS))
    assert buckets.take("a")


@given(st.floats(0.1, 10), st.integers(1, 20))
def test_who_waits_as_told_is_let_in(per_s: float, before: int):
    now = [0.0]
    buckets = Buckets(per_s, 1.0, lambda: now[0])
    for _ in range(before):
        buckets.take("a")
    now[0] += buckets.wait_s("a") + 1e-6
    assert buckets.take("a")
