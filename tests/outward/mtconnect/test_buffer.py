"""The buffer against a list of everything that ever was."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from layerworks.outward.mtconnect.buffer import Buffer

T0 = datetime(2026, 11, 25, 8, tzinfo=UTC)
CHANGES = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz")), max_size=60)


def everything(changes):
    """Return what is observed, without an end: number, item, value."""
    known, told = {}, []
    for item, value in changes:
        if known.get(item) != value:
            known[item] = value
            told.append((len(told) + 1, item, value))
    return told


@given(CHANGES, st.integers(1, 12), st.data())
def test_it_tells_what_a_list_of_everything_would(changes, size, data):
    buffer, told = Buffer(size), everything(changes)
    for tick, (item, value) in enumerate(changes):
        buffer.take(item, value, T0 + timedelta(seconds=tick))
    first = max(1, len(told) - size + 1)
    assert (buffer.first, buffer.following) == (first if told else 1, len(told) + 1)
    at = data.draw(st.integers(buffer.first, max(buffer.first, buffer.following - 1)))
    known = {item: (number, value) for number, item, value in told if number <= at}
    assert {i: (o.sequence, o.value) for i, o in buffer.current(at).items()} == known
    start, count = data.draw(st.integers(buffer.first, buffer.following)), data.draw(st.integers(1, 9))
    wanted = data.draw(st.sets(st.sampled_from("abcd")))
    page = buffer.since(start, count, wanted.__contains__)
    expected = [t for t in told if t[0] >= start and t[1] in wanted][:count]
    assert [(o.sequence, o.item, o.value) for o in page.observed] == expected
    assert page.following == (expected[-1][0] + 1 if len(expected) == count else buffer.following)


@given(CHANGES, st.integers(1, 12))
def test_pages_one_after_the_other_leave_nothing_out(changes, count):
    buffer = Buffer()
    for item, value in changes:
        buffer.take(item, value, T0)
    read, start = [], 1
    while start < buffer.following:
        page = buffer.since(start, count, lambda item: item in "ab")
        read += page.observed
        start = page.following
    assert [(o.sequence, o.item, o.value) for o in read] == [t for t in everything(changes) if t[1] in "ab"]


def test_what_is_no_more_is_told_no_more():
    buffer = Buffer()
    buffer.take("a", "x", T0)
    buffer.take("b", "x", T0)
    buffer.forget(["a"])
    assert list(buffer.current()) == list(buffer.current(2)) == ["b"]
