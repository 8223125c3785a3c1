"""STL, both forms of the StereoLithography Interface Specification (3D Systems 1989), and what programs make of it."""

import re

import numpy as np
from numpy.typing import NDArray

from layerworks.errors import Rejected
from layerworks.geometry.finding import Finding
from layerworks.geometry.reading.limits import ReadLimits
from layerworks.geometry.reading.raw import (
    RawItem,
    RawModel,
    raw_mesh,
    require_finite,
    require_items,
    require_triangles,
)
from layerworks.geometry.reading.rows import line_number, row_blocks
from layerworks.geometry.reading.sniffing import PADDING, STL_HEADER, STL_RECORD
from layerworks.geometry.reading.welding import weld_exact
from layerworks.words import say

_RECORD = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
_COUNT_LEFT_OUT = (0, 0xFFFFFFFF)  # what exporters write that do not go back to fill in the count

_FACET = b" facet normal ? ? ? outer loop vertex # # # vertex # # # vertex # # # endloop endfacet"
# a name ends with its line, or where the first facet follows in the same line
_FRAME = re.compile(
    rb"\s*(solid|end\s*solid)(?:[^\r\n]*?(?=\bfacet\s+normal(?:\s+\S+){3}\s+outer\b)|[^\r\n]*)", re.IGNORECASE
)


def read_binary_stl(data: bytes, limits: ReadLimits) -> RawModel:
    """Read a binary STL: 80 bytes of anything, a u32 count, 50 bytes a triangle.

    Raises Rejected when it is cut off, has a coordinate that is not finite, or more triangles than allowed.
    """
    count = int.from_bytes(data[STL_HEADER - 4 : STL_HEADER], "little")
    there, rest = divmod(max(0, len(data) - STL_HEADER), STL_RECORD)
    findings: tuple[Finding, ...] = ()
    if count in _COUNT_LEFT_OUT and there > 0 and rest == 0:
        count = there
        findings = (Finding("stl_count", "warn", say("reading.stl_count", count=count)),)
    if count > there or len(data) < STL_HEADER:
        raise Rejected(say("reading.stl_cut_off", count=count, there=there), say("reading.remedy_again"))
    require_triangles(count, limits)
    extra = len(data) - STL_HEADER - STL_RECORD * count
    if extra:
        findings = (Finding("trailing_bytes", "warn", say("reading.trailing_bytes", count=extra)),)
    corners = np.frombuffer(data, _RECORD, count, STL_HEADER)["corners"].reshape(-1, 3).astype(np.float32, copy=False)
    return _welded(corners, findings)


def read_text_stl(data: bytes, limits: ReadLimits) -> RawModel:
    """Read an ASCII STL, whatever its white space, capitals and number of solids; all solids make one item.

    Raises Rejected when it is cut off, a line makes no sense, a coordinate is not finite, or for too many triangles.
    """
    at = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    blocks: list[NDArray[np.float32]] = []
    triangles = solids = 0
    ended = False
    while True:
        for values, end in row_blocks(data, at, _FACET, fold=True):
            triangles += len(values)
            require_triangles(triangles, limits)
            blocks.append(values.reshape(-1, 3).astype(np.float32))  # infinite where too far for float32
            at, ended = end, False
        frame = _FRAME.match(data, at)
        if frame is None:
            break
        solids += 1
        require_items(solids // 2, limits)
        at, ended = frame.end(), frame[1][:1] in b"eE"
    if data[at:].strip(PADDING):
        _refuse_rest(data, at)
    unfinished = Finding("stl_no_end", "warn", say("reading.stl_no_end"), say("reading.remedy_compare"))
    corners = np.concatenate(blocks) if blocks else np.empty((0, 3), np.float32)
    return _welded(corners, () if ended else (unfinished,))


def _refuse_rest(data: bytes, at: int) -> None:
    rest = data[at:].lower()
    if rest.lstrip().startswith(b"facet") and b"endfacet" not in rest:
        raise Rejected(say("reading.text_cut_off"), say("reading.remedy_again"))
    line = line_number(data, at + len(rest) - len(rest.lstrip()))
    raise Rejected(say("reading.bad_line", line=line), say("reading.remedy_export"))


def _welded(corners: NDArray[np.float32], findings: tuple[Finding, ...]) -> RawModel:
    require_finite(corners)
    vertices, index = weld_exact(corners)
    mesh = raw_mesh(vertices.astype(np.float64), index.reshape(-1, 3))
    return RawModel("stl", None, (RawItem(mesh),), findings)
