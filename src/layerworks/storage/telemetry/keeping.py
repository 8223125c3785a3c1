"""Keeping house: pieces become hours, old days go, anything leaves as a file of its own."""

import shutil
import uuid
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from layerworks.storage.telemetry._columns import COLUMNS, ORDER, engine, quoted
from layerworks.storage.telemetry.asking import Question, select
from layerworks.storage.telemetry.layout import files_between, hour_path, hours, pieces_of


def compact(root: Path, now: datetime) -> int:
    """Put the pieces of each hour that is over into one file, by machine and channel; return how many hours.

    Whenever it is killed, each hour is told by its one file or by its pieces, never by both. Pieces of other hubs may
    come after their hour was put together: they are put to it, and one that is there already changes nothing.
    """
    done = 0
    for begins, hour in hours(root):
        if begins + timedelta(hours=1) > now or not hour.is_dir():
            continue
        pieces = pieces_of(hour)
        if pieces:
            files = [str(path) for path in (hour_path(hour), *pieces) if path.is_file()]
            _write(
                f"SELECT DISTINCT {COLUMNS} FROM read_parquet(?) ORDER BY {ORDER}", [files], hour_path(hour), "parquet"
            )
            done += 1
        for piece in pieces:
            piece.unlink(missing_ok=True)
        with suppress(OSError):  # one came meanwhile: the next time
            hour.rmdir()
    return done


def forget(root: Path, before: datetime) -> int:
    """Remove whole hours written before a moment and return how many; what is younger stays."""
    gone = 0
    for begins, hour in hours(root):
        if begins + timedelta(hours=1) > before:
            break
        shutil.rmtree(hour, ignore_errors=True)
        hour_path(hour).unlink(missing_ok=True)
        gone += 1
        if not any(hour.parent.iterdir()):
            hour.parent.rmdir()
    return gone


def export(root: Path, question: Question, path: Path, form: Literal["parquet", "csv"]) -> int:
    """Write what answers a question to a file and return how many readings; no file where there are none."""
    files = files_between(root, question.start, question.end)
    if not files:
        return 0
    sql, values = select(question, files)
    return _write(sql, values, path, form)


def _write(sql: str, values: list[object], path: Path, form: Literal["parquet", "csv"]) -> int:
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    options = "FORMAT parquet, COMPRESSION zstd" if form == "parquet" else "FORMAT csv, HEADER"
    try:
        with engine() as db:
            written = db.execute(f"COPY ({sql}) TO {quoted(beside)} ({options})", values).fetchone()
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return int(written[0]) if written else 0
