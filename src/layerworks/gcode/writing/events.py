"""What stands between the moves: layers, objects, fan, temperatures."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.gcode.writing.dialects import Words
from layerworks.gcode.writing.facts import Facts, round_share
from layerworks.gcode.writing.header import Temperatures
from layerworks.gcode.writing.heat import nozzle_by_layer
from layerworks.gcode.writing.settings import HeatSettings
from layerworks.slicing.toolpath import Toolpath


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """Texts to write before some moves.

    row: (e,) i64 moves, ascending; the number of moves stands for the end. text: (e,) i64 into texts. begins_layer:
    (e,) bool.
    """

    row: NDArray[np.int64]
    text: NDArray[np.int64]
    texts: tuple[str, ...]
    begins_layer: NDArray[np.bool_]


def events_of(
    toolpath: Toolpath,
    words: Words,
    temperatures: Temperatures,
    names: tuple[str, ...],
    labelled: bool,
    relative: bool,
    heat: HeatSettings,
    before: Facts,
) -> Events:
    """Return what is written between the moves. before: what is known of those that were written already.

    names: of the parts, safe to print. labelled: the firmware is told of objects, not only the reader. relative: of
    extrusion; else E is set to 0 where a layer begins.
    """
    starts = toolpath.layer_start
    printed = np.flatnonzero(starts[1:] > starts[:-1])
    past = len(before.printed)
    nozzle_c = nozzle_by_layer(np.concatenate([before.z_mm, toolpath.layer_z_mm[printed]]), temperatures, heat)
    hotter = np.diff(nozzle_c, prepend=temperatures.first_nozzle_c) != 0.0
    nozzle = [words.nozzle.format(c=c) if changes else "" for c, changes in zip(nozzle_c, hotter, strict=True)][past:]
    texts = [
        _layer_text(toolpath, int(k), past + n, words, temperatures, nozzle[n], relative) for n, k in enumerate(printed)
    ]
    layer_row = starts[printed].astype(np.int64)
    stop_row, stop_text, start_row, start_text = _object_events(toolpath, words, names, labelled, texts)
    fan_row, fan_text = _fan_events(toolpath, words, texts, before.fan)
    row = np.concatenate([stop_row, layer_row, start_row, fan_row])
    text = np.concatenate([stop_text, np.arange(printed.size), start_text, fan_text]).astype(np.int64)
    begins_layer = np.zeros(row.size, np.bool_)
    begins_layer[stop_row.size : stop_row.size + printed.size] = True
    order = np.argsort(row, kind="stable")
    return Events(row[order], text[order], tuple(texts), begins_layer[order])


def _layer_text(
    toolpath: Toolpath, layer: int, number: int, words: Words, temperatures: Temperatures, nozzle: str, relative: bool
) -> str:
    z, h = toolpath.layer_z_mm[layer], toolpath.layer_height_mm[layer]
    text = f";LAYER_CHANGE\n;Z:{z:.6g}\n;HEIGHT:{h:.6g}\n;BEFORE_LAYER_CHANGE\n;{z:.6g}\n"
    text += words.layer.format(number=number + 1)
    if not relative:
        text += "G92 E0\n"
    if number == 0:
        row = toolpath.layer_start[layer]
        text += f"G1 Z{toolpath.points_mm[row, 2]:.6g} F{max(1, round(60 * float(toolpath.speed_mm_s[row])))}\n"
    text += nozzle
    if number == 1 and temperatures.bed_c != temperatures.first_bed_c:
        text += words.bed.format(c=temperatures.bed_c)
    return text


def _object_events(
    toolpath: Toolpath, words: Words, names: tuple[str, ...], labelled: bool, texts: list[str]
) -> tuple[NDArray[np.int64], ...]:
    """Rows and texts at which objects stop and start; an object is closed at the end of every layer."""
    base = len(texts)
    for number, name in enumerate(names):
        mark = f"printing object {name} id:{number} copy 0\n"
        values = {"number": number, "name": name}
        texts.append(f"; {mark}" + (words.start_object.format(**values) if labelled else ""))
        texts.append((words.stop_object.format(**values) if labelled else "") + f"; stop {mark}")
    part, layer = toolpath.part, toolpath.layer
    if part.size == 0:
        return (np.zeros(0, np.int64),) * 4
    new = np.flatnonzero((part[1:] != part[:-1]) | (layer[1:] != layer[:-1])) + 1
    start = np.concatenate([[0], new])
    stop = np.concatenate([new, [part.size]])
    named = part[start] >= 0
    start_text = base + 2 * part[start][named].astype(np.int64)
    return stop[named].astype(np.int64), start_text + 1, start[named].astype(np.int64), start_text


def _fan_events(
    toolpath: Toolpath, words: Words, texts: list[str], before: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows and texts at which the fan changes."""
    base = len(texts)
    if toolpath.layer.size == 0:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    share = round_share(toolpath.fan)
    row = np.flatnonzero(np.diff(share, prepend=np.float32(before)) != 0.0)
    values, text = np.unique(share[row], return_inverse=True)
    for value in values:
        fan = words.fan.format(share=value, byte=round(255 * float(value)))
        texts.append(fan if value > 0 else words.fan_off)
    return row.astype(np.int64), base + text
