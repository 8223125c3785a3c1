"""MQTT as bytes: packets come back whole however they are cut, and nonsense is no packet."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerworks.connectors.mqtt import (
    Connect,
    Connected,
    Disconnect,
    NotMqtt,
    Packet,
    Ping,
    Pong,
    Publish,
    Published,
    Subscribe,
    Subscribed,
    Unpacking,
    packed,
)

NUMBERS = st.integers(1, 65535)
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=50)
PACKETS: st.SearchStrategy[Packet] = st.one_of(
    st.builds(Connect, TEXTS, TEXTS, TEXTS, st.integers(0, 65535)),
    st.builds(Connected, st.integers(0, 5)),
    st.builds(Subscribe, NUMBERS, TEXTS),
    st.builds(Subscribed, NUMBERS, st.sampled_from((0, 1, 2, 128))),
    st.builds(Publish, TEXTS, st.binary(max_size=20_000), st.one_of(st.just(0), NUMBERS)),
    st.builds(Published, NUMBERS),
    st.sampled_from((Ping(), Pong(), Disconnect())),
)


@given(st.lists(PACKETS, max_size=6), st.lists(st.integers(0, 60_000), max_size=8))
def test_packets_come_back_however_the_bytes_are_cut(packets: list[Packet], cuts: list[int]):
    data = b"".join(map(packed, packets))
    places = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    unpacking = Unpacking()
    assert [p for begin, end in pairwise(places) for p in unpacking.feed(data[begin:end])] == packets


@given(st.binary(max_size=200))
def test_any_bytes_are_packets_or_are_refused(data: bytes):
    try:
        found = Unpacking().feed(data)
    except NotMqtt:
        return
    for packet in found:
        assert isinstance(packet, Packet)


def test_bytes_as_the_standard_writes_them():
    assert packed(Publish("a/b", b"", 10)) == b"\x32\x07\x00\x03a/b\x00\x0a"  # figure 3.12
    assert packed(Subscribe(10, "a/b")) == b"\x82\x08\x00\x0a\x00\x03a/b\x00"
    connect = packed(Connect("c", "u", "p", 10))
    assert connect == b"\x10\x13\x00\x04MQTT\x04\xc2\x00\x0a\x00\x01c\x00\x01u\x00\x01p"


@pytest.mark.parametrize(
    "data",
    [
        b"\x30\xff\xff\xff\x7f",  # longer than any should be
        b"\x30\xff\xff\xff\xff\x01",  # a length without end
        b"\x30\x02\x00\x09",  # a topic that is cut short
        b"\x20\x01\x00",  # an answer without a code
        b"\x50\x02\x00\x01",  # a kind for exactly once, which nobody asked for
        b"\x10\x0c\x00\x04MQTT\x05\xc2\x00\x0a\x00\x00",  # version 5
        b"\x30\x03\x00\x01\xff",  # no text
    ],
)
def test_nonsense_is_no_packet(data: bytes):
    with pytest.raises(NotMqtt):
        Unpacking().feed(data)


def test_a_packet_larger_than_is_let_in_is_refused_before_it_is_read():
    with pytest.raises(NotMqtt):
        Unpacking(largest=1000).feed(packed(Publish("t", b"x" * 2000))[:4])
