"""Text in blocks of whole lines."""

from collections.abc import Iterator
from typing import IO

import numpy as np
from numpy.typing import NDArray

from layerworks.errors import Rejected
from layerworks.words import say

BLOCK_BYTES = 1 << 20
LONGEST_LINE_BYTES = 1 << 24


def text_blocks(text: bytes | bytearray, size: int = BLOCK_BYTES) -> Iterator[NDArray[np.uint8]]:
    """Return a text as blocks that end with a line feed, copying only its last line."""
    start = 0
    while start < len(text):
        end = text.rfind(b"\n", start, start + size) + 1 or text.find(b"\n", start) + 1
        if end == 0:
            yield np.frombuffer(text[start:] + b"\n", np.uint8)
            return
        yield np.frombuffer(text, np.uint8, end - start, start)
        start = end


def file_blocks(file: IO[bytes], size: int = BLOCK_BYTES) -> Iterator[NDArray[np.uint8]]:
    """Return a file as blocks that end with a line feed; each is gone when the next is asked for.

    Raises Rejected when a line is longer than LONGEST_LINE_BYTES, before it fills the memory.
    """
    buffer = bytearray(size)
    kept = 0
    while got := file.readinto(memoryview(buffer)[kept:]):  # pyright: ignore[reportAttributeAccessIssue]
        filled = kept + got
        cut = buffer.rfind(b"\n", kept, filled) + 1
        if cut:
            yield _read_only(buffer, cut)
        kept = filled - cut
        if cut:
            head = buffer[cut:filled]
            buffer[:kept] = head
        if kept > LONGEST_LINE_BYTES:
            raise Rejected(
                say("reading_gcode.line_too_long", most_mb=LONGEST_LINE_BYTES >> 20), say("reading_gcode.remedy")
            )
        if kept == len(buffer):
            buffer = buffer + bytearray(len(buffer))
    if kept:
        yield np.frombuffer(bytes(buffer[:kept]) + b"\n", np.uint8)


def _read_only(buffer: bytearray, count: int) -> NDArray[np.uint8]:
    """Return the start of a buffer like an array over bytes, so that the kernel is compiled for one kind of array."""
    block = np.frombuffer(buffer, np.uint8, count)
    block.flags.writeable = False
    return block
