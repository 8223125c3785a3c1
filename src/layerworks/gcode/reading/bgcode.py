"""Binary G-code (.bgcode) to text, block by block.

Source: doc/specifications.md of libbgcode (github.com/prusa3d/libbgcode), version 1.
"""

import io
import struct
import zlib
from collections.abc import Iterator
from typing import IO

import numpy as np

from layerworks.errors import Rejected
from layerworks.words import say

MAGIC = b"GCDE"
_FILE_HEADER = struct.Struct("<4sIH")
_BLOCK_HEADER = struct.Struct("<HHI")
_GCODE_BLOCK, _THUMBNAIL_BLOCK = 1, 5
_MOST_BLOCK_BYTES = 1 << 26  # the format's writers make blocks of 64 kB
_PARAMETER_BYTES = {_THUMBNAIL_BLOCK: 6}  # others: 2
_NONE, _DEFLATE, _HEATSHRINK_11_4, _HEATSHRINK_12_4 = range(4)
_WINDOW_BITS = {_HEATSHRINK_11_4: 11, _HEATSHRINK_12_4: 12}
_PLAIN, _MEATPACK, _MEATPACK_COMMENTS = range(3)


class BinaryGcode(io.RawIOBase):
    """The text of a binary G-code file as a file to read from. Raises Rejected where the file is broken."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._texts = _texts(file, name)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Fill a buffer, as far as the current block goes; 0 at the end."""
        while not self._rest:
            text = next(self._texts, None)
            if text is None:
                return 0
            self._rest = memoryview(text)
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def _texts(file: IO[bytes], name: str) -> Iterator[bytes]:
    magic, version, checksum = _FILE_HEADER.unpack(_exactly(file, _FILE_HEADER.size, name))
    if magic != MAGIC or version != 1 or checksum > 1:
        raise Rejected(say("reading_gcode.bgcode_version", name=name, version=version), say("reading_gcode.remedy"))
    while header := file.read(_BLOCK_HEADER.size):
        if len(header) < _BLOCK_HEADER.size:
            raise _broken(name)
        kind, compression, size = _BLOCK_HEADER.unpack(header)
        packed_header = _exactly(file, 4, name) if compression != _NONE else b""
        packed_size = struct.unpack("<I", packed_header)[0] if packed_header else size
        if max(size, packed_size) > _MOST_BLOCK_BYTES:
            raise _broken(name)
        parameters = _exactly(file, _PARAMETER_BYTES.get(kind, 2), name)
        data = _exactly(file, packed_size, name)
        if checksum:
            (wanted,) = struct.unpack("<I", _exactly(file, 4, name))
            if zlib.crc32(header + packed_header + parameters + data) != wanted:
                raise _broken(name)
        if kind == _GCODE_BLOCK:
            yield _decoded(_unpacked(data, compression, size, name), struct.unpack("<H", parameters)[0], name)


def _unpacked(data: bytes, compression: int, size: int, name: str) -> bytes:
    if compression == _NONE:
        return data
    if compression == _DEFLATE:
        try:
            unpacked = zlib.decompressobj().decompress(data, size + 1)
        except zlib.error as error:
            raise _broken(name) from error
    elif compression in _WINDOW_BITS:
        from layerworks.kernels.gcode_unpack import expand_copies

        out = np.empty(size, np.uint8)
        count = expand_copies(np.frombuffer(data, np.uint8), _WINDOW_BITS[compression], 4, out)
        unpacked = out[: max(count, 0)].tobytes()
    else:
        raise _broken(name)
    if len(unpacked) != size:
        raise _broken(name)
    return unpacked


def _decoded(data: bytes, encoding: int, name: str) -> bytes:
    if encoding == _PLAIN:
        return data
    if encoding not in (_MEATPACK, _MEATPACK_COMMENTS):
        raise _broken(name)
    from layerworks.kernels.gcode_unpack import expand_pairs

    out = np.empty(2 * len(data), np.uint8)
    return out[: expand_pairs(np.frombuffer(data, np.uint8), out)].tobytes()


def _exactly(file: IO[bytes], size: int, name: str) -> bytes:
    data = file.read(size)
    if len(data) != size:
        raise _broken(name)
    return data


def _broken(name: str) -> Rejected:
    return Rejected(say("reading_gcode.bad_wrapping", name=name), say("reading_gcode.remedy"))
