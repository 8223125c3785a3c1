"""Toolpath → Program: comments, start sequence, moves, end sequence."""

import numpy as np

from layerworks.digest import digest_bytes
from layerworks.gcode.machine_codes import MachineCodes
from layerworks.gcode.program import Program
from layerworks.gcode.writing.body import Body, layers_of, write_body
from layerworks.gcode.writing.comments import closing, opening
from layerworks.gcode.writing.dialects import WORDS, Words
from layerworks.gcode.writing.header import Header, Temperatures
from layerworks.gcode.writing.objects import object_names, object_outlines
from layerworks.gcode.writing.sequences import fill_sequence
from layerworks.gcode.writing.settings import GcodeSettings
from layerworks.slicing.toolpath import Toolpath


def make_program(
    toolpath: Toolpath, codes: MachineCodes, temperatures: Temperatures, header: Header, settings: GcodeSettings
) -> Program:
    """See `layerworks.gcode.writing.write_program`."""
    words = WORDS[codes.dialect]
    names = object_names(toolpath.parts)
    values = _placeholder_values(toolpath, temperatures)
    start, end = fill_sequence(codes.start, values), fill_sequence(codes.end, values)
    body = write_body(
        toolpath, words, temperatures, names, codes.labels_objects, codes.filament_mm, settings.relative_extrusion
    )
    printed = np.flatnonzero(np.diff(toolpath.layer_start))
    heights = toolpath.layer_height_mm[printed].tolist() or [0.0]
    pieces: list[bytes | memoryview] = [opening(header, len(printed), values["max_z_mm"]).encode()]
    if codes.labels_objects:
        pieces.append(_objects(toolpath, words, names).encode())
    pieces.append(start.encode())
    pieces.append(words.layers.format(count=len(printed)).encode())
    pieces.append(b"G21\nG90\n" + (b"M83\n" if settings.relative_extrusion else b"M82\n"))
    for layer, text in zip(printed.tolist(), layers_of(body), strict=True):
        pieces += [_progress(header, words, layer), text]
    pieces.append(end.encode())
    pieces.append(
        closing(
            header, temperatures, (heights[0], heights[-1]), len(printed), body.filament_mm, codes.filament_mm
        ).encode()
    )
    text = b"".join(pieces)
    return Program(text, codes.dialect, digest_bytes(text), names if codes.labels_objects else ())


def _placeholder_values(toolpath: Toolpath, temperatures: Temperatures) -> dict[str, float]:
    lays = np.flatnonzero(toolpath.width_mm > 0.0)
    before = max(0, int(lays[0]) - 1) if lays.size else 0
    first = toolpath.points_mm[before] if lays.size else np.zeros(3)
    return {
        "nozzle_c": temperatures.nozzle_c,
        "first_nozzle_c": temperatures.first_nozzle_c,
        "bed_c": temperatures.bed_c,
        "first_bed_c": temperatures.first_bed_c,
        "chamber_c": temperatures.chamber_c,
        "first_x_mm": float(first[0]),
        "first_y_mm": float(first[1]),
        "max_z_mm": float(toolpath.points_mm[:, 2].max(initial=0.0)),
    }


def _objects(toolpath: Toolpath, words: Words, names: tuple[str, ...]) -> str:
    lines = words.objects.format(count=len(names))
    for number, (name, outline) in enumerate(zip(names, object_outlines(toolpath), strict=True)):
        if outline.size == 0:
            continue
        center = (outline.min(axis=0) + outline.max(axis=0)) / 2.0
        polygon = ",".join(f"[{x:.3f},{y:.3f}]" for x, y in outline)
        lines += words.define_object.format(
            number=number, name=name, center=f"{center[0]:.3f},{center[1]:.3f}", polygon=f"[{polygon}]"
        )
    return lines


def _progress(header: Header, words: Words, layer: int) -> bytes:
    """How far the print is when a layer begins, where the header knows."""
    if not header.layer_end_s or layer > len(header.layer_end_s):
        return b""
    total = header.layer_end_s[-1]
    past = header.layer_end_s[layer - 1] if layer else 0.0
    percent = int(100.0 * past / total) if total > 0.0 else 0
    return words.progress.format(percent=percent, minutes=round((total - past) / 60.0)).encode()


__all__ = ["Body", "make_program"]
