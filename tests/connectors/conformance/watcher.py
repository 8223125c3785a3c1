"""Reads a connector and knows what it told last; waits for something to be so, never for a time."""

import time
from collections.abc import Callable
from typing import Any

from connectors.conformance.benches import WITHIN_S, Bench
from layerworks.fleet import (
    Answered,
    Command,
    Connector,
    LinkLost,
    Observation,
    PrinterState,
    Progress,
    Run,
    Snapshot,
    Start,
    StateChanged,
    Upload,
    file_of,
)
from layerworks.workshop import Job


class Watcher:
    """One reader of one connector. seen: all of it, oldest first."""

    def __init__(self, bench: Bench, connector: Connector | None = None) -> None:
        self.bench = bench
        self.connector = connector or bench.connector
        self.seen: list[Observation] = []
        self.printer: PrinterState | None = None
        self.progress: Run | None = None

    @property
    def run(self) -> Run | None:
        return self.printer.run if self.printer else None

    @property
    def lost(self) -> bool:
        return bool(self.seen) and isinstance(self.seen[-1], LinkLost)

    def told(self, kind: type) -> list[Any]:
        return [o for o in self.seen if isinstance(o, kind)]

    def look(self) -> None:
        for seen in self.connector.observations():
            self.seen.append(seen)
            if isinstance(seen, Snapshot | StateChanged):
                self.printer = seen.printer
            elif isinstance(seen, Progress):
                self.progress = seen.run

    def until(self, so: Callable[["Watcher"], Any], passing_s: float = 0.0) -> None:
        """Read until something is so. passing_s: of the printer's time between two looks."""
        limit = time.monotonic() + WITHIN_S
        self.look()
        while not so(self):
            assert time.monotonic() < limit, f"not seen; last: {self.seen[-4:]}"
            if self.bench.cable is None:
                self.bench.pass_time(passing_s or 0.25)
            else:
                self.bench.pass_time(passing_s)
                time.sleep(0.01)
            self.look()

    def open(self) -> Observation:
        """Begin a connection and return the first thing seen of it."""
        self.connector.open()
        before = len(self.seen)
        self.until(lambda w: len(w.seen) > before)
        return self.seen[before]

    def ask(self, command: Command) -> Answered:
        """Ask, and return the answer."""
        before = len(self.seen)
        self.connector.send(command)

        def answers() -> list[Answered]:
            return [o for o in self.seen[before:] if isinstance(o, Answered) and o.to == command]

        self.until(lambda w: answers())
        return answers()[0]

    def store(self, job: Job, number: int = 1) -> str:
        """Upload a job's file and see it there; return its name."""
        file = file_of(f"{job.id}-1", number)
        assert self.ask(Upload(file, job.text, job.digest)).verdict == "accepted"
        self.until(lambda w: w.printer and w.printer.keeps(file, len(job.text), job.digest))
        return file

    def begin(self, job: Job) -> str:
        """Open, upload, start, and see it run; return the file's name."""
        assert isinstance(self.open(), Snapshot)
        file = self.store(job)
        assert self.ask(Start(file)).verdict == "accepted"
        self.until(lambda w: w.run and w.run.file == file)
        return file
