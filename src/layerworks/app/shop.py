"""A folder as a shop: its journal, its virtual printers, its files."""

import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from glob import escape
from pathlib import Path

from layerworks.digest import digest_bytes
from layerworks.errors import Unreachable
from layerworks.words import say

LONGEST_NAME = 120  # bytes of UTF-8, so that a digest, a suffix and a temporary mark still fit into 255


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
        return self.folder / f"{_portable(name)}-{made_from[:12]}{suffix}"

    def program_made_before(self, key: str) -> bytes | None:
        """Return the text of the program that was made from the same before, None where there is none."""
        found = sorted(self.folder.glob(f"*-{key[:12]}.gcode"))
        return found[0].read_bytes() if found else None

    def program(self, name: str, digest: str) -> bytes | None:
        """The G-code that somebody made of a model, by its digest; None where it is not there, or was changed."""
        for path in sorted(self.folder.glob(f"{escape(_portable(name))}-*.gcode")):
            text = path.read_bytes()
            if digest_bytes(text) == digest:
                return text
        return None


def _portable(name: str) -> str:
    """Return a part's name as any file system takes it: none of Windows' forbidden characters, and short."""
    plain = re.sub(r'[<>:"/\\|?*\x00-\x1f]', "_", name)
    return plain.encode(errors="replace")[:LONGEST_NAME].decode(errors="ignore").strip(" .-") or "part"


def put(path: Path, data: bytes) -> Path:
    """Put a file in its place, whole or not at all; a file that is there already as it should be is left alone.

    Raises Unreachable when the disk does not take it.
    """
    if not _is_there(path, data):
        put_pieces(path, (data,))
    return path


def put_pieces(path: Path, pieces: Iterable[bytes]) -> str:
    """Put a file of some pieces in its place, whole or not at all, and return the SHA-256 of them all.

    Raises Unreachable when the disk does not take it.
    """
    digest = hashlib.sha256()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            with beside.open("wb") as file:
                for piece in pieces:
                    digest.update(piece)
                    file.write(piece)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise _not_written(path, error) from error
    return digest.hexdigest()


def _is_there(path: Path, data: bytes) -> bool:
    try:
        return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError as error:
        raise _not_written(path, error) from error


def _not_written(path: Path, error: OSError) -> Unreachable:
    return Unreachable(say("app.not_written", path=str(path), detail=str(error)), say("app.check_disk"))
