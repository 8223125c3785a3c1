"""Toolpath → Program: comments, start sequence, moves, end sequence."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from layerworks.digest import digest_bytes
from layerworks.errors import Rejected
from layerworks.gcode.machine_codes import MachineCodes
from layerworks.gcode.program import Program
from layerworks.gcode.writing.arcs import Arcs, arcs_of
from layerworks.gcode.writing.body import Body, write_body
from layerworks.gcode.writing.comments import closing, opening
from layerworks.gcode.writing.dialects import WORDS, Words
from layerworks.gcode.writing.events import Events, events_of
from layerworks.gcode.writing.facts import Facts, facts_with, no_facts
from layerworks.gcode.writing.header import Header, Temperatures
from layerworks.gcode.writing.objects import object_names, object_outlines
from layerworks.gcode.writing.sequences import PLACEHOLDERS, fill_sequence
from layerworks.gcode.writing.settings import GcodeSettings, HeatSettings
from layerworks.slicing.toolpath import Toolpath
from layerworks.words import say


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A program without what it says about itself: made once, timed without a header and kept with one.

    before, after: what stands before and after the moves. facts: of all moves.
    """

    codes: MachineCodes
    temperatures: Temperatures
    names: tuple[str, ...]
    before: str
    body: Body
    after: str
    facts: Facts


def make_draft(
    toolpaths: Iterable[Toolpath],
    codes: MachineCodes,
    temperatures: Temperatures,
    settings: GcodeSettings,
    heat: HeatSettings,
    text: BinaryIO,
) -> Draft:
    """See `layerworks.gcode.writing.draft_program`."""
    words, relative = WORDS[codes.dialect], settings.relative_extrusion
    if settings.arc_tolerance_um > 0.0 and not codes.arcs:
        raise Rejected(say("gcode_writing.no_arcs"), say("gcode_writing.no_arcs_remedy"))
    for sequence in (codes.start, codes.end):  # what is wrong in them is said before the work
        fill_sequence(sequence, dict.fromkeys(PLACEHOLDERS, 0.0))
    parts, facts = (), no_facts(0)

    def written() -> Iterator[tuple[Toolpath, Events, Arcs]]:
        nonlocal parts, facts
        for toolpath in toolpaths:
            if not facts.layers:
                parts, facts = toolpath.parts, no_facts(len(toolpath.parts))
            names = object_names(parts)
            events = events_of(toolpath, words, temperatures, names, codes.labels_objects, relative, heat, facts)
            facts = facts_with(facts, toolpath)
            yield toolpath, events, arcs_of(toolpath, events.row, settings.arc_tolerance_um)

    body = write_body(written(), words, codes.filament_mm, relative, text)
    names, values = object_names(parts), _placeholder_values(facts, temperatures)
    before = _objects(facts, words, names) if codes.labels_objects else ""
    before += fill_sequence(codes.start, values) + words.layers.format(count=len(facts.printed))
    before += f"G21\nG90\n{'M83' if relative else 'M82'}\n"
    return Draft(codes, temperatures, names, before, body, fill_sequence(codes.end, values), facts)


def pieces_of(draft: Draft, header: Header) -> Iterator[bytes]:
    """See `layerworks.gcode.writing.titled`."""
    words, facts = WORDS[draft.codes.dialect], draft.facts
    yield opening(header, len(facts.printed), facts.top_mm).encode()
    yield draft.before.encode()
    for layer, text in zip(facts.printed, draft.body.layers(), strict=True):
        yield _progress(header, words, layer)
        yield text
    filament = (draft.body.filament_mm, draft.codes.filament_mm)
    yield draft.after.encode()
    yield closing(header, draft.temperatures, facts.heights_mm, *filament).encode()


def entitled(draft: Draft, header: Header) -> Program:
    """See `layerworks.gcode.writing.entitle`."""
    text = b"".join(pieces_of(draft, header))
    return Program(text, draft.codes.dialect, digest_bytes(text), draft.names if draft.codes.labels_objects else ())


def bare_text(draft: Draft) -> tuple[bytes, BinaryIO, bytes]:
    """See `layerworks.gcode.writing.untitled`."""
    draft.body.text.seek(0)
    return draft.before.encode(), draft.body.text, draft.after.encode()


def _placeholder_values(facts: Facts, temperatures: Temperatures) -> dict[str, float]:
    first = np.zeros(3) if facts.first_mm is None else facts.first_mm
    return {
        "nozzle_c": temperatures.nozzle_c,
        "first_nozzle_c": temperatures.first_nozzle_c,
        "bed_c": temperatures.bed_c,
        "first_bed_c": temperatures.first_bed_c,
        "chamber_c": temperatures.chamber_c,
        "first_x_mm": float(first[0]),
        "first_y_mm": float(first[1]),
        "max_z_mm": facts.top_mm,
    }


def _objects(facts: Facts, words: Words, names: tuple[str, ...]) -> str:
    lines = words.objects.format(count=len(names))
    for number, (name, outline) in enumerate(zip(names, object_outlines(facts), strict=True)):
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
