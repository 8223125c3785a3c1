"""A folder as a shop: its journal, its virtual printers, its files."""

import os
from dataclasses import dataclass
from pathlib import Path

from layerworks.errors import Unreachable
from layerworks.words import say


@dataclass(frozen=True, slots=True)
class Shop:
    """Where everything of a shop lies."""

    folder: Path

    @property
    def journal(self) -> Path:
        """The append-only journal."""
        return self.folder / "records.sqlite"

    def printer(self, name: str) -> Path:
        """What a simulated printer keeps to itself, as a real one keeps its card."""
        return self.folder / "printers" / f"{name}.sqlite"

    def file(self, name: str, made_from: str, suffix: str) -> Path:
        """A file for people or machines, named with the digest of what made it."""
        return self.folder / f"{name}-{made_from[:12]}{suffix}"


def put(path: Path, data: bytes) -> Path:
    """Put a file in its place, whole or not at all; a file that is there already as it should be is left alone.

    Raises Unreachable when the disk does not take it.
    """
    try:
        if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
            return path
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            beside.write_bytes(data)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise Unreachable(say("app.not_written", path=str(path), detail=str(error)), say("app.check_disk")) from error
    return path
