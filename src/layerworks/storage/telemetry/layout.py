"""Where telemetry lies: `2026-11-25/08/083015.250000.parquet`, a piece as it was written, and `2026-11-25/08.parquet`,
the whole hour, which stands for its pieces once it is there.

Days and hours are those of writing, in UTC. A reading is written within `LATEST` of when it was taken.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

LATEST = timedelta(hours=1)


def piece_path(root: Path, written_at: datetime) -> Path:
    """Return the path of a piece that is written now."""
    at = written_at.astimezone(UTC)
    return root / f"{at:%Y-%m-%d}" / f"{at:%H}" / f"{at:%H%M%S.%f}.parquet"


def hour_path(hour: Path) -> Path:
    """Return the path of the file that stands for a folder of pieces."""
    return hour.with_name(f"{hour.name}.parquet")


def hours(root: Path) -> list[tuple[datetime, Path]]:
    """Return the start and folder of every hour written in, the oldest first; the folder may be gone by now."""
    found: dict[datetime, Path] = {}
    for day in root.glob("????-??-??"):
        for entry in day.iterdir():
            hour = entry.with_name(entry.name.removesuffix(".parquet"))
            try:
                begins = datetime.strptime(f"{day.name} {hour.name}", "%Y-%m-%d %H").replace(tzinfo=UTC)
            except ValueError:
                continue  # of somebody else, or half written
            found[begins] = hour
    return sorted(found.items())


def files_of(hour: Path) -> list[Path]:
    """Return what tells of an hour: its one file, or its pieces in the order of writing."""
    whole = hour_path(hour)
    return [whole] if whole.is_file() else pieces_of(hour)


def pieces_of(hour: Path) -> list[Path]:
    """Return the pieces that lie in the folder of an hour, in the order of writing."""
    return sorted(hour.glob("[0-9]*.parquet"))


def files_between(root: Path, start: datetime | None, end: datetime | None) -> list[Path]:
    """Return the files that can hold readings taken from start to end; None: without bound."""
    found: list[Path] = []
    for begins, hour in hours(root):
        too_old = start is not None and begins + timedelta(hours=1) <= start
        too_new = end is not None and begins > end + LATEST
        if not too_old and not too_new:
            found.extend(files_of(hour))
    return found
