"""Files of telemetry that hubs give each other: pieces on their way out, pieces of others taken in.

A piece goes out as it lies on the disk, by another name of the same file, so that putting hours together does not take
it away before it is sent.
"""

import logging
import os
import re
from datetime import UTC, datetime
from pathlib import Path

from layerworks.errors import Unreachable
from layerworks.storage._atomic import write_whole
from layerworks.storage.telemetry.layout import hours
from layerworks.words import say

log = logging.getLogger(__name__)
MOST_WAITING = 2 * 2**30  # bytes that may wait for a server that is away
_OURS = re.compile(r"\d{6}\.\d{6}\.parquet")
_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{6}\.\d{6})")
_HUB = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")


class PiecesOut:
    """Pieces of ours in the order of writing. folder: where they wait, on the disk of the telemetry.

    given_up: pieces let go because too many waited. Not to be called by two at once.
    """

    def __init__(self, root: Path, folder: Path, most: int = MOST_WAITING) -> None:
        self.given_up = 0
        self._root, self._folder, self._most = root, folder, most
        self._mark = folder / "mark"

    def oldest(self) -> tuple[str, bytes] | None:
        """Return name and content of the piece to go next, None for none. Looks for new ones first."""
        self._look()
        for piece in sorted(self._folder.glob("*.parquet")):
            return piece.stem, piece.read_bytes()
        return None

    def sent(self, name: str) -> None:
        """Take it that a piece is where it was to go."""
        (self._folder / f"{name}.parquet").unlink(missing_ok=True)

    def _look(self) -> None:
        """Let everything wait that was written since the last look."""
        self._folder.mkdir(parents=True, exist_ok=True)
        mark = self._mark.read_text(encoding="ascii") if self._mark.is_file() else ""
        new = [(name, piece) for name, piece in _pieces(self._root, mark[:13]) if name > mark]
        for name, piece in new:
            try:
                os.link(piece, self._folder / f"{name}.parquet")
            except FileExistsError:
                continue
        if new:
            write_whole(self._mark, new[-1][0].encode())
            self._give_up()

    def _give_up(self) -> None:
        waiting = sorted(self._folder.glob("*.parquet"))
        size = sum(piece.stat().st_size for piece in waiting)
        for piece in waiting:
            if size <= self._most:
                return
            size -= piece.stat().st_size
            piece.unlink()
            self.given_up += 1
            log.warning("telemetry of %s will not be at other hubs: too much waits", piece.stem)


def _pieces(root: Path, since: str) -> list[tuple[str, Path]]:
    """Return our own pieces of the hours from one on, by name: date, hour and time of writing."""
    found: list[tuple[str, Path]] = []
    for begins, hour in hours(root):
        stem = f"{begins:%Y-%m-%dT%H}"
        if stem >= since and hour.is_dir():
            found += [(f"{stem}-{p.stem}", p) for p in hour.iterdir() if _OURS.fullmatch(p.name)]
    return sorted(found)


class PiecesIn:
    """Pieces of other hubs, beside our own."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def take(self, hub: str, name: str, data: bytes) -> None:
        """Keep a piece in the hour in which it was written; once more is no harm.

        Raises Unreachable when the disk does not take it; what has no name of ours is not kept.
        """
        told = _NAME.fullmatch(name)
        if told is None or not _HUB.fullmatch(hub) or not data.startswith(b"PAR1"):
            log.warning("a piece of telemetry with an unknown name was not kept")
            return
        day, hour, time = told.groups()
        path = self._root / day / hour / f"{time}.{hub}.parquet"
        try:
            datetime.strptime(f"{day} {hour}", "%Y-%m-%d %H").replace(tzinfo=UTC)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)
        except ValueError:
            log.warning("a piece of telemetry of no day was not kept")
        except OSError as error:
            raise Unreachable(say("storage.not_kept", detail=str(error)), say("storage.check_disk")) from error
