"""Everything that made one piece, written down once and for good."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from layerworks.workshop.attempt import PrintAttempt
from layerworks.workshop.journal import Entry, Journal

PART_RECORDED = "part.recorded"
PART_TELEMETRY = "part.telemetry"  # which telemetry a piece was made under: said once it is all there


@dataclass(frozen=True, slots=True)
class Making:
    """What a piece was made from and with, the same for all pieces of a plate but for model and mesh.

    Digests name what each stage made (SHA-256). settings: every setting by key. machine, material: catalogue ids.
    lot: of the material, empty when not kept. estimate: such as time_s, filament_mm, mass_g.
    """

    model: str
    model_digest: str
    mesh_digest: str
    plate_digest: str
    program_digest: str
    rate_card_digest: str
    machine: str
    material: str
    lot: str
    settings: Mapping[str, Any]
    estimate: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class PartRecord:
    """One physical piece. part: its id; name: on its plate. Times are aware UTC.

    outcome: of this piece; a piece left out of a plate that went well is `cancelled`.
    measured: printed_s and filament_mm of the whole plate, where the printer told them. What is measured later on the
    piece is appended as entries of its own. printer: the machine it was printed on. who: asked for it.
    """

    part: str
    name: str
    job: str
    attempt: str
    making: Making
    outcome: str
    reason: str
    reserved_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    faults: tuple[str, ...] = ()
    measured: Mapping[str, float] = field(default_factory=dict[str, float])
    printer: str = ""
    who: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the record as plain data for JSON: times as ISO 8601."""
        return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in asdict(self).items()}


def part_record(part: str, name: str, making: Making, attempt: PrintAttempt, who: str = "") -> PartRecord:
    """Return the record of a piece of an attempt that has ended. Raises ValueError when it has not."""
    end = attempt.end
    if end is None:
        raise ValueError(f"{attempt.id} has not ended")
    told = {"printed_s": end.printed_s, "filament_mm": end.filament_mm}
    skipped = name in attempt.skipped and end.outcome == "completed"
    return PartRecord(
        part=part,
        name=name,
        job=attempt.job,
        attempt=attempt.id,
        making=making,
        outcome="cancelled" if skipped else end.outcome,
        reason="asked" if skipped else end.reason,
        reserved_at=attempt.reserved_at,
        started_at=attempt.started_at,
        ended_at=end.ended_at,
        faults=tuple(kind for kind, _ in attempt.faults),
        measured={k: v for k, v in told.items() if v is not None},
        printer=attempt.machine,
        who=who,
    )


def keep_record(journal: Journal, record: PartRecord, now: datetime, who: str) -> None:
    """Write a record down unless it already is: doing it again, after a kill or by mistake, changes nothing."""
    if not any(e.what == PART_RECORDED for e in journal.about(record.part)):
        journal.append(Entry(now, who, PART_RECORDED, "printed", record.part, record.as_dict(), place=1))
