"""The telemetry that a piece was made under, as a file of its own that its record vouches for."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from layerworks.digest import digest_bytes
from layerworks.errors import Conflict, Missing, Unreachable
from layerworks.words import say


def export_telemetry(folder: Path, record: Mapping[str, Any], path: Path) -> int:
    """Write the readings of a part record to a CSV file; return how many.

    Raises Missing where the record points at none or they were given up, Conflict when they are not what the record
    says, Unreachable where the engine is not installed or the disk takes nothing.
    """
    told = record["telemetry"]
    if told is None or not told["digest"]:
        raise Missing(say("app.no_slice", part=record["part"]), say("app.no_slice_remedy"))
    try:
        from layerworks.storage.telemetry import Question, export
    except ImportError:
        raise Unreachable(say("app.hub_no_telemetry"), say("app.hub_no_telemetry_remedy")) from None
    start, end = datetime.fromisoformat(told["start"]), datetime.fromisoformat(told["end"])
    question = Question(machine=told["machine"], attempt=told["attempt"], start=start, end=end)
    try:
        count = export(folder / "telemetry", question, path, "csv")
    except OSError as error:
        raise Unreachable(say("app.not_written", path=str(path), detail=str(error)), say("app.check_disk")) from error
    if not count or digest_bytes(path.read_bytes()) != told["digest"]:
        raise Conflict(say("app.other_slice", part=record["part"], path=str(path)), say("app.other_slice_remedy"))
    return count
