"""The journal, the part records that follow from it, and files by digest."""

from layerworks.storage._anchor import Head
from layerworks.storage.artefacts import Artefacts
from layerworks.storage.journal import SqliteJournal, open_journal
from layerworks.storage.records import FinishedPrint, finished_prints, part_records
from layerworks.storage.verifying import Verification, verify

__all__ = [
    "Artefacts",
    "FinishedPrint",
    "Head",
    "SqliteJournal",
    "Verification",
    "finished_prints",
    "open_journal",
    "part_records",
    "verify",
]
