"""Reading part records, beside the writer."""

import json
from pathlib import Path
from typing import Any

from layerworks.storage._database import open_to_read


def part_records(path: Path, *, part: str | None = None, job: str | None = None) -> list[dict[str, Any]]:
    """Return part records, oldest first, as written down, each with `number` and `hash` of its row.

    part, job: only of this piece, of this job. Raises Missing when there is no journal.
    """
    connection = open_to_read(path)
    try:
        rows = connection.execute(
            "SELECT journal.number, journal.hash, journal.body FROM part_record"
            " JOIN journal ON journal.number = part_record.number"
            " WHERE (:part IS NULL OR part_record.part = :part) AND (:job IS NULL OR part_record.job = :job)"
            " ORDER BY journal.number",
            {"part": part, "job": job},
        )
        return [{**json.loads(body), "number": number, "hash": digest} for number, digest, body in rows]
    finally:
        connection.close()
