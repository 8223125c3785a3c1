"""The moves as text, with what stands between them: layers, objects, fan, temperatures."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from layerworks.gcode.writing.dialects import Words
from layerworks.gcode.writing.header import Temperatures
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
    """text: lines of all moves. layer_at: (k,) byte at which each layer begins. filament_mm: net length pushed."""

    text: bytes
    layer_at: NDArray[np.int64]
    filament_mm: float


@dataclass(frozen=True, slots=True, eq=False)
class _Events:
    """Texts to write before some moves; rows ascending."""

    row: NDArray[np.int64]
    text: NDArray[np.int64]
    texts: list[str]
    is_layer: NDArray[np.bool_]


def write_body(
    toolpath: Toolpath,
    words: Words,
    temperatures: Temperatures,
    names: tuple[str, ...],
    labels_objects: bool,
    filament_diameter_mm: float,
    relative: bool,
) -> Body:
    """Return the lines of a toolpath. names: of its parts, safe to print."""
    events = _events(toolpath, words, temperatures, names, labels_objects, relative)
    role_marks = [f";TYPE:{_TYPES[Role(r)]}\n" if r in _TYPES else "" for r in range(256)]
    fixed = [words.laying_accel, words.travel_accel, ";WIDTH:", ";WIPE_START\n", ";WIPE_END\n"]
    encoded = [t.encode() for t in role_marks + fixed + events.texts]
    texts = kernel.Texts(
        np.frombuffer(b"".join(encoded), np.uint8), np.cumsum([0] + [len(t) for t in encoded]).astype(np.int64)
    )
    lines = kernel.Lines(
        toolpath.points_mm,
        toolpath.width_mm,
        toolpath.volume_mm3,
        toolpath.speed_mm_s,
        toolpath.accel_mm_s2,
        toolpath.role,
    )
    filament_mm2 = math.pi / 4.0 * filament_diameter_mm**2
    state = np.full(16, kernel.UNKNOWN, np.int64)
    state[[kernel.E, kernel.E_ZERO, kernel.EVENT]] = 0
    pushed = np.zeros(1)
    at = np.zeros(events.row.size, np.int64)
    buffer = np.empty(max(_BUFFER, 2 * max(map(len, encoded), default=0)), np.uint8)
    pieces: list[bytes] = []
    row = offset = 0
    resets = events.is_layer & (not relative)
    while row < toolpath.role.size or state[kernel.EVENT] < events.row.size:
        row, used = kernel.write_lines(
            lines, row, texts, events.row, events.text + kernel.EVENTS, resets, at, offset, filament_mm2, relative,
            words.laying_accel == words.travel_accel, pushed, state, buffer,
        )  # fmt: skip
        pieces.append(buffer[:used].tobytes())
        offset += used
    return Body(b"".join(pieces), at[events.is_layer], float(pushed[0]))


def _events(
    toolpath: Toolpath,
    words: Words,
    temperatures: Temperatures,
    names: tuple[str, ...],
    labels_objects: bool,
    relative: bool,
) -> _Events:
    starts = toolpath.layer_start
    printed = np.flatnonzero(starts[1:] > starts[:-1])
    texts = [_layer_text(toolpath, int(k), n, words, temperatures, relative) for n, k in enumerate(printed)]
    layer_row = starts[printed].astype(np.int64)
    stop_row, stop_text, start_row, start_text = _object_events(toolpath, words, names, labels_objects, texts)
    fan_row, fan_text = _fan_events(toolpath, words, texts)
    row = np.concatenate([stop_row, layer_row, start_row, fan_row])
    text = np.concatenate([stop_text, np.arange(printed.size), start_text, fan_text]).astype(np.int64)
    order = np.argsort(row, kind="stable")
    is_layer = np.zeros(row.size, np.bool_)
    is_layer[stop_row.size : stop_row.size + printed.size] = True
    return _Events(row[order], text[order], texts, is_layer[order])


def _layer_text(
    toolpath: Toolpath, layer: int, number: int, words: Words, temperatures: Temperatures, relative: bool
) -> str:
    z, h = toolpath.layer_z_mm[layer], toolpath.layer_height_mm[layer]
    text = f";LAYER_CHANGE\n;Z:{z:.6g}\n;HEIGHT:{h:.6g}\n;BEFORE_LAYER_CHANGE\n;{z:.6g}\n"
    text += words.layer.format(number=number + 1)
    if not relative:
        text += "G92 E0\n"
    if number == 0:
        row = toolpath.layer_start[layer]
        text += f"G1 Z{toolpath.points_mm[row, 2]:.6g} F{max(1, round(60 * float(toolpath.speed_mm_s[row])))}\n"
    if number == 1 and temperatures.nozzle_c != temperatures.first_nozzle_c:
        text += words.nozzle.format(c=temperatures.nozzle_c)
    if number == 1 and temperatures.bed_c != temperatures.first_bed_c:
        text += words.bed.format(c=temperatures.bed_c)
    return text


def _object_events(
    toolpath: Toolpath, words: Words, names: tuple[str, ...], labels_objects: bool, texts: list[str]
) -> tuple[NDArray[np.int64], ...]:
    """Rows and texts at which objects stop and start; an object is closed at the end of every layer."""
    base = len(texts)
    for number, name in enumerate(names):
        mark = f"printing object {name} id:{number} copy 0\n"
        values = {"number": number, "name": name}
        texts.append(f"; {mark}" + (words.start_object.format(**values) if labels_objects else ""))
        texts.append((words.stop_object.format(**values) if labels_objects else "") + f"; stop {mark}")
    part, layer = toolpath.part, toolpath.layer
    if part.size == 0:
        return (np.zeros(0, np.int64),) * 4
    new = np.flatnonzero((part[1:] != part[:-1]) | (layer[1:] != layer[:-1])) + 1
    start = np.concatenate([[0], new])
    stop = np.concatenate([new, [part.size]])
    named = part[start] >= 0
    start_text = base + 2 * part[start][named].astype(np.int64)
    return stop[named].astype(np.int64), start_text + 1, start[named].astype(np.int64), start_text


def _fan_events(toolpath: Toolpath, words: Words, texts: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows and texts at which the fan changes: with the layer, and for beads over air."""
    base = len(texts)
    if toolpath.layer.size == 0:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    share = np.round(toolpath.layer_fan, 3)[toolpath.layer]
    air = np.isin(_role_laid_next(toolpath), [Role.BRIDGE, Role.OVERHANG_WALL])
    share[air] = np.round(toolpath.layer_bridge_fan, 3)[toolpath.layer[air]]
    row = np.concatenate([[0], np.flatnonzero(share[1:] != share[:-1]) + 1])
    values, text = np.unique(share[row], return_inverse=True)
    for value in values:
        fan = words.fan.format(share=value, byte=round(255 * float(value)))
        texts.append(fan if value > 0 else words.fan_off)
    return row.astype(np.int64), base + text


def _role_laid_next(toolpath: Toolpath) -> NDArray[np.uint8]:
    """The role of each move, or for one that lays nothing that of the next bead: the fan needs a moment."""
    rows = np.arange(toolpath.role.size)
    laying = np.where(toolpath.width_mm > 0.0, rows, rows.size - 1)
    return toolpath.role[np.minimum.accumulate(laying[::-1])[::-1]]


def layers_of(body: Body) -> list[memoryview]:
    """Return the text of each printed layer."""
    ends = [*body.layer_at.tolist(), len(body.text)]
    whole = memoryview(body.text)
    return [whole[a:b] for a, b in pairwise(ends)]
