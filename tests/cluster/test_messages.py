"""Messages between hubs: what is said is what is heard, and nothing that somebody sends breaks the hearer."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerworks.cluster.messages import (
    News,
    Readings,
    Shown,
    Sights,
    Unreadable,
    encoded,
    in_parts,
    news_in,
    readings_in,
    sights_in,
)

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
SHOWN = st.builds(Shown, st.integers(0, 2**40), st.dictionaries(st.text(max_size=6), VALUES, max_size=4), st.booleans())
SIGHTS = st.builds(
    Sights,
    st.text(max_size=8),
    st.text(max_size=8),
    st.dictionaries(st.text(max_size=6), SHOWN, max_size=4),
    st.lists(st.text(max_size=4), max_size=3).map(tuple),
)


@given(SIGHTS)
def test_sights_are_heard_as_they_are_told(sights: Sights):
    assert sights_in(encoded(sights)) == sights


def test_news_are_heard_as_they_are_told():
    assert news_in(encoded(News("a", 7))) == News("a", 7)


@given(st.binary(max_size=40))
def test_other_bytes_are_unreadable_and_nothing_worse(data: bytes):
    for read in (sights_in, news_in, readings_in):
        try:
            read(data)
        except Unreadable:
            continue


@pytest.mark.parametrize("value", [msgspec.msgpack.Ext(5, b"x"), {None: 1}, {(1, 2): 3}], ids=["type", "key", "keys"])
def test_sights_that_no_reader_could_be_shown_are_unreadable(value):
    with pytest.raises(Unreadable):
        sights_in(encoded(Sights("a", "a 1 x", {"m": Shown(1, {"layer": value})})))


def test_sights_of_endless_depth_are_unreadable():
    whole = encoded(Sights("a", "a 1 x", {"m": Shown(1, {"layer": "here"})}))
    with pytest.raises(Unreadable):
        sights_in(whole.replace(b"\xa4here", b"\x91" * 100_000 + b"\xc0"))


def test_a_part_that_cannot_be_is_unreadable():
    with pytest.raises(Unreadable):
        readings_in(encoded(Readings("a", "n", 2, 2, b"")))


@given(st.binary(max_size=50), st.integers(1, 20))
def test_parts_put_together_are_the_file(data: bytes, largest: int):
    parts = list(in_parts("a", "n", data, largest))
    assert b"".join(p.data for p in parts) == data
    assert [(p.part, p.parts) for p in parts] == [(i, len(parts)) for i in range(len(parts))]
    assert all(len(p.data) <= largest for p in parts)
