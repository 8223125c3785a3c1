"""A job that comes in held."""

from datetime import UTC, datetime

from layerworks.workshop.queue import Queue
from layerworks.workshop.queued import Queued, Released
from workshop.list_journal import ListJournal

T0 = datetime(2026, 11, 25, 8, tzinfo=UTC)
EVENT = Queued("d" * 64, 10, ("piece",), 60.0, "voron-2-4-350", "pla", 0.4, 5.0, origin="PrusaSlicer 2.5.0")


def test_it_waits_for_a_person_also_after_a_restart_and_keeps_its_origin():
    journal = ListJournal()
    Queue(journal, (), "hub").put(("a", "b"), EVENT, T0, "anna", "sent", held=True)
    queue = Queue(journal, ("a", "b"), "hub")
    assert [(j.job, j.state, j.held_for, j.origin) for j in queue] == [
        ("a", "held", "asked", "PrusaSlicer 2.5.0"),
        ("b", "held", "asked", "PrusaSlicer 2.5.0"),
    ]
    queue.change("a", Released(), T0, "anna", "print it")
    assert [j.state for j in Queue(journal, ("a", "b"), "hub")] == ["waiting", "held"]
