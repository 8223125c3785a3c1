"""Part records and finished prints, read from either engine."""

from datetime import UTC, datetime, timedelta

import pytest

from layerworks.errors import Missing, Unreachable
from layerworks.storage import FinishedPrint, Location, finished_prints, open_journal, part_records
from layerworks.workshop import Entry

T0 = datetime(2026, 11, 25, 8, tzinfo=UTC)


def printed(attempt: str, machine: str, kind: str, lots: str, *, minutes: int, paused=False, outcome="completed"):
    """Yield what is written down of an attempt with two pieces."""
    end = T0 + timedelta(minutes=minutes)
    told = [
        ("bed.turned", machine, {"bed": "clear"}),
        ("attempt.reserved", attempt, {"job": f"job of {attempt}", "machine": machine, "digest": f"program {attempt}"}),
        ("attempt.started", attempt, {"started_at": T0.isoformat()}),
        *([("attempt.paused", attempt, {"why": "runout"})] if paused else []),
        ("attempt.ended", attempt, {"ended_at": end.isoformat(), "outcome": outcome, "reason": "printed"}),
    ]
    making = {"machine": kind, "material": "pla", "lot": lots, "model": f"model {attempt}"}
    for number in (1, 2):
        body = {"job": f"job of {attempt}", "attempt": attempt, "making": making, "outcome": outcome}
        told.append(("part.recorded", f"{attempt}/{number}", body))
    return [Entry(T0, "me", what, "because", subject, body) for what, subject, body in told]


@pytest.fixture
def written(where):
    with open_journal(where, T0, synced=False) as journal:
        journal.append(*printed("a", "m1", "big", "L1", minutes=10))
        journal.append(*printed("b", "m2", "big", "L1, L2", minutes=20))
        journal.append(*printed("c", "m1", "big", "", minutes=30, paused=True))
        journal.append(*printed("d", "m1", "big", "L10", minutes=40, outcome="failed"))
        journal.append(*printed("e", "m1", "small", "L2, L2", minutes=50))
        journal.append(Entry(T0, "me", "part.telemetry", "kept", "b/2", {"readings": 7}))
    return where


def parts(found) -> list[str]:
    return [f"{record['attempt']}#{record['number']}" for record in found]


def test_a_part_a_job_an_attempt_and_a_lot_lead_to_their_records(written):
    everything = part_records(written)
    assert len(everything) == 10
    assert parts(part_records(written, attempt="b")) == parts(r for r in everything if r["attempt"] == "b")
    assert parts(part_records(written, job="job of c")) == parts(r for r in everything if r["attempt"] == "c")
    assert {r["attempt"] for r in part_records(written, lot="L1")} == {"a", "b"}
    assert {r["attempt"] for r in part_records(written, lot="L2")} == {"b", "e"}
    assert len(part_records(written, lot="L2")) == 4
    assert len(part_records(written, lot="L2", most=3)) == 3
    (told,) = part_records(written, part="b/2")
    assert told["telemetry"] == {"readings": 7}
    assert part_records(written, part="b/1")[0]["telemetry"] is None
    assert part_records(written, part="nothing") == []


def test_prints_that_ended_well_and_waited_for_nobody_are_told_oldest_first(written):
    a, b = FinishedPrint("a", "model a", "program a", 600.0), FinishedPrint("b", "model b", "program b", 1200.0)
    e = FinishedPrint("e", "model e", "program e", 3000.0)
    assert finished_prints(written, "big", most=9) == (a, b)
    assert finished_prints(written, "m1", most=9) == (a, e)
    assert finished_prints(written, "m1", most=1) == (e,)
    first_of_e = part_records(written, attempt="e")[0]["number"]
    assert finished_prints(written, "m1", most=9, before=first_of_e) == (a,)


def test_where_nothing_is_that_is_told(tmp_path):
    with pytest.raises(Missing):
        part_records(tmp_path / "none.sqlite")
    with pytest.raises(Unreachable):
        part_records(Location("postgresql://hub:s3cret@127.0.0.1:9/fleet", tmp_path / "anchor"))
