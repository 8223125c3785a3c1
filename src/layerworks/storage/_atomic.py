"""Files that are there whole or not at all, whenever the power goes."""

import os
import uuid
from pathlib import Path


def write_whole(path: Path, data: bytes | memoryview, *, synced: bool = True) -> None:
    """Put data under a name at once: written beside it, brought to the disk, then renamed over it."""
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        with beside.open("xb") as file:
            file.write(data)
            if synced:
                file.flush()
                os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    if synced and os.name == "posix":  # elsewhere a folder cannot be opened, and renames are journalled
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
