"""What a simulated printer keeps through a kill of its process: itself, its files, and a log of what it was told."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from layerworks.connectors.simulated._form import machine_of, plain
from layerworks.connectors.simulated.machine import Machine
from layerworks.fleet.commands import Command, Upload


@dataclass(frozen=True, slots=True)
class Told:
    """A command the printer took or refused. command: its name; file: what it was about; verdict: empty or why not."""

    at_s: float
    command: str
    file: str
    refusal: str


class Memory(Protocol):
    """A place for one printer."""

    def machine(self) -> Machine | None:
        """Return the machine as last kept, or None for a new printer."""
        ...

    def text(self, digest: str) -> bytes:
        """Return a file's text."""
        ...

    def keep(self, machine: Machine, command: Command | None = None, refusal: str = "") -> None:
        """Keep the machine and, of a command, that it was told: all at once."""
        ...

    def told(self) -> Sequence[Told]:
        """Return the log, oldest first."""
        ...

    def tick(self, now_s: float) -> None:
        """Keep the time, so that a virtual clock goes on from here."""
        ...

    def ticked_s(self) -> float | None:
        """Return the last time kept."""
        ...


class RamMemory:
    """A memory that is gone with the process."""

    def __init__(self) -> None:
        self._machine: Machine | None = None
        self._texts: dict[str, bytes] = {}
        self._told: list[Told] = []
        self._ticked_s: float | None = None

    def machine(self) -> Machine | None:
        """Return the machine as last kept."""
        return self._machine

    def text(self, digest: str) -> bytes:
        """Return a file's text."""
        return self._texts[digest]

    def keep(self, machine: Machine, command: Command | None = None, refusal: str = "") -> None:
        """Keep the machine and what it was told."""
        self._machine = machine
        if command is not None:
            self._told.append(_told(machine.at_s, command, refusal))
        if isinstance(command, Upload) and not refusal:
            self._texts[command.digest] = command.text
        for digest in self._texts.keys() - _needed(machine):
            del self._texts[digest]

    def told(self) -> Sequence[Told]:
        """Return the log."""
        return tuple(self._told)

    def tick(self, now_s: float) -> None:
        """Keep the time."""
        self._ticked_s = now_s

    def ticked_s(self) -> float | None:
        """Return the last time kept."""
        return self._ticked_s


class SqliteMemory:
    """A memory in a file of its own, as a real printer has its own card and log.

    A kill loses nothing. synced: wait for the disk now and then, so that a power cut leaves a sound file, a little old.
    handed_over: it is made in one thread and used in another.
    """

    def __init__(self, path: Path, *, synced: bool = True, handed_over: bool = False) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(path, isolation_level=None, check_same_thread=not handed_over)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute(f"PRAGMA synchronous = {'NORMAL' if synced else 'OFF'}")
        self._database.executescript(
            "CREATE TABLE IF NOT EXISTS machine (one INTEGER PRIMARY KEY CHECK (one = 1), value TEXT NOT NULL);"
            "CREATE TABLE IF NOT EXISTS clock (one INTEGER PRIMARY KEY CHECK (one = 1), now_s REAL NOT NULL);"
            "CREATE TABLE IF NOT EXISTS text (digest TEXT PRIMARY KEY, value BLOB NOT NULL);"
            "CREATE TABLE IF NOT EXISTS told (number INTEGER PRIMARY KEY, at_s REAL NOT NULL, command TEXT NOT NULL,"
            " file TEXT NOT NULL, refusal TEXT NOT NULL);"
        )

    def machine(self) -> Machine | None:
        """Return the machine as last kept."""
        row = self._database.execute("SELECT value FROM machine").fetchone()
        return machine_of(json.loads(row[0])) if row else None

    def text(self, digest: str) -> bytes:
        """Return a file's text."""
        return self._database.execute("SELECT value FROM text WHERE digest = ?", (digest,)).fetchone()[0]

    def keep(self, machine: Machine, command: Command | None = None, refusal: str = "") -> None:
        """Keep the machine and what it was told, in one transaction."""
        run = self._database.execute
        run("BEGIN IMMEDIATE")
        try:
            run("INSERT OR REPLACE INTO machine VALUES (1, ?)", (json.dumps(plain(machine)),))
            if command is not None:
                told = _told(machine.at_s, command, refusal)
                run(
                    "INSERT INTO told (at_s, command, file, refusal) VALUES (?, ?, ?, ?)",
                    (told.at_s, told.command, told.file, told.refusal),
                )
            if isinstance(command, Upload) and not refusal:
                run("INSERT OR REPLACE INTO text VALUES (?, ?)", (command.digest, command.text))
            kept = {digest for (digest,) in run("SELECT digest FROM text")}
            for digest in sorted(kept - _needed(machine)):
                run("DELETE FROM text WHERE digest = ?", (digest,))
            run("COMMIT")
        except BaseException:
            if self._database.in_transaction:
                run("ROLLBACK")
            raise

    def told(self) -> Sequence[Told]:
        """Return the log."""
        rows = self._database.execute("SELECT at_s, command, file, refusal FROM told ORDER BY number")
        return tuple(Told(*row) for row in rows)

    def tick(self, now_s: float) -> None:
        """Keep the time."""
        self._database.execute("INSERT OR REPLACE INTO clock VALUES (1, ?)", (now_s,))

    def ticked_s(self) -> float | None:
        """Return the last time kept."""
        row = self._database.execute("SELECT now_s FROM clock").fetchone()
        return row[0] if row else None

    def close(self) -> None:
        """Close the file."""
        self._database.close()


def _told(at_s: float, command: Command, refusal: str) -> Told:
    return Told(at_s, type(command).__name__, getattr(command, "file", ""), refusal)


def _needed(machine: Machine) -> set[str]:
    files = {f.digest for f in machine.files if f.digest}
    return files | {machine.run.digest} if machine.run else files
