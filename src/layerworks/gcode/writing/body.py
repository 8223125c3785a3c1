"""The moves as text."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import BinaryIO

import numpy as np

from layerworks.gcode.writing.arcs import Arcs
from layerworks.gcode.writing.dialects import Words
from layerworks.gcode.writing.events import Events
from layerworks.kernels import gcode_text as kernel
from layerworks.slicing.role import Role
from layerworks.slicing.toolpath import Toolpath

# PrusaSlicer's names, which viewers and print hosts know.
_TYPES = {
    Role.OUTER_WALL: "External perimeter",
    Role.INNER_WALL: "Perimeter",
    Role.GAP_FILL: "Gap fill",
    Role.BOTTOM_SKIN: "Solid infill",
    Role.TOP_SKIN: "Top solid infill",
    Role.SOLID_FILL: "Solid infill",
    Role.SPARSE_FILL: "Internal infill",
    Role.BRIDGE: "Bridge infill",
    Role.OVERHANG_WALL: "Overhang perimeter",
    Role.SKIRT: "Skirt/Brim",
    Role.BRIM: "Skirt/Brim",
    Role.SUPPORT: "Support material",
    Role.SUPPORT_INTERFACE: "Support material interface",
    Role.IRONING: "Ironing",
    Role.RAFT: "Support material",
    Role.PRIME: "Wipe tower",
    Role.CUSTOM: "Custom",
}
_BUFFER = 1 << 20  # bytes written at a time


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """All moves.

    text: a file of their lines. cuts: where in it each printed layer begins, and the end. filament_mm: pushed, net.
    """

    text: BinaryIO
    cuts: tuple[int, ...]
    filament_mm: float

    def layers(self) -> Iterator[bytes]:
        """Yield the lines of each printed layer."""
        self.text.seek(self.cuts[0])
        for a, b in pairwise(self.cuts):
            yield self.text.read(b - a)


def write_body(
    moves: Iterable[tuple[Toolpath, Events, Arcs]],
    words: Words,
    filament_diameter_mm: float,
    relative: bool,
    text: BinaryIO,
) -> Body:
    """Write the lines of toolpaths that follow each other, with their events and arcs, into an empty file."""
    role_marks = [f";TYPE:{_TYPES[Role(r)]}\n" if r in _TYPES else "" for r in range(256)]
    fixed = [*role_marks, words.laying_accel, words.travel_accel, ";WIDTH:", ";WIPE_START\n", ";WIPE_END\n"]
    state = np.full(kernel.STATES, kernel.UNKNOWN, np.int64)
    state[[kernel.E, kernel.E_ZERO]] = 0
    pushed, buffer, size, cuts = np.zeros(1), np.empty(_BUFFER, np.uint8), 0, list[int]()
    for toolpath, events, arcs in moves:
        encoded = [t.encode() for t in (*fixed, *events.texts)]
        if 2 * max(map(len, encoded)) > buffer.size:
            buffer = np.empty(2 * max(map(len, encoded)), np.uint8)
        texts = kernel.Texts(
            np.frombuffer(b"".join(encoded), np.uint8), np.cumsum([0, *map(len, encoded)]).astype(np.int64)
        )
        lines, at = _lines_of(toolpath, arcs), np.zeros(events.row.size, np.int64)
        row, state[kernel.EVENT] = 0, 0
        while row < toolpath.role.size or state[kernel.EVENT] < events.row.size:
            row, used = kernel.write_lines(
                lines, row, texts, events.row, events.text + kernel.EVENTS, events.begins_layer & (not relative), at,
                size, math.pi / 4.0 * filament_diameter_mm**2, relative, words.laying_accel == words.travel_accel,
                pushed, state, buffer,
            )  # fmt: skip
            text.write(buffer.data[:used])
            size += used
        cuts += at[events.begins_layer].tolist()
    return Body(text, (*cuts, size), float(pushed[0]))


def _lines_of(toolpath: Toolpath, arcs: Arcs) -> kernel.Lines:
    return kernel.Lines(
        toolpath.points_mm,
        toolpath.width_mm,
        toolpath.volume_mm3,
        toolpath.speed_mm_s,
        toolpath.accel_mm_s2,
        toolpath.role,
        arcs.last,
        arcs.centre_um,
    )
