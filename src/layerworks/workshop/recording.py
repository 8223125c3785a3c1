"""What is written down of the pieces of an attempt of the queue. Pure."""

from datetime import datetime

from layerworks.workshop.attempt import PrintAttempt
from layerworks.workshop.equipment import Equipment
from layerworks.workshop.journal import Entry
from layerworks.workshop.part_record import PART_RECORDED, Making, PartRecord, part_record
from layerworks.workshop.queued import QueuedJob


def pieces_of(job: QueuedJob, attempt: PrintAttempt, equipment: Equipment) -> tuple[PartRecord, ...]:
    """Return the records of an attempt that has ended, one a piece of its plate; none where nothing can have been laid.

    equipment: of the machine while it printed.
    """
    end = attempt.end
    if end is None or (attempt.started_at is None and end.outcome != "lost"):
        return ()
    lots = (spool.lot for tool, spool in sorted(equipment.spools.items()) if not tool or tool in job.needs.others_g)
    estimate = {"time_s": job.predicted_s, "mass_g": job.needs.mass_g, "filament_mm": sum(job.needed_mm)}
    return tuple(
        part_record(
            f"{attempt.id}/{number}",
            name,
            Making(
                model=name,
                model_digest="",
                mesh_digest="",
                plate_digest="",
                program_digest=job.digest,
                rate_card_digest="",
                machine=job.needs.machine_type,
                material=job.needs.material,
                lot=", ".join(dict.fromkeys(filter(None, lots))),
                settings={"nozzle_mm": job.needs.nozzle_mm},
                estimate=estimate,
            ),
            attempt,
            who=job.asked_by,
        )
        for number, name in enumerate(job.parts, 1)
    )


def piece_entries(records: tuple[PartRecord, ...], now: datetime, who: str) -> tuple[Entry, ...]:
    """Write records down, each as the first thing said of its piece."""
    return tuple(Entry(now, who, PART_RECORDED, "printed", r.part, r.as_dict(), place=1) for r in records)
