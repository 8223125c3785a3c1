"""The timelines of programs that are being printed, read beside the loop and held only while they are of use."""

from collections.abc import Iterable
from concurrent.futures import Executor, Future
from typing import Protocol

from layerworks.errors import Trouble
from layerworks.motion.timeline import Timeline, read_timeline


class Kept(Protocol):
    """Files by digest."""

    def keep(self, data: bytes | memoryview) -> str:
        """Keep data and return its digest."""
        ...

    def read(self, digest: str) -> bytes:
        """Return what was kept. Raises Missing, Conflict."""
        ...


class Timelines:
    """Timelines by digest. Machines that print the same program share one. To be asked on the hub's loop alone."""

    def __init__(self, kept: Kept, reading: Executor) -> None:
        """Read with an executor, so that a slow disk never stops the loop."""
        self._kept, self._reading = kept, reading
        self._held: dict[str, Future[Timeline | None]] = {}

    def keep(self, data: bytes) -> str:
        """Keep a timeline's file and return its digest. Raises Unreachable. Safe on any thread."""
        return self._kept.keep(data)

    def get(self, digest: str) -> Timeline | None:
        """Return a timeline that has been read; None while it is being read, and for one that cannot be."""
        if not digest:
            return None
        found = self._held.get(digest)
        if found is None:
            found = self._held[digest] = self._reading.submit(self._read, digest)
        return found.result() if found.done() else None

    def only(self, digests: Iterable[str]) -> None:
        """Let go of all others."""
        wanted = set(digests)
        self._held = {digest: found for digest, found in self._held.items() if digest in wanted}

    def _read(self, digest: str) -> Timeline | None:
        try:
            return read_timeline(self._kept.read(digest))
        except Trouble:
            return None
