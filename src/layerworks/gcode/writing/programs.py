"""Toolpath → Program: comments, start sequence, moves, end sequence."""

from dataclasses import dataclass

import numpy as np

from layerworks.digest import digest_bytes
from layerworks.errors import Rejected
from layerworks.gcode.machine_codes import MachineCodes
from layerworks.gcode.program import Program
from layerworks.gcode.writing.arcs import arcs_of
from layerworks.gcode.writing.body import Body, write_body
from layerworks.gcode.writing.comments import closing, opening
from layerworks.gcode.writing.dialects import WORDS, Words
from layerworks.gcode.writing.events import events_of
from layerworks.gcode.writing.header import Header, Temperatures
from layerworks.gcode.writing.objects import object_names, object_outlines
from layerworks.gcode.writing.sequences import fill_sequence
from layerworks.gcode.writing.settings import GcodeSettings, HeatSettings
from layerworks.slicing.toolpath import Toolpath
from layerworks.words import say


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A program without what it says about itself: made once, timed without a header and kept with one.

    before, after: what stands before and after the moves. printed: (k,) numbers of the layers in `body`.
    """

    codes: MachineCodes
    temperatures: Temperatures
    names: tuple[str, ...]
    before: str
    body: Body
    after: str
    printed: tuple[int, ...]
    heights_mm: tuple[float, ...]
    top_mm: float


def make_draft(
    toolpath: Toolpath, codes: MachineCodes, temperatures: Temperatures, settings: GcodeSettings, heat: HeatSettings
) -> Draft:
    """See `layerworks.gcode.writing.draft_program`."""
    words, relative = WORDS[codes.dialect], settings.relative_extrusion
    names = object_names(toolpath.parts)
    values = _placeholder_values(toolpath, temperatures)
    start, end = fill_sequence(codes.start, values), fill_sequence(codes.end, values)
    events = events_of(toolpath, words, temperatures, names, codes.labels_objects, relative, heat)
    if settings.arc_tolerance_um > 0.0 and not codes.arcs:
        raise Rejected(say("gcode_writing.no_arcs"), say("gcode_writing.no_arcs_remedy"))
    arcs = arcs_of(toolpath, events.row, settings.arc_tolerance_um)
    printed = np.flatnonzero(np.diff(toolpath.layer_start))
    before = _objects(toolpath, words, names) if codes.labels_objects else ""
    before += start + words.layers.format(count=len(printed)) + f"G21\nG90\n{'M83' if relative else 'M82'}\n"
    return Draft(
        codes=codes,
        temperatures=temperatures,
        names=names,
        before=before,
        body=write_body(toolpath, events, arcs, words, codes.filament_mm, relative),
        after=end,
        printed=tuple(printed.tolist()),
        heights_mm=tuple(toolpath.layer_height_mm[printed].tolist()),
        top_mm=values["max_z_mm"],
    )


def entitled(draft: Draft, header: Header) -> Program:
    """See `layerworks.gcode.writing.entitle`."""
    words = WORDS[draft.codes.dialect]
    count = len(draft.printed)
    pieces = [opening(header, count, draft.top_mm).encode(), draft.before.encode()]
    for layer, text in zip(draft.printed, draft.body.layers, strict=True):
        pieces += [_progress(header, words, layer), text]
    filament = (draft.body.filament_mm, draft.codes.filament_mm)
    pieces.append(draft.after.encode())
    pieces.append(closing(header, draft.temperatures, draft.heights_mm, *filament).encode())
    text = b"".join(pieces)
    return Program(text, draft.codes.dialect, digest_bytes(text), draft.names if draft.codes.labels_objects else ())


def bare_text(draft: Draft) -> tuple[bytes | bytearray, ...]:
    """See `layerworks.gcode.writing.untitled`."""
    return draft.before.encode(), draft.body.text, draft.after.encode()


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
