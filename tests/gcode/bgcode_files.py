"""Binary G-code files as the specification of libbgcode describes them."""

import struct
import zlib

from reference.gcode_unpack import pack_pairs, shrink


def block(kind: int, data: bytes, *, compression: int = 0, encoding: int = 0, checksum: bool = True) -> bytes:
    """One block. compression: 0 none, 1 deflate, 2 and 3 heatshrink. encoding: 0 plain, 1 MeatPack."""
    if encoding:
        data = pack_pairs(data)
    packed = {0: lambda: data, 1: lambda: zlib.compress(data)}.get(
        compression, lambda: shrink(data, 9 + compression, 4)
    )()
    sizes = struct.pack("<I", len(packed)) if compression else b""
    parameters = struct.pack("<HHH", 0, 16, 16) if kind == 5 else struct.pack("<H", encoding)
    whole = struct.pack("<HHI", kind, compression, len(data)) + sizes + parameters + packed
    return whole + (struct.pack("<I", zlib.crc32(whole)) if checksum else b"")


def bgcode(*blocks: bytes, checksum: bool = True) -> bytes:
    """A file."""
    return struct.pack("<4sIH", b"GCDE", 1, checksum) + b"".join(blocks)
