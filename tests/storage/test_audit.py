"""Who did what: the latest first, by subject, by person, page by page, without what the hub does by itself."""

from datetime import UTC, datetime, timedelta

import pytest

from layerworks.storage import open_journal
from layerworks.storage.audit import audit
from layerworks.workshop import Entry

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def written(where):
    told = [
        ("mei", "machine.asked", "m1", {"for": "Pause"}),
        ("layerworks", "alarm.raised", "alarms/m1", {}),
        ("li", "alarm.acknowledged", "alarms/m1", {}),
        ("mei", "job.held", "job:m1", {"reason": "asked"}),
        ("mei", "machine.asked", "m10", {"for": "Cancel"}),
    ]
    with open_journal(where, NOON, synced=False) as journal:
        for k, (who, what, subject, body) in enumerate(told):
            journal.append(Entry(NOON + timedelta(seconds=k), who, what, "because", subject, body))
    return where


def whats(found) -> list[str]:
    return [f"{entry.who} {entry.what} {entry.subject}" for _, entry in found]


def test_the_latest_comes_first_and_the_hub_may_be_left_out(written):
    assert len(audit(written)) == 5
    people = whats(audit(written, but_for="layerworks"))
    assert people[0] == "mei machine.asked m10"
    assert len(people) == 4


def test_a_subject_is_a_machine_with_its_alarms_and_a_job(written):
    assert whats(audit(written, subject="m1")) == [
        "mei job.held job:m1",
        "li alarm.acknowledged alarms/m1",
        "layerworks alarm.raised alarms/m1",
        "mei machine.asked m1",
    ]
    assert whats(audit(written, subject="m1", who="li")) == ["li alarm.acknowledged alarms/m1"]


def test_it_can_be_read_page_by_page(written):
    first = audit(written, most=2)
    then = audit(written, most=2, before=first[-1][0])
    assert [number for number, _ in (*first, *then)] == [5, 4, 3, 2]
