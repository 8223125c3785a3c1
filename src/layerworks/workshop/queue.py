"""The queue: every job that is neither done nor withdrawn, as the journal tells it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime

from layerworks.errors import Conflict, Missing, Trouble, Unreachable
from layerworks.words import say
from layerworks.workshop.journal import Entry, Journal
from layerworks.workshop.queued import (
    Held,
    JobEvent,
    Locked,
    Queued,
    QueuedJob,
    Ranked,
    Released,
    Withdrawn,
    job_entry,
    moved_on,
    queued,
    recalled,
    subject_of,
)
from layerworks.workshop.waiting import WaitingJob


class Queue:
    """Open jobs by id. What is changed is written down first; who: for what is decided without a person."""

    def __init__(self, journal: Journal, open_jobs: Iterable[str], who: str) -> None:
        """Read the jobs of these ids from the journal."""
        self._journal, self._who = journal, who
        self._jobs: dict[str, QueuedJob] = {}
        self._unsure_of: set[str] = set()  # may or may not be written down as held here
        self.read_again(open_jobs)

    def read_again(self, open_jobs: Iterable[str]) -> None:
        """Read the jobs of these ids, which are all that are open, once more: others write the journal too."""
        told = (recalled(job, self._journal.about(subject_of(job))) for job in open_jobs)
        self._jobs = {job.job: job for job in told if job is not None and job.open}

    def recall(self, jobs: Iterable[str]) -> None:
        """Read these jobs once more: what we know of them may be old."""
        for id in jobs:
            job = recalled(id, self._journal.about(subject_of(id)))
            if job is not None and job.open:
                self._jobs[id] = job
            else:
                self._jobs.pop(id, None)
            self._unsure_of.discard(id)

    def be_sure(self) -> None:
        """Read jobs of which a change could not be written down, or nobody could tell whether it was."""
        with suppress(Unreachable):  # then the next time
            self.recall(tuple(self._unsure_of))

    def __iter__(self) -> Iterator[QueuedJob]:
        """Yield the open jobs, oldest first."""
        return iter(tuple(self._jobs.values()))

    def changed_elsewhere(self, job: str) -> bool:
        """Read a job once more; tell whether somebody else has changed it since we knew it."""
        before = self._jobs.get(job)
        self._unsure_of.add(job)
        self.be_sure()
        after = self._jobs.get(job)
        return (before and before.place) != (after and after.place)

    def __contains__(self, job: str) -> bool:
        """Tell whether a job is open."""
        return job in self._jobs

    def __len__(self) -> int:
        """Return how many jobs are open."""
        return len(self._jobs)

    def __getitem__(self, job: str) -> QueuedJob:
        """Return an open job. Raises Missing when there is none of that id."""
        found = self._jobs.get(job)
        if found is None:
            raise Missing(say("workshop.no_such_job", job=job), say("workshop.list_the_queue"))
        return found

    def running_on(self, machine: str) -> QueuedJob | None:
        """Return the job that has a machine, None where none has."""
        return next((job for job in self._jobs.values() if job.state == "running" and job.machine == machine), None)

    def waiting(self) -> list[WaitingJob]:
        """Return the jobs without a machine as dispatch sees them, held ones included."""
        return [job.waiting for job in self._jobs.values() if job.state in ("waiting", "held")]

    def put(self, jobs: Iterable[str], event: Queued, now: datetime, who: str, why: str, *, held: bool = False) -> None:
        """Put jobs of one program into the queue, all or none. Raises Conflict when an id was used before.

        held: kept back from the first moment on, until a person releases them.
        """
        fresh = [queued(job, event, now, who) for job in jobs]
        after: tuple[JobEvent, ...] = (Held("asked"),) if held else ()
        entries = [job_entry(event, job.job, now, who, why, place=1) for job in fresh]
        self._write(
            [job.job for job in fresh], *entries, *(e for j in fresh for e in self.entries(j, after, now, who, why))
        )
        self._jobs.update((job.job, job) for job in fresh)
        for job in fresh:
            self.took(job, after)

    def change(
        self, job: str, event: Ranked | Locked | Held | Released | Withdrawn, now: datetime, who: str, why: str
    ) -> None:
        """Change a job that has no machine. Raises Conflict when it has one, Missing when it is not in the queue."""
        self._change(self._without_machine(job), (event,), now, who, why)

    def start_next(self, job: str, machine: str, now: datetime, who: str, why: str) -> None:
        """Let a job be the next one, on a machine or, where that is empty, on any that it may run on.

        A held job is released. Raises Conflict when it has a machine, Missing when it is not in the queue.
        """
        found = self._without_machine(job)
        others = max((other.urgency for other in self._jobs.values() if other is not found), default=found.urgency - 1)
        events: list[JobEvent] = [Released()] if found.state == "held" else []
        events += [Locked((machine,))] if machine else []
        events += [Ranked(others + 1, found.due_at)] if found.urgency <= others else []
        if events:
            self._change(found, events, now, who, why)

    def _without_machine(self, job: str) -> QueuedJob:
        found = self[job]
        if found.state == "running":
            raise Conflict(say("workshop.job_not_waiting", job=job), say("workshop.cancel_first"))
        return found

    def _change(self, job: QueuedJob, events: Sequence[JobEvent], now: datetime, who: str, why: str) -> None:
        self._write([job.job], *self.entries(job, events, now, who, why))
        self.took(job, events)

    def _write(self, jobs: Iterable[str], *entries: Entry) -> None:
        try:
            self._journal.append(*entries)
        except Trouble:
            self._unsure_of.update(jobs)
            raise

    def entries(
        self, job: QueuedJob, events: Iterable[JobEvent], now: datetime, who: str = "", why: str = ""
    ) -> tuple[Entry, ...]:
        """Return what to write down of events of a job; call `took` when it is written."""
        return tuple(job_entry(e, job.job, now, who or self._who, why, job.place + i) for i, e in enumerate(events, 1))

    def took(self, job: QueuedJob, events: Iterable[JobEvent]) -> QueuedJob:
        """Take in events that were written down."""
        for event in events:
            job = moved_on(job, event)
        if job.open:
            self._jobs[job.job] = job
        else:
            self._jobs.pop(job.job, None)
        return job
