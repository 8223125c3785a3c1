"""The journal, the part records that follow from it, and files by digest."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from layerworks.storage._anchor import Head
    from layerworks.storage.artefacts import Artefacts
    from layerworks.storage.journal import SqlJournal
    from layerworks.storage.location import Location, Where
    from layerworks.storage.opening import open_journal
    from layerworks.storage.records import FinishedPrint, finished_prints, part_records
    from layerworks.storage.verifying import Verification, verify

__all__ = [
    "Artefacts",
    "FinishedPrint",
    "Head",
    "Location",
    "SqlJournal",
    "Verification",
    "Where",
    "finished_prints",
    "open_journal",
    "part_records",
    "verify",
]

_HOME = {
    "Artefacts": "artefacts",
    "FinishedPrint": "records",
    "Head": "_anchor",
    "Location": "location",
    "SqlJournal": "journal",
    "Verification": "verifying",
    "Where": "location",
    "finished_prints": "records",
    "open_journal": "opening",
    "part_records": "records",
    "verify": "verifying",
}


def __getattr__(name: str) -> Any:
    """Fetch what is asked for from its file: the database's libraries take a quarter of a second to be read."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
