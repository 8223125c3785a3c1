"""The moves as text."""

import math
from dataclasses import dataclass
from itertools import pairwise

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
_BUFFER = 1 << 23  # bytes written at a time


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """All moves. cuts: where in the text each printed layer begins, and the end. filament_mm: net length pushed."""

    text: bytearray
    cuts: tuple[int, ...]
    filament_mm: float

    @property
    def layers(self) -> tuple[memoryview, ...]:
        """The lines of each printed layer."""
        whole = memoryview(self.text)
        return tuple(whole[a:b] for a, b in pairwise(self.cuts))


def write_body(
    toolpath: Toolpath, events: Events, arcs: Arcs, words: Words, filament_diameter_mm: float, relative: bool
) -> Body:
    """Return the lines of a toolpath with its events and arcs."""
    role_marks = [f";TYPE:{_TYPES[Role(r)]}\n" if r in _TYPES else "" for r in range(256)]
    fixed = [words.laying_accel, words.travel_accel, ";WIDTH:", ";WIPE_START\n", ";WIPE_END\n"]
    encoded = [t.encode() for t in (*role_marks, *fixed, *events.texts)]
    texts = kernel.Texts(
        np.frombuffer(b"".join(encoded), np.uint8), np.cumsum([0, *map(len, encoded)]).astype(np.int64)
    )
    lines = kernel.Lines(
        toolpath.points_mm,
        toolpath.width_mm,
        toolpath.volume_mm3,
        toolpath.speed_mm_s,
        toolpath.accel_mm_s2,
        toolpath.role,
        arcs.last,
        arcs.centre_um,
    )
    state = np.full(kernel.STATES, kernel.UNKNOWN, np.int64)
    state[[kernel.E, kernel.E_ZERO, kernel.EVENT]] = 0
    resets = events.begins_layer & (not relative)
    pushed, at = np.zeros(1), np.zeros(events.row.size, np.int64)
    buffer = np.empty(max(_BUFFER, 2 * max(map(len, encoded))), np.uint8)
    text = bytearray()
    row = 0
    while row < toolpath.role.size or state[kernel.EVENT] < events.row.size:
        row, used = kernel.write_lines(
            lines, row, texts, events.row, events.text + kernel.EVENTS, resets, at, len(text),
            math.pi / 4.0 * filament_diameter_mm**2, relative, words.laying_accel == words.travel_accel,
            pushed, state, buffer,
        )  # fmt: skip
        text += buffer.data[:used]
    return Body(text, (*at[events.begins_layer].tolist(), len(text)), float(pushed[0]))
