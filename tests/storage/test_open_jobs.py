"""What a hub asks when it starts: which jobs are open, which machines are enrolled."""

from datetime import UTC, datetime

import pytest

from layerworks.errors import Conflict
from layerworks.storage import open_journal
from layerworks.workshop import Entry
from layerworks.workshop.queued import Done, Given, Queued, Released, job_entry

T0 = datetime(2026, 11, 25, 8, tzinfo=UTC)
QUEUED = Queued("d", 1, ("a",), 60.0, "big", "pla", 0.4, 10.0)


def test_a_job_is_open_until_it_is_done_and_given_once(where):
    with open_journal(where, T0, synced=False) as journal:
        journal.append(job_entry(QUEUED, "b", T0, "p", ""), job_entry(QUEUED, "a", T0, "p", ""))
        assert journal.open_jobs() == ("b", "a")
        journal.append(job_entry(Given("b-1", "m"), "b", T0, "hub", ""))
        with pytest.raises(Conflict):
            journal.append(job_entry(Given("b-2", "m2"), "b", T0, "hub", ""))
        journal.append(job_entry(Done("b-1"), "b", T0, "hub", ""), job_entry(Released(), "a", T0, "p", ""))
        assert journal.open_jobs() == ("a",)


def test_a_machine_is_enrolled_until_it_is_dismissed(where):
    with open_journal(where, T0, synced=False) as journal:
        for machine in ("m2", "m1"):
            journal.append(Entry(T0, "p", "machine.enrolled", "", machine, {"name": machine}))
        assert journal.enrolled() == ("m1", "m2")
        journal.append(Entry(T0, "p", "machine.dismissed", "", "m2", {}))
        assert journal.enrolled() == ("m1",)
