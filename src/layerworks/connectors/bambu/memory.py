"""What is remembered of one printer from one connection to the next. Pure."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from layerworks.connectors.bambu.container import Packed
from layerworks.connectors.bambu.frames import Status
from layerworks.connectors.bambu.picture import signature_wanted
from layerworks.connectors.bambu.runs import Runs

FORGIVEN_S = 3600.0  # so long after a refusal, a new connection tries commands again
OBSERVE_ONLY = "the firmware takes signed commands alone; switch on LAN only and developer mode at the printer"


@dataclass(slots=True)
class Memory:
    """runs: which run it is. sums: MD5 of containers sent, by title; parts: names of parts by number, likewise.

    unsigned_at: when a command was refused last because it had no signature, None if none was.
    """

    runs: Runs = field(default_factory=Runs)
    sums: dict[str, str] = field(default_factory=dict[str, str])
    parts: dict[str, dict[int, str]] = field(default_factory=dict[str, dict[int, str]])
    unsigned_at: datetime | None = None

    @property
    def observe_only(self) -> str:
        """Why the printer may only be watched, or nothing."""
        return OBSERVE_ONLY if self.unsigned_at is not None else ""

    def sent(self, packed: Packed) -> None:
        """Take in that a container was sent."""
        self.sums[packed.title], self.parts[packed.title] = packed.md5, packed.parts

    def keep(self, titles: Collection[str]) -> None:
        """Forget containers that are not on the card any more."""
        self.sums = {title: md5 for title, md5 in self.sums.items() if title in titles}
        self.parts = {title: parts for title, parts in self.parts.items() if title in titles}

    def begin(self, now: datetime) -> None:
        """Take in that a connection begins: somebody may have changed the printer's mode meanwhile."""
        if self.unsigned_at is not None and (now - self.unsigned_at).total_seconds() > FORGIVEN_S:
            self.unsigned_at = None

    def see(self, status: Status) -> None:
        """Take in what the printer says of signatures: believed when it wants none, since some say so wrongly."""
        if signature_wanted(status) is False:
            self.unsigned_at = None
