"""The anchor: number and hash of the last row, kept in a second place.

A chain shows any change within it, but not that its end was cut off. The anchor shows that, as long as whoever cut the
journal did not also rewrite the anchor. For more, keep the head elsewhere: every report of a part prints it.
"""

from dataclasses import dataclass
from pathlib import Path

from layerworks.storage._atomic import write_whole


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a journal: number and hash of its last row; 0 and empty for a new one."""

    number: int
    hash: str


def anchor_of(path: Path) -> Path:
    """Return where the anchor of a journal is kept."""
    return path.with_name(path.name + ".anchor")


def write_anchor(path: Path, head: Head, *, synced: bool) -> None:
    """Keep the head of a journal."""
    write_whole(anchor_of(path), f"{head.number} {head.hash}\n".encode(), synced=synced)


def read_anchor(path: Path) -> Head | None:
    """Return the head kept for a journal, or None when there is none that can be read."""
    try:
        number, _, digest = anchor_of(path).read_text(encoding="ascii").rstrip("\n").partition(" ")
        return Head(int(number), digest)
    except (FileNotFoundError, ValueError):
        return None
