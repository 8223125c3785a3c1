"""What other hubs wrote down, told to every part of this one that holds something of it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from layerworks.app.hub import admission, limits
from layerworks.app.hub.house import Hub
from layerworks.errors import Missing
from layerworks.workshop.journal import Entry
from layerworks.workshop.queue import Queue

_JOB = "job:"
_ENROLLED = frozenset({"machine.enrolled", "machine.dismissed"})


def hear(hub: Hub, entries: Sequence[Entry], fetch: Callable[[str], Any]) -> bool:
    """Take entries in; tell whether machines came or went. fetch: is given digests of programs that may be needed."""
    jobs = _unknown(hub.floor.queue, entries)
    hub.floor.queue.recall(jobs)
    for job in jobs:
        if job in hub.floor.queue:
            fetch(hub.floor.queue[job].digest)
    if any(entry.subject == admission.SUBJECT for entry in entries):
        hub.admission.read_again()
    hub.attention.limits.hear(entry for entry in entries if entry.subject == limits.SUBJECT)
    hub.notifier.hear(entries)
    hub.attention.hear_others(entries)
    if jobs:
        hub.wake()
    return any(entry.what in _ENROLLED for entry in entries)


def fetched(read: Callable[[str], bytes], digest: str) -> None:
    """Bring a program here before it is needed; one that is nowhere is missed when it is."""
    try:
        read(digest)
    except Missing:
        return


def _unknown(queue: Queue, entries: Iterable[Entry]) -> list[str]:
    """Return the jobs of which more is written than we know: what we wrote ourselves tells nothing new."""
    places: dict[str, int] = {}
    for entry in entries:
        if entry.subject.startswith(_JOB):
            places[entry.subject.removeprefix(_JOB)] = entry.place or 0
    return [job for job, place in places.items() if job not in queue or queue[job].place < place]
