"""Sparkplug's payload in protocol buffers, as much of it as an edge node writes and reads. Pure.

Source: Sparkplug 3.0.0, chapter 6 and `sparkplug_b.proto`; Protocol Buffers, “Encoding”. A compiler and its run time
for fifteen fields would be more to keep up than these lines.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

Value = bool | int | float | str | None
VARINT, WIDE, BYTES, NARROW = 0, 1, 2, 5  # wire types
LONGEST_VARINT = 10


class DataType(IntEnum):
    """What a metric's value is."""

    INT32 = 3
    INT64 = 4
    UINT64 = 8
    DOUBLE = 10
    BOOLEAN = 11
    STRING = 12


@dataclass(frozen=True, slots=True)
class Metric:
    """A number, word or mark with a name or an alias. value: None for one that nobody knows."""

    kind: DataType | None
    value: Value
    name: str | None = None
    alias: int | None = None
    at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Payload:
    """A message. seq: None in a death of the node."""

    at_ms: int
    metrics: tuple[Metric, ...]
    seq: int | None = None


class BadPayload(Exception):
    """Bytes that are no payload."""


def encode(payload: Payload) -> bytes:
    """Return the bytes of a payload."""
    parts = [_field(1, payload.at_ms)]
    parts += [_bytes(2, _metric(metric)) for metric in payload.metrics]
    if payload.seq is not None:
        parts.append(_field(3, payload.seq))
    return b"".join(parts)


def decode(data: bytes) -> Payload:
    """Return the payload of bytes, without what we do not read. Raises BadPayload."""
    at_ms, seq = 0, None
    metrics: list[Metric] = []
    for number, value in _fields(data):
        if number == 1 and isinstance(value, int):
            at_ms = value
        elif number == 2 and isinstance(value, bytes):
            metrics.append(_metric_of(value))
        elif number == 3 and isinstance(value, int):
            seq = value
    return Payload(at_ms, tuple(metrics), seq)


def _metric(metric: Metric) -> bytes:
    parts: list[bytes] = []
    if metric.name is not None:
        parts.append(_bytes(1, metric.name.encode()))
    if metric.alias is not None:
        parts.append(_field(2, metric.alias))
    if metric.at_ms is not None:
        parts.append(_field(3, metric.at_ms))
    if metric.kind is not None:
        parts.append(_field(4, int(metric.kind)))
    parts.append(_field(7, 1) if metric.value is None else _value(metric.kind, metric.value))
    return b"".join(parts)


def _value(kind: DataType | None, value: bool | int | float | str) -> bytes:
    match kind:
        case DataType.INT32:
            return _field(10, int(value) & 0xFFFFFFFF)
        case DataType.INT64 | DataType.UINT64:
            return _field(11, int(value) & 0xFFFFFFFFFFFFFFFF)
        case DataType.DOUBLE:
            return _key(13, WIDE) + struct.pack("<d", float(value))
        case DataType.BOOLEAN:
            return _field(14, int(bool(value)))
        case _:
            return _bytes(15, str(value).encode("utf-8", "replace"))


def _metric_of(data: bytes) -> Metric:
    name, alias, at_ms, kind, value = None, None, None, None, None
    for number, told in _fields(data):
        match number, told:
            case 1, bytes():
                name = told.decode("utf-8", "replace")
            case 2, int():
                alias = told
            case 3, int():
                at_ms = told
            case 4, int():
                kind = DataType(told) if told in set(DataType) else None
            case ((10 | 11), int()):
                value = told
            case 13, bytes():
                value = struct.unpack("<d", told)[0]
            case 14, int():
                value = bool(told)
            case 15, bytes():
                value = told.decode("utf-8", "replace")
            case _:
                pass
    return Metric(kind, _signed(kind, value), name, alias, at_ms)


def _signed(kind: DataType | None, value: Value) -> Value:
    bits = {DataType.INT32: 32, DataType.INT64: 64}.get(kind) if kind else None
    if bits and isinstance(value, int) and value >= 1 << (bits - 1):
        return value - (1 << bits)
    return value


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    place = 0
    while place < len(data):
        key, place = _varint(data, place)
        match key & 7:
            case 0:
                value, place = _varint(data, place)
                yield key >> 3, value
                continue
            case 1:
                size = 8
            case 2:
                size, place = _varint(data, place)
            case 5:
                size = 4
            case _:
                raise BadPayload("a wire type that is none")
        if place + size > len(data):
            raise BadPayload("it breaks off")
        yield key >> 3, data[place : place + size]
        place += size


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = 0
    for shift in range(LONGEST_VARINT):
        if place + shift >= len(data):
            raise BadPayload("it breaks off")
        byte = data[place + shift]
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            return value & 0xFFFFFFFFFFFFFFFF, place + shift + 1
    raise BadPayload("a number that is too long")


def _number(value: int) -> bytes:
    found = bytearray()
    while value >= 0x80:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)


def _key(number: int, wire: int) -> bytes:
    return _number(number << 3 | wire)


def _field(number: int, value: int) -> bytes:
    return _key(number, VARINT) + _number(value)


def _bytes(number: int, value: bytes) -> bytes:
    return _key(number, BYTES) + _number(len(value)) + value
