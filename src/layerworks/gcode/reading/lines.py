"""Text in blocks of whole lines."""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from layerworks.errors import Rejected
from layerworks.words import say

BLOCK_BYTES = 1 << 19
LONGEST_LINE_BYTES = 1 << 24


def text_blocks(text: bytes, size: int = BLOCK_BYTES) -> Iterator[NDArray[np.uint8]]:
    """Return a text as blocks that end with a line feed, copying only its last line."""
    start = 0
    while start < len(text):
        end = text.rfind(b"\n", start, start + size) + 1 or text.find(b"\n", start) + 1
        if end == 0:
            yield np.frombuffer(text[start:] + b"\n", np.uint8)
            return
        yield np.frombuffer(text, np.uint8, end - start, start)
        start = end


def line_blocks(pieces: Iterable[bytes]) -> Iterator[NDArray[np.uint8]]:
    """Return pieces of a text as blocks that end with a line feed.

    Raises Rejected when a line is longer than LONGEST_LINE_BYTES, before it fills the memory.
    """
    kept = bytearray()
    for piece in pieces:
        cut = piece.rfind(b"\n") + 1
        if cut:
            yield np.frombuffer(bytes(kept) + piece[:cut] if kept or cut < len(piece) else piece, np.uint8)
            kept = bytearray(piece[cut:])
            continue
        kept += piece
        if len(kept) > LONGEST_LINE_BYTES:
            raise Rejected(
                say("reading_gcode.line_too_long", most_mb=LONGEST_LINE_BYTES >> 20), say("reading_gcode.remedy")
            )
    if kept:
        yield np.frombuffer(bytes(kept) + b"\n", np.uint8)
