"""A job that comes in held."""

from dataclasses import replace
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


def test_a_job_can_be_made_the_next_one_and_everything_of_it_is_written_down_at_once():
    journal = ListJournal()
    queue = Queue(journal, [], "hub")
    queue.put(("a", "b"), replace(EVENT, urgency=4), T0, "mei", "")
    queue.put(("c",), EVENT, T0, "mei", "", held=True)
    queue.start_next("c", "m7", T0, "li", "customer waits")
    found = queue["c"]
    assert (found.state, found.urgency, found.only_on) == ("waiting", 5, frozenset({"m7"}))
    assert [e.what for e in journal.about("job:c")][2:] == ["job.released", "job.locked", "job.ranked"]
    assert {(e.who, e.why) for e in journal.about("job:c")[2:]} == {("li", "customer waits")}
    queue.start_next("c", "", T0, "li", "again")
    assert queue["c"].urgency == 5
