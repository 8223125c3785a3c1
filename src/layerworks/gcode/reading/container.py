"""A program in its wrapping: plain, gzip, .gcode.3mf, binary G-code."""

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from layerworks.errors import Missing, Rejected
from layerworks.words import say

MOST_BYTES = 8 << 30  # of text; a wrapping that promises more is a bomb
_PIECE = 1 << 20


def open_program(path: Path) -> bytes:
    """Return the G-code text of a file, unwrapped.

    Raises Missing when there is no such file and Rejected when the wrapping is broken.
    """
    return b"".join(program_pieces(path))


def program_pieces(path: Path) -> Iterator[bytes]:
    """Return the text of a file piece by piece, so that it need not fit into memory. Raises as `open_program`."""
    try:
        with path.open("rb") as file:
            start = file.read(4)
            file.seek(0)
            yield from _pieces(file, start, path.name)
    except FileNotFoundError as error:
        raise Missing(say("reading_gcode.no_file", name=path.name), say("reading_gcode.no_file_remedy")) from error
    except (gzip.BadGzipFile, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise _bad_wrapping(path.name) from error


def _pieces(file: IO[bytes], start: bytes, name: str) -> Iterator[bytes]:
    if start[:2] == b"\x1f\x8b":
        with gzip.GzipFile(fileobj=file) as unpacked:
            yield from _bounded(unpacked, name)
    elif start == b"PK\x03\x04":
        with zipfile.ZipFile(file) as archive:
            member = next((m for m in archive.namelist() if m.lower().endswith(".gcode")), None)
            if member is None:
                raise Rejected(say("reading_gcode.no_gcode_inside", name=name), say("reading_gcode.remedy"))
            with archive.open(member) as unpacked:
                yield from _bounded(unpacked, name)
    else:
        yield from _bounded(file, name)


def _bounded(file: "IO[bytes] | gzip.GzipFile", name: str) -> Iterator[bytes]:
    total = 0
    while piece := file.read(_PIECE):
        total += len(piece)
        if total > MOST_BYTES:
            raise Rejected(say("reading_gcode.too_long", name=name), say("reading_gcode.remedy"))
        yield piece


def _bad_wrapping(name: str) -> Rejected:
    return Rejected(say("reading_gcode.bad_wrapping", name=name), say("reading_gcode.remedy"))
