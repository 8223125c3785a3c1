"""The anchor: number and hash of the last row, kept in a second place.

A chain shows any change within it, but not that its end was cut off. The anchor shows that, as long as whoever cut the
journal did not also rewrite the anchor. For more, keep the head elsewhere: every report of a part prints it.

The file has a line for each commit since the journal was opened, and the last whole line counts: adding a line costs
less than replacing a file, and a kill in the middle of it spoils no earlier one.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from layerworks.storage._atomic import write_whole

_LINE = re.compile(rb"([0-9]+) ([0-9a-f]{64}|)\n")


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a journal: number and hash of its last row; 0 and empty for a new one."""

    number: int
    hash: str


def anchor_of(path: Path) -> Path:
    """Return where the anchor of a journal in a file is kept."""
    return path.with_name(path.name + ".anchor")


def set_anchor(anchor: Path, head: Head, *, synced: bool) -> None:
    """Make the anchor of a journal anew, with its head alone."""
    write_whole(anchor, _line(head), synced=synced)


def move_anchor(anchor: Path, head: Head, *, synced: bool) -> None:
    """Add the new head of a journal to its anchor."""
    with anchor.open("ab", buffering=0) as file:
        file.write(_line(head))
        if synced:
            os.fsync(file.fileno())


def read_anchor(anchor: Path) -> Head | None:
    """Return the last head kept for a journal, or None when there is none that can be read."""
    try:
        lines = anchor.read_bytes().splitlines(keepends=True)
    except FileNotFoundError:
        return None
    whole = (m for m in map(_LINE.fullmatch, reversed(lines)) if m)
    return next((Head(int(m[1]), m[2].decode()) for m in whole), None)


def _line(head: Head) -> bytes:
    return f"{head.number} {head.hash}\n".encode()
