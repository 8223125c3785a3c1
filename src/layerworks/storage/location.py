"""Where a journal is: the database that holds it and the file that remembers its end."""

from dataclasses import dataclass, field
from pathlib import Path

from layerworks.storage._anchor import anchor_of


@dataclass(frozen=True, slots=True)
class Location:
    """url: `sqlite:///FILE`, or `postgresql://user:password@host:port/database`; see `storage.engines`.

    anchor: a file of this computer. Each hub of a shared journal has its own: it remembers what this hub has seen.
    """

    url: str = field(repr=False)  # may hold a password
    anchor: Path


Where = Path | Location  # a path is that of an SQLite file, its anchor beside it


def located(where: Where) -> Location:
    """Return the location of a journal."""
    if isinstance(where, Location):
        return where
    return Location(f"sqlite:///{where}", anchor_of(where))
