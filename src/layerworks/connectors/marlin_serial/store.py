"""What an agent keeps on disk: programs, the present or last run with how far it came, and every start."""

import contextlib
import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import msgspec

from layerworks.fleet.commands import Upload
from layerworks.fleet.observations import PrinterState, Run, StoredFile


@dataclass(frozen=True, slots=True)
class Memory:
    """What an agent knew when it last wrote it down."""

    boot: str = "1"
    booted_at: datetime | None = None
    run: Run | None = None
    files: tuple[StoredFile, ...] = ()


class Store:
    """A folder of one agent's own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "programs").mkdir(parents=True, exist_ok=True)

    def remembered(self) -> Memory:
        """Return what was written down; files that are not there any more are left out."""
        try:
            memory = msgspec.json.decode((self._folder / "memory.json").read_bytes(), type=Memory)
        except (FileNotFoundError, msgspec.MsgspecError):
            return Memory()
        return Memory(
            memory.boot, memory.booted_at, memory.run, tuple(f for f in memory.files if self._path(f.name).exists())
        )

    def remember(self, printer: PrinterState, surely: bool) -> None:
        """Write down how things are: whole, or not at all. surely: wait until it is on the disk.

        A disk that is full must not end a print: what could not be written is written the next time.
        """
        memory = Memory(printer.boot, printer.booted_at, printer.run, printer.files)
        with contextlib.suppress(OSError):
            self._write(self._folder / "memory.json", msgspec.json.encode(memory), surely)

    def started(self, file: str, now: datetime) -> str:
        """Write down a start, before the first line of it goes out; return why it cannot be, or nothing."""
        try:
            with (self._folder / "starts.log").open("a") as log:
                log.write(f"{now.isoformat()} {file}\n")
                log.flush()
                os.fsync(log.fileno())
        except OSError as error:
            return f"it cannot be written down: {error.strerror}"
        return ""

    def keep(self, upload: Upload) -> str:
        """Keep a program; return why not, or nothing."""
        if hashlib.sha256(upload.text).hexdigest() != upload.digest:
            return "the text is not what its digest says"
        try:
            self._write(self._path(upload.file), upload.text, True)
        except OSError as error:
            return f"it cannot be kept: {error.strerror}"
        return ""

    def text(self, file: str) -> bytes:
        """Return a program."""
        return self._path(file).read_bytes()

    def remove(self, file: str) -> None:
        """Forget a program."""
        self._path(file).unlink(missing_ok=True)

    def _path(self, file: str) -> Path:
        return self._folder / "programs" / quote(file, safe="")

    def _write(self, path: Path, content: bytes, surely: bool) -> None:
        new = path.with_name(path.name + ".new")
        with new.open("wb") as out:
            out.write(content)
            out.flush()
            if surely:
                os.fsync(out.fileno())
        new.replace(path)
