"""The machine's own start and end sequence in place of an engine's."""

import re

import numpy as np

from layerworks.engines.job import EngineJob
from layerworks.errors import Rejected
from layerworks.gcode.reading import Moves
from layerworks.gcode.writing.sequences import fill_sequence
from layerworks.words import say

START, STARTED, END = ";LAYERWORKS:START", ";LAYERWORKS:STARTED", ";LAYERWORKS:END"
_MADE_AT = re.compile(rb" on \d{4}-\d\d-\d\d at \d\d:\d\d:\d\d UTC")


def start_marks(job: EngineJob) -> str:
    """Return what an engine is given as its start sequence: marks with the heating between them, which keeps it from
    heating by itself; all of it is replaced.
    """
    heat = job.temperatures
    lines = (
        START,
        f"M104 S{heat.first_nozzle_c:g}",
        f"M109 S{heat.first_nozzle_c:g}",
        f"M140 S{heat.first_bed_c:g}",
        f"M190 S{heat.first_bed_c:g}",
        STARTED,
    )
    return "\n".join(lines)


def with_sequences(text: bytes, moves: Moves, job: EngineJob) -> bytes:
    """Return an engine's program with the machine's sequences at the marks, and without the time it was made at, so
    that the same wish gives the same bytes. Raises Rejected where a mark is missing.
    """
    heat = job.temperatures
    lays = np.flatnonzero((moves.e_mm > 0.0) & (moves.layer >= 0))
    x, y, _ = moves.points_mm[int(lays[0])] if lays.size else (0.0, 0.0, 0.0)
    values = {
        "nozzle_c": heat.nozzle_c,
        "first_nozzle_c": heat.first_nozzle_c,
        "bed_c": heat.bed_c,
        "first_bed_c": heat.first_bed_c,
        "chamber_c": heat.chamber_c,
        "first_x_mm": float(x),
        "first_y_mm": float(y),
        "max_z_mm": float(moves.layer_z_mm.max(initial=0.0)),
    }
    start, end = (fill_sequence(sequence, values).encode() for sequence in (job.codes.start, job.codes.end))
    before, began, rest = text.replace(b"\r\n", b"\n").partition(_line(START))
    _, started, rest = rest.partition(_line(STARTED))
    body, ended, after = rest.rpartition(_line(END))
    if not (began and started and ended):
        raise Rejected(say("engines.not_ours"), say("engines.failed_remedy"))
    return b"".join((_MADE_AT.sub(b"", before, count=1), b"\n", start, body, b"\n", end, after))


def _line(mark: str) -> bytes:
    return f"\n{mark}\n".encode()
