"""Has something selected on a machine of ours: see `witness.py`. Pure."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Protocol
from urllib.parse import quote

from layerworks.connectors.octoprint.frames import Listed, why_not
from layerworks.connectors.octoprint.wire import Then, Wire
from layerworks.connectors.octoprint.witness import new_witness, newest_witness

FILES = "/api/files/local"


class Shop(Protocol):
    """What planting needs of the conversation it is part of."""

    @property
    def listed(self) -> Iterable[Listed]:
        """The files, as listed last."""
        ...

    def selected(self, witness: str) -> None:
        """Take in that a file is selected, until the state is pushed again."""
        ...

    def list_anew(self, then: Callable[[datetime], None]) -> None:
        """List the files, then go on."""
        ...


class Planting:
    """going: on, so that nothing is certain yet. remembers: OctoPrint has selected something since it began."""

    def __init__(self, wire: Wire, shop: Shop, done: Callable[[datetime], None]) -> None:
        """Call done when something is selected."""
        self.going = self.remembers = False
        self._wire, self._shop, self._done = wire, shop, done

    def plant(self, now: datetime) -> None:
        """Select something: a new witness if we cannot know that OctoPrint remembers, else the one that is there."""
        self.going = True
        witness = newest_witness(f.path for f in self._shop.listed)
        if self.remembers and witness:
            self._select(witness)
        else:
            self._wire.store(new_witness(now))

    def planted(self, file: str, status: int) -> None:
        """Take in what became of the new witness."""
        if status == 201:
            self._select(file)
        else:
            self._wire.hang_up(f"OctoPrint keeps no file: HTTP {status}")

    def _select(self, witness: str) -> None:
        select(self._wire, witness, lambda s, b, at: self._selected(witness, s, b))

    def _selected(self, witness: str, status: int, body: bytes) -> None:
        if status not in (200, 204, 409):  # 409: somebody prints meanwhile
            self._wire.hang_up(f"nothing can be selected: {why_not(status, body)}")
            return
        self.remembers = True
        self._shop.selected(witness)
        for old in self._shop.listed:
            if old.path != witness and newest_witness((old.path,)):
                self._wire.request("DELETE", path_of(old.path), None, lambda s, b, at: None)
        self._shop.list_anew(self._over)

    def _over(self, now: datetime) -> None:
        self.going = False
        self._done(now)


def select(wire: Wire, file: str, then: Then) -> None:
    """Select a file without printing it."""
    wire.request("POST", path_of(file), {"command": "select", "print": False}, then)


def path_of(file: str) -> str:
    """Return where a file is."""
    return f"{FILES}/{quote(file)}"
