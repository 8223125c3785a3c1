"""Which run is it? Pure.

PrusaLink numbers its jobs, which makes it the safest to follow; but it has no clock, and forgets a job once somebody
at the printer has acknowledged its end, or the printer was switched off. Numbers begin anew then, so the end of a job
is known again by its number, its file of ours and the seconds that it took.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from layerworks.connectors.known_run import KnownRun
from layerworks.connectors.prusalink.frames import JobInfo, StatusJob, StatusPrinter
from layerworks.fleet.identity import attempt_of
from layerworks.fleet.observations import FaultKind, Position, Run, RunPhase

GAP_S = 60.0  # no whole print, with somebody acknowledging its end, fits into a shorter absence
_PHASES: dict[str, RunPhase] = {
    "PRINTING": "running",
    "PAUSED": "paused",
    "ATTENTION": "paused",
    "FINISHED": "completed",
    "STOPPED": "cancelled",
    "ERROR": "failed",
}


class Runs:
    """The present or last job of one machine; outlives its connections.

    boot: changes whenever a job may have come and gone, or one that was going on is no more. booted_at: when it did.
    """

    def __init__(self) -> None:
        self.known: KnownRun[int] | None = None
        self.boot = ""
        self.booted_at: datetime | None = None
        self._heard_at: datetime | None = None

    def heard(self, now: datetime) -> None:
        """Take in that the printer answers."""
        if self._heard_at is None or (now - self._heard_at).total_seconds() > GAP_S:
            self.boot = f"unwatched until {now.isoformat()}"
            self.known = self.known.lasting(False) if self.known is not None else None
        self._heard_at = now

    def none(self, now: datetime) -> None:
        """Take in that there is no job. One whose end was seen stays the last run: somebody acknowledged it."""
        if self.known is not None and self.known.active:
            self.boot = f"forgot {self.known.key}"
            self.booted_at, self.known = now, None

    def job(self, job: StatusJob, info: JobInfo, printer: StatusPrinter, now: datetime) -> None:
        """Take in a job."""
        file = info.file
        size = (file.size if file else None) or 0
        known = self.known.run if self.known is not None and self.known.key == job.id else None
        phase = _PHASES.get(info.state if printer.state in ("BUSY", "") else printer.state)
        phase = phase or (known.phase if known is not None else "running")
        over = phase not in ("running", "paused")
        fault: FaultKind | None = "other" if phase == "failed" else None
        offset = size if phase == "completed" else int(size * _share(job))
        run = known or Run(
            file=file.shown if file else "",
            phase=phase,
            position=Position(0, -1, 0.0, 0.0, 0.0),
            filament_mm=0.0,
            printed_s=0.0,
            started_at=now - timedelta(seconds=job.time_printing),
        )
        run = replace(
            run,
            phase=phase,
            position=Position(max(offset, run.position.byte_offset), -1, 0.0, 0.0, printer.axis_z or 0.0),
            printed_s=max(job.time_printing, run.printed_s),
            ended_at=(run.ended_at or now) if over else None,
            why="the printer wants a person" if printer.state == "ATTENTION" else "",
            fault=fault,
            job=f"{job.id}-{job.time_printing:.0f}s" if over else str(job.id),
            lasting=over and attempt_of(run.file) is not None,
        )
        self.known = KnownRun(job.id, run)


def _share(job: StatusJob) -> float:
    """Return how much is printed: by time where it is told, since percent stand still for an hour of a long print."""
    if job.time_remaining is None or job.time_printing + job.time_remaining <= 0.0:
        return min(job.progress / 100.0, 1.0)
    return job.time_printing / (job.time_printing + job.time_remaining)
