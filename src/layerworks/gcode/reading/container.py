"""A program in its wrapping: plain, gzip, .gcode.3mf, binary G-code."""

import gzip
import zipfile
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from layerworks.errors import Missing, Rejected
from layerworks.gcode.reading import bgcode
from layerworks.words import say

MOST_BYTES = 8 << 30  # of text in memory; a wrapping that holds more is a bomb
_PIECE = 1 << 20


def open_program(path: Path) -> bytes:
    """Return the G-code text of a file, unwrapped.

    Raises Missing when there is no such file and Rejected when the wrapping is broken.
    """
    with opened(path) as file:
        pieces: list[bytes] = []
        total = 0
        while piece := file.read(_PIECE):
            pieces.append(piece)
            total += len(piece)
            if total > MOST_BYTES:
                raise Rejected(say("reading_gcode.too_long", name=path.name), say("reading_gcode.remedy"))
        return b"".join(pieces)


@contextmanager
def opened(path: Path) -> Generator[IO[bytes]]:
    """Open a file for reading its text, so that it need not fit into memory. Raises as `open_program`, also later."""
    try:
        with path.open("rb", buffering=0) as file:
            start = file.read(4)
            file.seek(0)
            if start[:2] == b"\x1f\x8b":
                with gzip.GzipFile(fileobj=file) as unpacked:
                    yield unpacked  # pyright: ignore[reportReturnType]
            elif start == b"PK\x03\x04":
                with zipfile.ZipFile(file) as archive, archive.open(_plate_of(archive, path.name)) as unpacked:
                    yield unpacked
            elif start == bgcode.MAGIC:
                yield bgcode.BinaryGcode(file, path.name)  # pyright: ignore[reportReturnType]
            else:
                yield file
    except FileNotFoundError as error:
        raise Missing(say("reading_gcode.no_file", name=path.name), say("reading_gcode.no_file_remedy")) from error
    except (gzip.BadGzipFile, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise Rejected(say("reading_gcode.bad_wrapping", name=path.name), say("reading_gcode.remedy")) from error


def _plate_of(archive: zipfile.ZipFile, name: str) -> str:
    member = next((m for m in archive.namelist() if m.lower().endswith(".gcode")), None)
    if member is None:
        raise Rejected(say("reading_gcode.no_gcode_inside", name=name), say("reading_gcode.remedy"))
    return member
