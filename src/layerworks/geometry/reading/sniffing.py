"""Which format a file really is, by its content."""

import codecs
import re
from typing import Literal

from layerworks.geometry.model import Format

Content = Literal["stl_binary", "stl_text", "zip", "obj", "amf", "step"]

SUFFIXES: dict[str, Format] = {
    ".stl": "stl",
    ".3mf": "3mf",
    ".obj": "obj",
    ".amf": "amf",
    ".step": "step",
    ".stp": "step",
    ".p21": "step",
}
STL_HEADER = 84
STL_RECORD = 50

PADDING = b"\0\x1a \t\r\n"  # what old systems fill text files up with
_LOOK = 1 << 16  # bytes looked at
_FACET = re.compile(rb"^[ \t]*(?:facet\s+normal\s|endsolid\b)", re.IGNORECASE | re.MULTILINE)
_SOLID_FACET = re.compile(rb"\s*solid\b.*\bfacet\s+normal\s", re.IGNORECASE)
_OBJ_LINE = re.compile(rb"^[ \t]*(?:v[ \t]+[-+.0-9]|f[ \t]+[-+0-9])", re.MULTILINE)
_AMF_ROOT = re.compile(rb"<(?:[\w.-]+:)?amf[\s>/]")


def sniff(data: bytes, suffix: str) -> Content | None:
    """Return what the content is, or None for none of the formats read here.

    suffix: of the file name, in small letters; it decides only where the content leaves a doubt.
    """
    head = data[:_LOOK]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head.decode("utf-16", "replace").encode()
    head = head.removeprefix(codecs.BOM_UTF8)
    start = head.lstrip()
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if start.startswith(b"ISO-10303-21"):
        return "step"
    if _fits_binary_stl(data):
        return "stl_binary"
    if start.startswith(b"<"):
        return "amf" if _AMF_ROOT.search(head) else None
    if b"\0" not in head.rstrip(PADDING):
        if _FACET.search(head.replace(b"\r", b"\n")) or _SOLID_FACET.match(head):
            return "stl_text"
        if _OBJ_LINE.search(head.replace(b"\r", b"\n")):
            return "obj"
        if suffix == ".stl" and start[:5].lower() == b"solid":
            return "stl_text"
    elif suffix == ".stl":
        return "stl_binary"
    return None


def _fits_binary_stl(data: bytes) -> bool:
    """Say whether the count in an STL header and the length agree, as they never do by chance."""
    count = int.from_bytes(data[STL_HEADER - 4 : STL_HEADER], "little")
    return len(data) >= STL_HEADER and len(data) == STL_HEADER + STL_RECORD * count
