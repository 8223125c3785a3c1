"""G-code to rows of motion."""

import numpy as np
from numpy.typing import NDArray

from layerworks.gcode.reading.lines import text_blocks
from layerworks.gcode.reading.moves import Moves
from layerworks.gcode.reading.rows import Rows
from layerworks.gcode.reading.rules import ReadingRules
from layerworks.gcode.reading.stream import Stream

_CAPACITY = 1 << 16


def read_program(text: bytes, rules: ReadingRules | None = None) -> Moves:
    """Return a program's rows of motion.

    Raises Rejected, naming the line, when a line is not G-code or asks for what no firmware can do.
    """
    stream = Stream(rules or ReadingRules(), _CAPACITY)
    kept: list[tuple[NDArray[np.generic], ...]] = []
    points = [stream.rows.points_mm[:1].copy()]
    for block in text_blocks(text):
        for _ in stream.read(block):
            rows = stream.rows
            points.append(rows.points_mm[1 : rows.count + 1].copy())
            kept.append(tuple(column[: rows.count].copy() for column in rows.columns()))
            rows.drop(rows.count)
    return _moves(stream, points, kept)


def _moves(stream: Stream, points: list[NDArray[np.float64]], kept: list[tuple[NDArray[np.generic], ...]]) -> Moves:
    events = stream.events
    points_mm = np.concatenate(points)
    e_mm, speed_mm_s, step, role, line, offset = _joined(kept, stream.rows)
    count = e_mm.size
    layer_start = np.array([*events.layer_row, count], np.int64)
    part, parts = events.labels.of_rows(count)
    return Moves(
        points_mm=points_mm,
        e_mm=e_mm,
        speed_mm_s=speed_mm_s,
        step=step,
        role=role,
        line=line,
        offset=offset,
        layer=_layer_of_rows(layer_start),
        part=part,
        layer_start=layer_start,
        layer_z_mm=np.array(events.layer_z_mm, np.float64),
        dwell_s=np.array(events.dwell_s, np.float64),
        limit_row=np.array(events.limit_row, np.int64),
        limit_change=np.array(events.limit_change, np.float64).reshape(-1, 4),
        planner_row=np.array(events.planner_row, np.int64),
        planner_line=tuple(events.planner_line),
        fan_row=np.array(events.fan_row, np.int64),
        fan_share=np.array(events.fan_share, np.float64),
        parts=parts,
        heats=tuple(events.heats),
        stops=tuple(events.stops),
        calls=tuple(events.calls),
        unknown=events.unknown,
        filament_mm=stream.filament_mm,
        lines=stream.lines,
        size_bytes=stream.size_bytes,
    )


def _joined(
    kept: list[tuple[NDArray[np.generic], ...]], rows: Rows
) -> tuple[
    NDArray[np.float64],
    NDArray[np.float64],
    NDArray[np.uint8],
    NDArray[np.uint8],
    NDArray[np.int64],
    NDArray[np.int64],
]:
    empty = tuple(column[:0] for column in rows.columns())
    e, speed, step, role, line, offset = (np.concatenate(pieces) for pieces in zip(empty, *kept, strict=True))
    return e, speed, step, role, line, offset  # pyright: ignore[reportReturnType]


def _layer_of_rows(layer_start: NDArray[np.int64]) -> NDArray[np.int32]:
    sizes = np.diff(layer_start, prepend=0)
    return np.repeat(np.arange(-1, layer_start.size - 1, dtype=np.int32), sizes)
