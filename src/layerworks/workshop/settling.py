"""What the end of an attempt means for its job, and for its machine's material and bed."""

from datetime import datetime

from layerworks.workshop.attempt import PrintAttempt
from layerworks.workshop.bed import Bed
from layerworks.workshop.equipment import machine_entry, refitted
from layerworks.workshop.events import entry_of
from layerworks.workshop.journal import Entry, Journal
from layerworks.workshop.post import Post
from layerworks.workshop.queue import Queue
from layerworks.workshop.queued import QueuedJob, after_attempt, used_by
from layerworks.workshop.recording import piece_entries, pieces_of

MOST_ATTEMPTS = 3  # a job that failed three times has a cause that another try will not remove


def settle(
    post: Post, job: QueuedJob, attempt: PrintAttempt, queue: Queue, journal: Journal, now: datetime, who: str
) -> None:
    """Write down what follows from the end of an attempt, all or none, and let its machine be free.

    Raises what the journal raises; then nothing is different.
    """
    name, entries, events = post.machine.name, list[Entry](), after_attempt(job, attempt, MOST_ATTEMPTS)
    used = used_by(job, attempt)
    if attempt.started_at is not None:
        entries.append(machine_entry(used, name, now, who, "printed"))
    off = post.machine.clears_itself and attempt.end is not None and attempt.end.outcome == "completed"
    cleared = post.cleared()
    if off:
        entries.append(entry_of(cleared, name, now, who, "taken off by the machine"))
    entries += queue.entries(job, events, now, why="ended")
    entries += piece_entries(pieces_of(job, attempt, post.equipment), now, who)
    journal.append(*entries)
    queue.took(job, events)
    post.equipment = refitted(post.equipment, used) if attempt.started_at is not None else post.equipment
    post.bed = Bed("clear", now, cleared.mark, cleared.unsure_s) if off else post.bed
    post.leave(now)
