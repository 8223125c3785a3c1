"""Jobs, attempts and part records: what was to be printed, what became of it, and what made each piece."""

from layerworks.workshop.attempt import PrintAttempt
from layerworks.workshop.bed import bed_of, clear_bed
from layerworks.workshop.carrying_out import Station, carry_out, find_attempt, nobody
from layerworks.workshop.job import Job, attempt_id
from layerworks.workshop.journal import Entry, Journal
from layerworks.workshop.observing import observe
from layerworks.workshop.part_record import Making, PartRecord, keep_record, part_record
from layerworks.workshop.patience import PatienceSettings

__all__ = [
    "Entry",
    "Job",
    "Journal",
    "Making",
    "PartRecord",
    "PatienceSettings",
    "PrintAttempt",
    "Station",
    "attempt_id",
    "bed_of",
    "carry_out",
    "clear_bed",
    "find_attempt",
    "keep_record",
    "nobody",
    "observe",
    "part_record",
]
