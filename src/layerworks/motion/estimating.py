"""G-code → Estimate, in memory that does not grow with the program."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from layerworks.errors import Rejected
from layerworks.gcode.reading.container import opened
from layerworks.gcode.reading.lines import file_blocks, text_blocks
from layerworks.gcode.reading.moves import Heater
from layerworks.gcode.reading.rules import ReadingRules
from layerworks.gcode.reading.stream import Stream
from layerworks.kernels import motion_totals_codes as c
from layerworks.motion._knots import Knots
from layerworks.motion._parts import PartMoments
from layerworks.motion._summary import summary
from layerworks.motion._tally import Tally
from layerworks.motion.envelope import FLOW_TOLERANCE, Envelope
from layerworks.motion.estimate import Estimate
from layerworks.motion.following import ThinTrack, follow
from layerworks.motion.non_motion import NonMotionModel
from layerworks.motion.planning import Limits
from layerworks.motion.timeline import Timeline
from layerworks.motion.waits import Event, Waits, waits_of
from layerworks.words import say

_CAPACITY = 1 << 16


def reading_rules(limits: Limits, macros: Mapping[str, str] | None = None) -> ReadingRules:
    """Return how a machine with these limits reads G-code. macros: bodies by name in capitals."""
    return replace(limits.reading, macros=macros or {})


def estimate(
    text: bytes | Sequence[bytes | BinaryIO],
    limits: Limits,
    *,
    density_g_cm3: float,
    filament_mm: float | None = None,
    non_motion: NonMotionModel | None = None,
    start_c: Mapping[Heater, float] | None = None,
    macros: Mapping[str, str] | None = None,
    envelope: Envelope | None = None,
    firm: Collection[str] = (),
) -> Estimate:
    """Return the estimate of a program, which may come in pieces of whole lines, some of them open files.

    filament_mm: diameter of the filament, None for the one of the limits. non_motion: what is known of the printer,
    None for what is usual. start_c: temperatures when the program starts, where they are known. macros: bodies of the
    printer's own commands, by name in capitals. firm: limits, by field, that the program may not change.
    Raises Rejected when the text is not G-code or has no moves.
    """
    pieces = (text,) if isinstance(text, bytes) else text
    blocks = chain.from_iterable(
        text_blocks(piece) if isinstance(piece, bytes) else file_blocks(piece) for piece in pieces
    )
    read = _read(blocks, limits, filament_mm, non_motion, start_c, macros, envelope, firm)
    return _summary(read, limits, density_g_cm3)


def estimate_file(
    path: Path,
    limits: Limits,
    *,
    density_g_cm3: float,
    filament_mm: float | None = None,
    non_motion: NonMotionModel | None = None,
    start_c: Mapping[Heater, float] | None = None,
    macros: Mapping[str, str] | None = None,
    envelope: Envelope | None = None,
    firm: Collection[str] = (),
) -> Estimate:
    """Return the estimate of a file, wrapped or not, read piece by piece. Raises Missing and Rejected."""
    with opened(path) as file:
        read = _read(file_blocks(file), limits, filament_mm, non_motion, start_c, macros, envelope, firm)
    return _summary(read, limits, density_g_cm3)


def time_file(
    path: Path,
    limits: Limits,
    *,
    density_g_cm3: float,
    filament_mm: float | None = None,
    envelope: Envelope | None = None,
) -> tuple[Estimate, Timeline]:
    """Return the estimate of a file and its timeline, from one reading; otherwise as `estimate_file`."""
    knots, parts = Knots(), PartMoments()
    with opened(path) as file:
        read = _read(file_blocks(file), limits, filament_mm, None, None, None, envelope, (), knots, parts)
    return _summary(read, limits, density_g_cm3), _timeline(read, knots, parts)


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """A program that was read and planned to its end. area_mm2: of the filament."""

    stream: Stream
    tally: Tally
    waits: Waits
    area_mm2: float
    envelope: Envelope


def _read(
    blocks: Iterable[NDArray[np.uint8]],
    limits: Limits,
    filament_mm: float | None,
    non_motion: NonMotionModel | None,
    start_c: Mapping[Heater, float] | None,
    macros: Mapping[str, str] | None,
    envelope: Envelope | None,
    firm: Collection[str],
    knots: Knots | None = None,
    parts: PartMoments | None = None,
) -> _Read:
    area_mm2 = math.pi * (0.5 * (limits.filament_mm if filament_mm is None else filament_mm)) ** 2
    envelope = envelope or Envelope()
    flow = envelope.max_flow_mm3_s
    fastest_e_mm_s = math.inf if flow is None else FLOW_TOLERANCE * flow / area_mm2
    stream = Stream(reading_rules(limits, macros), _CAPACITY)
    tally = Tally(stream, limits, envelope, fastest_e_mm_s, firm, knots, parts)
    _add_up(blocks, stream, tally)
    if tally.whole[c.W_MOVES] == 0.0:
        raise Rejected(say("reading_gcode.no_moves"), say("reading_gcode.remedy"))
    waits = waits_of(tally.events(), tally.t_s, non_motion or NonMotionModel(), start_c)
    return _Read(stream, tally, waits, area_mm2, envelope)


def _summary(read: _Read, limits: Limits, density_g_cm3: float) -> Estimate:
    return summary(read.stream, read.tally, limits, read.area_mm2, density_g_cm3, read.waits, read.envelope)


def _timeline(read: _Read, knots: Knots, parts: PartMoments) -> Timeline:
    stream, tally = read.stream, read.tally
    held = knots.ended(tally.t_s, stream.lines, stream.size_bytes, stream.rows.points_mm[0])
    size = np.uint64 if stream.size_bytes > np.iinfo(np.uint32).max else np.uint32
    line, offset = np.ascontiguousarray(held.place.T).astype(size)
    track = ThinTrack(held.t_s, line, offset, held.point_mm, np.array(tally.layer_t_s))
    labels = stream.events.labels
    used = np.flatnonzero(held.fed_mm.max(axis=0) > 0.0)
    return Timeline(
        track=track,
        follower=follow(track, read.waits),
        tools=used.astype(np.uint8),
        fed_mm=held.fed_mm[:, used].astype(np.float32),
        layer_z_mm=np.array(stream.events.layer_z_mm[: len(tally.layer_t_s)], np.float32),
        parts=labels.names,
        shares=parts.shares(labels.kind, labels.marks, len(labels.names), tally.layer_t_s, tally.t_s),
    )


def waited_for(text: bytes, limits: Limits) -> tuple[list[tuple[float, Event]], float]:
    """Return what a program may wait for, each with its moment, and the time of its motion and dwells: for `waits_of`
    again and again. Raises Rejected when the text is not G-code.
    """
    stream = Stream(reading_rules(limits), _CAPACITY)
    tally = Tally(stream, limits)
    _add_up(text_blocks(text), stream, tally)
    return tally.events(), tally.t_s


def _add_up(blocks: Iterable[NDArray[np.uint8]], stream: Stream, tally: Tally) -> None:
    for block in blocks:
        for _ in stream.read(block):
            tally.advance(last=False)
    tally.advance(last=True)
