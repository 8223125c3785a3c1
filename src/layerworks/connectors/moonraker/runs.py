"""Which run is it? print_stats names a file; Moonraker's history says when that run of it was started.

History is evidence of identity and time only, never of how a print ended: it takes jobs for completed that were
destroyed, and misses jobs shorter than two updates.
"""

import math
from datetime import UTC, datetime

from layerworks.connectors.moonraker.frames import Job

SAME_CLOCK_S = 2.0  # clocks closer than this count as one
STEP_S = 10.0  # differences of clocks are rounded up to this, so that a time is told alike in every connection


class Runs:
    """The newest job of Moonraker and the run that print_stats tells at present.

    process: Klipper's. started_at: of that run, None while it is not known.
    """

    def __init__(self) -> None:
        self.process = ""
        self.last: Job | None = None
        self.started_at: datetime | None = None
        self.ended_at: datetime | None = None
        self._job_of_run = ""
        self._stale = ""
        self._shift_s = 0.0

    def set_clock(self, their_s: float, now: datetime) -> None:
        """Note what Moonraker's clock showed. Rounded up: a start told too late is only taken for a fresh one."""
        shift_s = now.timestamp() - their_s
        self._shift_s = 0.0 if abs(shift_s) <= SAME_CLOCK_S else math.ceil(shift_s / STEP_S) * STEP_S

    def hear(self, job: Job | None) -> None:
        """Note the newest job of the history."""
        if job is not None:
            self.last = job

    def at(self, their_s: float) -> datetime:
        """Return a time of Moonraker's clock on ours."""
        return datetime.fromtimestamp(their_s + self._shift_s, UTC)

    @property
    def last_job(self) -> str:
        """The id of the newest job, or nothing."""
        return self.last.job_id if self.last else ""

    @property
    def last_job_at(self) -> datetime | None:
        """When the newest job was over or, if that is not written, begun."""
        return self.at(self.last.end_time or self.last.start_time) if self.last else None

    def begin(self) -> None:
        """A new run has begun: the jobs of earlier ones are not its."""
        self._stale = self._job_of_run
        self.started_at = self.ended_at = None
        self._job_of_run = ""

    def forget(self) -> None:
        """There is no run: the newest job is of an earlier one."""
        self.started_at = self.ended_at = None
        self._job_of_run = self.last_job

    def find(self, file: str) -> bool:
        """Look for the job of the run of this file; return whether it is known when it was started."""
        job = self.last
        if job is not None and job.filename == file and job.job_id != self._stale:
            self._job_of_run = job.job_id
            self.started_at = self.started_at or self.at(job.start_time)
            if job.end_time:
                self.ended_at = self.at(job.end_time)
        return self.started_at is not None

    def suppose(self, started_at: datetime) -> None:
        """History does not know the run: settle for when it must have begun."""
        self.started_at = started_at
