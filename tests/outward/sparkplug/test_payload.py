"""Payloads against Google's own library."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerworks.outward.sparkplug.payload import BadPayload, DataType, Metric, Payload, decode, encode
from outward.sparkplug import protobuf_twin as twin

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
U64 = st.integers(0, 2**64 - 1)
KINDS = [
    (DataType.INT32, st.integers(-(2**31), 2**31 - 1)),
    (DataType.INT64, st.integers(-(2**63), 2**63 - 1)),
    (DataType.UINT64, U64),
    (DataType.DOUBLE, st.floats(allow_nan=False)),
    (DataType.BOOLEAN, st.booleans()),
    (DataType.STRING, TEXT),
]


@st.composite
def metrics(draw):
    kind, values = draw(st.sampled_from(KINDS))
    name, alias, at_ms = draw(st.none() | TEXT), draw(st.none() | U64), draw(st.none() | U64)
    return Metric(kind, draw(st.none() | values), name, alias, at_ms)


PAYLOADS = st.builds(Payload, U64, st.lists(metrics(), max_size=5).map(tuple), st.none() | st.integers(0, 255))


@given(PAYLOADS)
def test_what_is_written_is_read_alike_by_both(payload):
    read = twin.Payload.FromString(encode(payload))
    assert (read.timestamp, read.seq if read.HasField("seq") else None) == (payload.at_ms, payload.seq)
    assert [
        (
            m.datatype,
            twin.value_of(m),
            *(getattr(m, k) if m.HasField(k) else None for k in ("name", "alias", "timestamp")),
        )
        for m in read.metrics
    ] == [(m.kind, m.value, m.name, m.alias, m.at_ms) for m in payload.metrics]
    assert decode(encode(payload)) == payload
    assert decode(read.SerializeToString()) == payload


@given(st.binary(max_size=60))
def test_other_bytes_are_refused_or_read_and_nothing_else(data):
    try:
        decode(data)
    except BadPayload:
        return


@pytest.mark.parametrize("data", [b"\xff" * 11, b"\x12\x7f", b"\x08", b"\x0b"])
def test_what_breaks_off_or_is_none_is_refused(data):
    with pytest.raises(BadPayload):
        decode(data)


def test_what_others_add_is_passed_over():
    extra = twin.Payload.Metric(name="x", float_value=1.5, bytes_value=b"y", datatype=99)
    read = decode(twin.Payload(timestamp=5, metrics=[extra]).SerializeToString())
    assert read.metrics == (Metric(None, None, "x"),)
