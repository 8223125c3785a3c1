"""Files on their way in, in pieces: what has come stays when the line breaks. A stranger's name reaches no path."""

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from layerworks.errors import Conflict, Missing, Rejected
from layerworks.words import say

_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Incoming:
    """token: 32 hexadecimal digits; who has it may go on. name: as the sender calls the file. got_bytes: so far."""

    token: str
    name: str
    size_bytes: int
    got_bytes: int = 0


def begin(folder: Path, token: str, name: str, size_bytes: int, most_bytes: int) -> Incoming:
    """Make room for a file. token: drawn by chance. Raises Rejected for one that is empty or too large."""
    if not 0 < size_bytes <= most_bytes:
        raise Rejected(say("uploads.size", most_mb=most_bytes / 1e6), say("uploads.size_remedy"))
    folder.mkdir(parents=True, exist_ok=True)
    begun = Incoming(token, name, size_bytes)
    _told(folder, token).write_text(json.dumps(asdict(begun)), encoding="utf-8")
    content_of(folder, token).touch()
    return begun


def arrived(folder: Path, token: str) -> Incoming:
    """Return how far a file has come. Raises Missing."""
    if not _TOKEN.fullmatch(token) or not _told(folder, token).is_file():
        raise Missing(say("uploads.unknown"), say("uploads.again"))
    told = json.loads(_told(folder, token).read_text(encoding="utf-8"))
    return Incoming(token, told["name"], told["size_bytes"], content_of(folder, token).stat().st_size)


def append(folder: Path, token: str, offset: int, piece: bytes) -> Incoming:
    """Add a piece where the last one ended. Not for two at once.

    Raises Missing, Conflict for another place, Rejected for more than was told.
    """
    so_far = arrived(folder, token)
    if offset != so_far.got_bytes:
        raise Conflict(say("uploads.place", got=so_far.got_bytes), say("uploads.place_remedy"))
    if offset + len(piece) > so_far.size_bytes:
        raise Rejected(say("uploads.more", size=so_far.size_bytes), say("uploads.again"))
    with content_of(folder, token).open("ab") as file:
        file.write(piece)
    return arrived(folder, token)


def content_of(folder: Path, token: str) -> Path:
    """Return where the bytes of a file lie."""
    return folder / f"{token}.part"


def _told(folder: Path, token: str) -> Path:
    return folder / f"{token}.json"
